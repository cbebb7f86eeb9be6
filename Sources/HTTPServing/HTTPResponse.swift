// A response as handlers give it, and the ways in which a test's server may fail to give one.

/// An answer to a request. The server adds `Content-Length`, `Date` and `Connection`.
public struct HTTPResponse: Sendable {
    /// A way to answer badly on purpose, so that clients can be tried against it.
    public enum Fault: Sendable, Equatable {
        /// The connection is closed and nothing is sent.
        case closeWithoutAnswer
        /// `Content-Length` promises the whole body; this many bytes of it are sent, then the connection is
        /// closed.
        case truncatedBody(sentBytes: Int)
    }

    /// The status code, 200 to 599; the server sends 500 for any other.
    public var status: Int

    /// Header fields; one that could not be sent safely (a line break in a value) is left out, as are the
    /// framing fields `Content-Length`, `Transfer-Encoding` and `Connection`, which are the server's.
    public var headers: [(name: String, value: String)]

    /// The body; not sent to a HEAD request, nor with 204 and 304.
    public var body: [UInt8]

    /// How to answer badly, or nil.
    public var fault: Fault?

    /// A response out of its parts.
    public init(
        status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = [], fault: Fault? = nil
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.fault = fault
    }

    /// A response without a body.
    public static func empty(status: Int = 204, headers: [(name: String, value: String)] = []) -> HTTPResponse
    {
        HTTPResponse(status: status, headers: headers)
    }

    /// Plain text in UTF-8.
    public static func text(
        _ text: String, status: Int = 200, headers: [(name: String, value: String)] = []
    ) -> HTTPResponse {
        bytes(Array(text.utf8), contentType: "text/plain; charset=utf-8", status: status, headers: headers)
    }

    /// A JSON text that was encoded already.
    public static func json(
        _ text: String, status: Int = 200, headers: [(name: String, value: String)] = []
    ) -> HTTPResponse {
        bytes(Array(text.utf8), contentType: "application/json", status: status, headers: headers)
    }

    /// Bytes of any media type.
    public static func bytes(
        _ body: [UInt8], contentType: String, status: Int = 200, headers: [(name: String, value: String)] = []
    ) -> HTTPResponse {
        HTTPResponse(status: status, headers: [("Content-Type", contentType)] + headers, body: body)
    }

    /// No answer at all: the connection is closed.
    public static let closeWithoutAnswer = HTTPResponse(status: 500, fault: .closeWithoutAnswer)

    /// The response, broken off after `sentBytes` bytes of its body (at most one less than all of it).
    public func truncated(afterBytes sentBytes: Int) -> HTTPResponse {
        var response = self
        response.fault = .truncatedBody(sentBytes: max(0, min(sentBytes, body.count - 1)))
        return response
    }
}
