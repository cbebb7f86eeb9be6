// Why this file exists: libcurl's multi interface, which is also where the agent's loop waits.

import CCurl
import Glibc
import Platform

/// What carries pushes, and where the agent's loop waits meanwhile. Used by one thread.
public protocol PushTransport: AnyObject {
    /// Starts a push. `request` must stay unchanged until its completion; `tag` must not be in use.
    func start(_ request: PushRequest, tag: Int) throws(PushError)
    /// Moves what can be moved and hands over the pushes that ended.
    func perform() -> [Transport.Completion]
    /// Waits until a push moves, a watched descriptor is readable, or `deadline` (monotonic, nanoseconds) comes.
    func wait(_ watches: inout [Transport.Watch], until deadline: Int64?)
}

/// Pushes over HTTP. One object for all clients; connections are kept and shared. Used by one thread, except `wake`.
public final class Transport: PushTransport {
    /// What `wait` also watches.
    public struct Watch {
        /// A descriptor.
        public let descriptor: Int32
        /// True after `wait` if it is readable.
        public var isReadable = false

        /// Watches for the descriptor to become readable.
        public init(descriptor: Int32) { self.descriptor = descriptor }
    }

    /// A push that ended.
    public struct Completion {
        /// The number it was started with.
        public let tag: Int
        /// What came back.
        public let answer: PushAnswer

        /// Takes both as they are.
        public init(tag: Int, answer: PushAnswer) {
            self.tag = tag
            self.answer = answer
        }
    }

    private let multi: OpaquePointer
    private var transfers: [Int: Transfer] = [:]

    /// Initialises libcurl.
    public init() throws(PushError) {
        let code = curl_global_init(Int(CURL_GLOBAL_DEFAULT))
        guard code == CURLE_OK else { throw .library(String(cString: curl_easy_strerror(code))) }
        guard let multi = curl_multi_init() else { throw .library("out of memory") }
        self.multi = OpaquePointer(multi)
    }

    deinit {
        for transfer in transfers.values { curl_multi_remove_handle(raw, transfer.easy) }
        transfers = [:]
        curl_multi_cleanup(raw)
    }

    private var raw: UnsafeMutableRawPointer { UnsafeMutableRawPointer(multi) }

    /// How many pushes are under way.
    public var inFlight: Int { transfers.count }

    /// Starts a push. `request` must stay unchanged until its completion; `tag` must not be in use.
    public func start(_ request: PushRequest, tag: Int) throws(PushError) {
        let transfer = try Transfer(request, tag: tag)
        let code = curl_multi_add_handle(raw, transfer.easy)
        guard code == CURLM_OK else { throw .library(String(cString: curl_multi_strerror(code))) }
        transfers[tag] = transfer
    }

    /// Moves what can be moved and hands over the pushes that ended.
    public func perform() -> [Completion] {
        guard !transfers.isEmpty else { return [] }
        var running: Int32 = 0
        curl_multi_perform(raw, &running)
        var completions: [Completion] = []
        var result = CURLE_OK
        while let easy = lf_multi_next_done(raw, &result) {
            let tag = lf_easy_tag(easy)
            guard let transfer = transfers.removeValue(forKey: tag) else { continue }
            // The handle must leave the multi interface before the transfer frees it.
            withExtendedLifetime(transfer) {
                completions.append(Completion(tag: tag, answer: transfer.answer(result)))
                curl_multi_remove_handle(raw, easy)
            }
        }
        return completions
    }

    /// Waits until a push moves, a watched descriptor is readable, `wake` is called or `deadline` (monotonic,
    /// nanoseconds) comes.
    public func wait(_ watches: inout [Watch], until deadline: Int64?) {
        var descriptors = watches.map {
            curl_waitfd(fd: $0.descriptor, events: Int16(CURL_WAIT_POLLIN), revents: 0)
        }
        var milliseconds: Int64 = 3_600_000
        if let deadline {
            // Rounded up: waking a moment early would only mean waiting again.
            let now = Clock.monotonic()
            milliseconds = deadline > now ? min(milliseconds, (deadline - now - 1) / 1_000_000 + 1) : 0
        }
        var count: Int32 = 0
        curl_multi_poll(
            raw, &descriptors, UInt32(descriptors.count), Int32(truncatingIfNeeded: milliseconds), &count)
        for index in watches.indices { watches[index].isReadable = descriptors[index].revents != 0 }
    }

    /// Ends a `wait`, the present one or the next. Safe on any thread as long as this object lives.
    public func wake() { curl_multi_wakeup(raw) }

    /// The version of libcurl, for the log.
    public static var libraryVersion: String { String(cString: curl_version()) }
}

/// One push under way.
private final class Transfer {
    let easy: UnsafeMutableRawPointer
    private let request: PushRequest
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var connectTo: UnsafeMutablePointer<curl_slist>?
    private let body = AnswerBody()
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private let headerBytes = UnsafeMutablePointer<Int64>.allocate(capacity: 1)

