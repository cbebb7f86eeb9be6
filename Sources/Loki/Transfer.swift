// Why this file exists: one request in libcurl's hands, with all that must live as long as it.

import CCurl
import Platform

/// One push under way.
final class Transfer {
    let easy: UnsafeMutableRawPointer
    let request: PushRequest
    /// False if the push has a token that was used before.
    var isTokenNew = true
    private let authorization: String?
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var connectTo: UnsafeMutablePointer<curl_slist>?
    private var proxyHeaders: UnsafeMutablePointer<curl_slist>?
    private let body = AnswerBody()
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private let headerBytes = UnsafeMutablePointer<Int64>.allocate(capacity: 1)

    init(_ request: PushRequest, tag: Int, authorization: String?) throws(PushError) {
        guard let easy = curl_easy_init() else { throw .library("out of memory") }
        self.easy = easy
        self.authorization = authorization
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
        curl_slist_free_all(proxyHeaders)
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
        set(CURLOPT_NOPROXY, settings.noProxy)
        if !settings.usesHTTP2 { set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)) }
        setTLSVersions(settings.tls)
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
        if let authorization { headers = curl_slist_append(headers, "Authorization: \(authorization)") }
        lf_easy_set_list(easy, CURLOPT_HTTPHEADER, headers)
        for (name, value) in settings.proxyHeaders {
            proxyHeaders = curl_slist_append(proxyHeaders, "\(name): \(value.exposed)")
        }
        if let proxyHeaders { lf_easy_set_list(easy, CURLOPT_PROXYHEADER, proxyHeaders) }
        if let rule = request.target.connectTo {
            connectTo = curl_slist_append(nil, rule)
            lf_easy_set_list(easy, CURLOPT_CONNECT_TO, connectTo)
        }
    }

    /// CURLOPT_SSLVERSION(3): the oldest version in the lower half, the newest in the upper.
    private func setTLSVersions(_ tls: ClientSettings.TLSSettings) {
        guard tls.minimumVersion != nil || tls.maximumVersion != nil else { return }
        let oldest = (tls.minimumVersion?.rawValue).map { Int(CURL_SSLVERSION_TLSv1_0) + $0 } ?? 0
        let newest = (tls.maximumVersion?.rawValue).map { Int(CURL_SSLVERSION_TLSv1_0) + $0 } ?? 0
        lf_easy_set_long(easy, CURLOPT_SSLVERSION, oldest | newest << 16)
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
