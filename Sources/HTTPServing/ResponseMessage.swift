// A handler's response, framed: the fields that are the server's to decide are set here and nowhere else.

import NIOCore
import NIOHTTP1

/// The parts of a response as the encoder takes them.
struct ResponseMessage {
    var head: HTTPResponseHead
    var body: ByteBuffer?

    /// - Parameters:
    ///   - toHead: the request was a HEAD, whose answer has the length of a body that is not sent (RFC 9110,
    ///     section 9.3.2).
    ///   - keepAlive: the connection stays open after this answer.
    ///   - date: the `Date` field's value.
    init(_ response: HTTPResponse, toHead: Bool, keepAlive: Bool, date: String) {
        // An informational status is no final answer, and a code out of range is none at all.
        let status = (200...599).contains(response.status) ? response.status : 500
        var fields = HTTPHeaders()
        fields.reserveCapacity(response.headers.count + 3)
        for field in response.headers where isSendable(name: field.name, value: field.value) {
            if framingFields.contains(where: { equalsIgnoringCase($0, field.name) }) { continue }
            fields.add(name: field.name, value: field.value)
        }
        if response.headers.allSatisfy({ !equalsIgnoringCase($0.name, "Date") }) {
            fields.add(name: "Date", value: date)
        }
        let mayHaveBody = status != 204 && status != 304
        if mayHaveBody { fields.add(name: "Content-Length", value: String(response.body.count)) }
        fields.add(name: "Connection", value: keepAlive ? "keep-alive" : "close")
        head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: fields)
        guard mayHaveBody, !toHead, !response.body.isEmpty else { return }
        if case .truncatedBody(let sentBytes) = response.fault {
            body = ByteBuffer(bytes: response.body.prefix(max(0, sentBytes)))
        } else {
            body = ByteBuffer(bytes: response.body)
        }
    }
}

private let framingFields = ["Content-Length", "Transfer-Encoding", "Connection"]