    init(_ request: PushRequest, tag: Int) throws(PushError) {
        guard let easy = curl_easy_init() else { throw .library("out of memory") }
        self.easy = easy
        self.request = request
        errorText.initialize(to: 0)
        lf_easy_set_tag(easy, tag)
        lf_easy_set_error_buffer(easy, errorText)
        headerBytes.initialize(to: 0)
        lf_easy_count_headers(easy, headerBytes)
        lf_easy_set_sink(
            easy,
            { bytes, size, count, context in
                guard let bytes, let context else { return size * count }
                let body = Unmanaged<AnswerBody>.fromOpaque(context).takeUnretainedValue()
                // Anything but the length makes libcurl hang up.
                return body.take(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
            }, Unmanaged.passUnretained(body).toOpaque())
        configure()
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(headers)
        curl_slist_free_all(connectTo)
        errorText.deallocate()
        headerBytes.deallocate()
    }

    private func configure() {
        let settings = request.settings
        func set(_ option: CURLoption, _ value: Int) { lf_easy_set_long(easy, option, value) }
        func set(_ option: CURLoption, _ value: String?) {
            if let value { lf_easy_set_text(easy, option, value) }
        }
        set(CURLOPT_URL, request.target.url)
        set(CURLOPT_POST, 1)
        lf_easy_set_body(easy, request.body.base, request.body.count)
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_TIMEOUT_MS, Int(settings.timeout / 1_000_000))
        set(CURLOPT_CONNECTTIMEOUT_MS, Int(settings.timeout / 1_000_000))
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_USERAGENT, request.userAgent)
        set(CURLOPT_PROXY, settings.proxyURL)
        // Decompressed while it comes, should the server compress its answer.
        set(CURLOPT_ACCEPT_ENCODING, "gzip")
        for (option, bytes) in request.certificates {
            bytes.withUnsafeBytes { _ = lf_easy_set_blob(easy, option, $0.baseAddress, $0.count) }
            // Trusted instead of the system's authorities, and not besides.
            if option == CURLOPT_CAINFO_BLOB { lf_easy_set_text(easy, CURLOPT_CAPATH, nil) }
        }
        if settings.tls.insecureSkipVerify {
            set(CURLOPT_SSL_VERIFYPEER, 0)
            set(CURLOPT_SSL_VERIFYHOST, 0)
        }
        if case .basic(let username, _) = settings.credentials {
            set(CURLOPT_HTTPAUTH, Int(1 /* CURLAUTH_BASIC */))
            set(CURLOPT_USERNAME, username)
            set(CURLOPT_PASSWORD, request.secret ?? "")
        }
        for line in request.headerLines { headers = curl_slist_append(headers, line) }
        lf_easy_set_list(easy, CURLOPT_HTTPHEADER, headers)
        if let rule = request.target.connectTo {
            connectTo = curl_slist_append(nil, rule)
            lf_easy_set_list(easy, CURLOPT_CONNECT_TO, connectTo)
        }
    }

    func answer(_ result: CURLcode) -> PushAnswer {
        let duration = lf_easy_total_microseconds(easy) * 1000
        let sent = headerBytes.pointee + lf_easy_sent_body(easy)
        let status = lf_easy_status(easy)
        let isGood = (200..<300).contains(status)
        // Nobody can have stored what was not sent, whatever he says.
        if isGood, lf_easy_sent_body(easy) < request.body.count {
            return PushAnswer(
                status: 0, message: "HTTP \(status) came before the push had been sent", duration: duration,
                sentBytes: sent)
        }
        // A 2xx stands from its first line on; that its text broke off is no reason to send the batch again. Nor is
        // any other answer less of one for a text that is endless, or compressed in a way of its own. And what is there
        // of a 400 may say that Loki has most of the batch.
        let isStrange =
            body.isTooLong || result == CURLE_BAD_CONTENT_ENCODING
            || result != CURLE_OK && status == 400 && !body.isEmpty
        guard result == CURLE_OK || isGood || status >= 400 && isStrange else {
            let failure = TransportFailure(
                result, detail: String(cString: errorText), host: URLParts(request.target.url)?.host ?? "")
            return PushAnswer(
                status: 0, message: failure.sentence, isMisconfigured: failure.isMisconfigured,
                duration: duration, sentBytes: sent)
        }
        let seconds = lf_easy_retry_after(easy)
        let retryAfter = seconds > 0 ? min(seconds, 86_400) * 1_000_000_000 : nil
        let redirect = lf_easy_redirect(easy).map {
            "redirected to \(String(cString: $0)); if that is Loki, it belongs into the client's url"
        }
        return PushAnswer(
            status: status, message: redirect ?? body.text, isCut: body.isCut || isStrange,
            retryAfter: retryAfter,
            duration: duration, sentBytes: sent)
    }
}

/// The body of an answer, as much of it as is of use.
private final class AnswerBody {
    /// How much is kept: some hundred sentences of Loki about entries that it refused.
    private static let maximum = 64 << 10
    /// Where it is time to hang up.
    private static let endless = 4 << 20
    private let bytes = ByteBuffer(capacity: 256)
    private var received = 0

    /// Takes the next piece; false if there is no end to it.
    func take(_ piece: UnsafeRawBufferPointer) -> Bool {
        received += piece.count
        let room = max(0, Self.maximum - bytes.count)
        bytes.append(UnsafeRawBufferPointer(rebasing: piece.prefix(room)))
        return !isTooLong
    }

    var isEmpty: Bool { bytes.count == 0 }
    var isCut: Bool { received > Self.maximum }
    var isTooLong: Bool { received > Self.endless }
    var text: String { bytes.text }
}
