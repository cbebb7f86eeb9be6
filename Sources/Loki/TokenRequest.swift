// Why this file exists: OAuth 2.0's client credentials grant (RFC 6749, section 4.4), as a request and its answer.

import Configuration
import Platform

/// Where a client says to the token's server who it is.
enum TokenRequestStyle: Hashable, Sendable {
    /// In the Authorization header, which every server takes (RFC 6749, section 2.3.1).
    case header
    /// Among the parameters, which some want against the specification.
    case parameters
}

extension PushRequest {
    /// Asks for a token for `request`. A secret in a file is read anew.
    convenience init(
        tokenFor request: PushRequest, _ oauth2: ClientSettings.OAuth2, style: TokenRequestStyle
    ) throws(PushError) {
        let secret = try Self.secret(oauth2.secret, isToken: false)
        var parameters: [(String, String)] = []
        if !oauth2.parameters.contains(where: { $0.name == "grant_type" }) {
            parameters.append(("grant_type", "client_credentials"))
        }
        if !oauth2.scopes.isEmpty { parameters.append(("scope", oauth2.scopes.joined(separator: " "))) }
        parameters += oauth2.parameters.map { ($0.name, $0.value) }
        var settings = ClientSettings(url: oauth2.tokenURL)
        settings.timeout = request.settings.timeout
        settings.usesHTTP2 = request.settings.usesHTTP2
        settings.tls = oauth2.tls
        settings.proxyURL = oauth2.proxyURL
        var password: String?
        switch style {
        case .header:
            password = FormEncoding.encoded(secret)
            settings.credentials = .basic(
                username: FormEncoding.encoded(oauth2.clientID), password: .value(Secret("")))
        case .parameters: parameters += [("client_id", oauth2.clientID), ("client_secret", secret)]
        }
        let body = ByteBuffer()
        body.append(
            parameters.map { FormEncoding.encoded($0) + "=" + FormEncoding.encoded($1) }
                .joined(separator: "&"))
        try self.init(
            settings,
            headerLines: [
                "Content-Type: application/x-www-form-urlencoded", "Accept: application/json", "Expect:",
            ],
            secret: password, body: body, userAgent: request.userAgent)
    }
}

/// What the token's server answered.
enum TokenAnswer: Hashable {
    /// A token.
    case token(Token)
    /// The same question may be answered if it is asked in the other style.
    case otherStyle
    /// None, and what a push that waits for it is told.
    case none(PushAnswer)

    /// - Parameter now: on the monotonic clock, in nanoseconds.
    init(_ answer: PushAnswer, from oauth2: ClientSettings.OAuth2, style: TokenRequestStyle, now: Int64) {
        let url = ClientSettings(url: oauth2.tokenURL).displayURL
        let node = Self.read(answer.message)
        if (200..<300).contains(answer.status), let node, let text = node["access_token"]?.text,
            !text.isEmpty, ClientSettings.isOneLine(text)
        {
            let type = node["token_type"]?.text ?? "Bearer"
            guard type.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !type.isEmpty else {
                self = .none(Self.failure("\(url) gave a token of no type that can be used", answer))
                return
            }
            let seconds = node["expires_in"]?.text.flatMap(Double.init)
            self = .token(Token(type: type, text: text, lifetime: seconds, now: now))
            return
        }
        if style == .header, answer.status == 400 || answer.status == 401 {
            self = .otherStyle
            return
        }
        var reason = answer.status == 0 ? answer.message : "HTTP \(answer.status)"
        if answer.status > 0, let error = node?["error"]?.text {
            reason +=
                " " + ([error] + [node?["error_description"]?.text].compactMap { $0 }).joined(separator: ": ")
        } else if (200..<300).contains(answer.status) {
            reason += " without an access_token"
        }
        let sentence = "no token for pushing from \(url): " + reason.prefix(300)
        self = .none(Self.failure(sentence, answer))
    }

    /// A server that is busy or away may have a token later; for all else somebody has to do something.
    private static func failure(_ sentence: String, _ answer: PushAnswer) -> PushAnswer {
        let isPassing =
            answer.status == 0 && !answer.isMisconfigured || [408, 425, 429].contains(answer.status)
            || answer.status >= 500
        return PushAnswer(
            status: 0, message: sentence, isMisconfigured: !isPassing, retryAfter: answer.retryAfter,
            duration: answer.duration, sentBytes: answer.sentBytes)
    }

    /// JSON is YAML, but for tabs between its marks.
    private static func read(_ text: String) -> Node? {
        let bytes = text.utf8.map { $0 == 0x09 ? 0x20 : $0 }
        let node = YAML.parse(bytes, file: "", diagnostics: DiagnosticCollector())
        return node?.entries == nil ? nil : node
    }
}

/// A token and when it ends.
struct Token: Hashable {
    /// The header line's value.
    let authorization: String
    /// On the monotonic clock, in nanoseconds; nil if nobody said.
    let deadline: Int64?

    /// - Parameter lifetime: in seconds, as the server said it.
    init(type: String, text: String, lifetime: Double?, now: Int64) {
        authorization = "\(type.lowercased() == "bearer" ? "Bearer" : type) \(text)"
        deadline = lifetime.flatMap { seconds in
            guard seconds > 0, seconds < 1e9 else { return seconds >= 1e9 ? nil : now }
            // A push has to arrive before it ends, and clocks differ.
            let nanoseconds = Int64(seconds * 1e9)
            return now &+ nanoseconds &- min(30_000_000_000, nanoseconds / 4)
        }
    }

    /// Whether it can be used now.
    func isGood(at now: Int64) -> Bool { deadline.map { now < $0 } ?? true }
}

/// application/x-www-form-urlencoded, as RFC 6749 wants it (appendix B).
enum FormEncoding {
    /// A name or value; a blank is `+`.
    static func encoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "*"):
                bytes.append(byte)
            case UInt8(ascii: " "): bytes.append(UInt8(ascii: "+"))
            default:
                let digits = Array("0123456789ABCDEF".utf8)
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
