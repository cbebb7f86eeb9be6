// A request as handlers see it: plain values, nothing of the network library.

/// A request whose body was read to its end.
public struct HTTPRequest: Sendable {
    /// What precedes the body: enough to decide whether the body is wanted.
    public struct Head: Sendable {
        /// The method as it was sent, in capitals for all that RFC 9110 defines.
        public let method: String

        /// The path as it was sent, percent-encoding and all, without the query; `*` for `OPTIONS *`.
        public let path: String

        /// The query's parameters in order, decoded as HTML forms encode them (`+` is a blank; bytes that are
        /// no UTF-8 become U+FFFD). A parameter without `=` has an empty value.
        public let query: [(name: String, value: String)]

        /// The header fields.
        public let headers: HTTPFields

        /// A head out of the request line's target and the fields; an absolute target (RFC 9112, section
        /// 3.2.2) loses its scheme and authority.
        public init(method: String, target: String, headers: HTTPFields = HTTPFields()) {
            let parts = splitTarget(target)
            self.method = method
            self.path = parts.path
            self.query = parts.query
            self.headers = headers
        }
    }

    /// The request line and the header fields.
    public let head: Head

    /// The body after removal of a chunked transfer coding; empty when the plan was to discard it.
    public let body: [UInt8]

    /// How many bytes of body arrived, also when they were discarded.
    public let bodyByteCount: Int

    /// A request with a body at hand.
    public init(head: Head, body: [UInt8] = []) {
        self.init(head: head, body: body, bodyByteCount: body.count)
    }

    init(head: Head, body: [UInt8], bodyByteCount: Int) {
        self.head = head
        self.body = body
        self.bodyByteCount = bodyByteCount
    }

    /// The method as it was sent.
    public var method: String { head.method }

    /// The path as it was sent, without the query.
    public var path: String { head.path }

    /// The query's parameters in order, decoded.
    public var query: [(name: String, value: String)] { head.query }

    /// The header fields.
    public var headers: HTTPFields { head.headers }
}

/// The path and the decoded query of a request target (RFC 9112, section 3.2).
private func splitTarget(_ target: String) -> (path: String, query: [(name: String, value: String)]) {
    var rest = target.utf8[...]
    for scheme in ["http://", "https://"]
    where equalsIgnoringCase(String(target.prefix(scheme.count)), scheme) {
        let authority = rest.dropFirst(scheme.utf8.count)
        rest = authority.drop { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
    }
    let path = rest.prefix { $0 != UInt8(ascii: "?") }
    let query = rest.dropFirst(path.count + 1)
    let parameters = query.split(separator: UInt8(ascii: "&")).map { pair in
        let name = pair.prefix { $0 != UInt8(ascii: "=") }
        return (name: percentDecoded(name), value: percentDecoded(pair.dropFirst(name.count + 1)))
    }
    return (path.isEmpty ? "/" : String(decoding: path, as: UTF8.self), parameters)
}

/// The text of a form-encoded name or value (URL standard, application/x-www-form-urlencoded parsing); a `%`
/// that does not start an escape stands for itself.
private func percentDecoded(_ text: Substring.UTF8View) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var rest = text
    while let byte = rest.popFirst() {
        if byte == UInt8(ascii: "+") {
            bytes.append(UInt8(ascii: " "))
        } else if byte == UInt8(ascii: "%"), rest.count >= 2, let high = rest.first.flatMap(hexDigit),
            let low = rest.dropFirst().first.flatMap(hexDigit)
        {
            bytes.append(high << 4 | low)
            rest = rest.dropFirst(2)
        } else {
            bytes.append(byte)
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}

private func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
}
