// The parser's view of a request's head, turned into what the connection has to decide on.

import NIOHTTP1

/// A request's head with its framing (RFC 9112, section 6), and the refusal it earns by itself.
struct RequestMessage: Sendable {
    var head: HTTPRequest.Head
    var contentLength: Int?
    var hasBody: Bool
    var keepAlive: Bool
    var expectsContinue: Bool
    var refusal: HTTPResponse?

    var isHead: Bool { head.method == "HEAD" }

    /// A head whose framing is known already.
    init(head: HTTPRequest.Head, contentLength: Int?, keepAlive: Bool) {
        self.head = head
        self.contentLength = contentLength
        self.hasBody = (contentLength ?? 0) > 0
        self.keepAlive = keepAlive
        self.expectsContinue = false
    }

    /// A head as the parser gives it.
    init(_ parsed: HTTPRequestHead) {
        let headers = HTTPFields(parsed.headers.map { (name: $0.name, value: $0.value) })
        head = HTTPRequest.Head(method: parsed.method.rawValue, target: parsed.uri, headers: headers)
        // The parser has checked that the length is a number; one beyond Int is beyond every limit.
        contentLength = headers["Content-Length"].map { Int($0) ?? Int.max }
        hasBody = headers["Transfer-Encoding"] != nil || (contentLength ?? 0) > 0
        // After an offer to upgrade the parser reads no further request on the connection.
        keepAlive = parsed.isKeepAlive && headers["Upgrade"] == nil && parsed.method != .CONNECT
        let isVersion11 = parsed.version == .http1_1
        let expectation = headers["Expect"]
        let wantsContinue = expectation.map { equalsIgnoringCase($0, "100-continue") } ?? false
        expectsContinue = wantsContinue && hasBody && isVersion11
        let hosts = headers.values(of: "Host").count
        if isVersion11, hosts != 1 {
            // RFC 9112, section 3.2: neither none nor two.
            let problem =
                hosts == 0 ? "the Host header field is missing" : "there are \(hosts) Host header fields"
            refusal = .text("\(problem): send exactly one\n", status: 400)
        } else if isVersion11, let expectation, !wantsContinue {
            // RFC 9110, section 10.1.1.
            refusal = .text("cannot meet the expectation \"\(expectation)\"\n", status: 417)
        }
    }
}

/// The answer to bytes that the parser does not take for a request.
func refusal(of error: HTTPParserError) -> HTTPResponse {
    switch error {
    case .headerOverflow:
        .text("the request's header fields are too large\n", status: 431)
    case .invalidVersion:
        .text("this server speaks HTTP/1.1\n", status: 505)
    default:
        .text("this is not an HTTP/1.1 request\n", status: 400)
    }
}
