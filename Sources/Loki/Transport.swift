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
    private var tokens = TokenStore()
    /// Pushes that wait for a token, by their tags.
    private var waiting: [Int: Waiting] = [:]

    private struct Waiting {
        let request: PushRequest
        let oauth2: ClientSettings.OAuth2
        let style: TokenRequestStyle
    }

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

    /// Starts a push, after asking for a token if it needs one. `request` must stay unchanged until its completion; `tag`
    /// must not be in use, and not be negative.
    public func start(_ request: PushRequest, tag: Int) throws(PushError) {
        guard case .oauth2(let oauth2) = request.settings.credentials else { return try begin(request, tag) }
        if let token = tokens.token(for: oauth2, now: Clock.monotonic()) {
            try begin(request, tag, token: token, isTokenNew: false)
        } else {
            try askForToken(request, oauth2, tag, tokens.style(for: oauth2))
        }
    }

    private func begin(_ request: PushRequest, _ tag: Int, token: Token? = nil, isTokenNew: Bool = true)
        throws(PushError)
    {
        let transfer = try Transfer(request, tag: tag, authorization: token?.authorization)
        transfer.isTokenNew = isTokenNew
        let code = curl_multi_add_handle(raw, transfer.easy)
        guard code == CURLM_OK else { throw .library(String(cString: curl_multi_strerror(code))) }
        transfers[tag] = transfer
    }

    /// The push that waits has its tag; the question for its token has the complement.
    private func askForToken(
        _ request: PushRequest, _ oauth2: ClientSettings.OAuth2, _ tag: Int, _ style: TokenRequestStyle
    ) throws(PushError) {
        try begin(PushRequest(tokenFor: request, oauth2, style: style), ~tag)
        waiting[tag] = Waiting(request: request, oauth2: oauth2, style: style)
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
                let answer = transfer.answer(result)
                curl_multi_remove_handle(raw, easy)
                if let last = ended(transfer, tag, answer) { completions.append(last) }
            }
        }
        return completions
    }

    /// What a transfer that ended means for its push; nil if it goes on.
    private func ended(_ transfer: Transfer, _ tag: Int, _ answer: PushAnswer) -> Completion? {
        do throws(PushError) {
            if let push = waiting.removeValue(forKey: ~tag) { return try goOn(push, ~tag, answer) }
            if answer.status == 401, !transfer.isTokenNew,
                case .oauth2(let oauth2) = transfer.request.settings.credentials
            {
                // It was good when it was given; a new one may be.
                tokens.forget(for: oauth2)
                try askForToken(transfer.request, oauth2, tag, tokens.style(for: oauth2))
                return nil
            }
            return Completion(tag: tag, answer: answer)
        } catch {
            return Completion(tag: tag < 0 ? ~tag : tag, answer: PushAnswer(error))
        }
    }

    private func goOn(_ push: Waiting, _ tag: Int, _ answer: PushAnswer) throws(PushError) -> Completion? {
        let now = Clock.monotonic()
        switch TokenAnswer(answer, from: push.oauth2, style: push.style, now: now) {
        case .token(let token):
            tokens.keep(token, push.style, for: push.oauth2)
            try begin(push.request, tag, token: token)
        case .otherStyle: try askForToken(push.request, push.oauth2, tag, .parameters)
        case .none(let failure): return Completion(tag: tag, answer: failure)
        }
        return nil
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
