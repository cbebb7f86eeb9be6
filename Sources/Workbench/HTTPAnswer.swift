// Enough of HTTP/1.1 to read the metrics of an agent on the same machine.

/// An HTTP answer that arrives in pieces (RFC 9112).
public struct HTTPAnswer {
    private var bytes: [UInt8] = []

    /// An answer of which nothing has arrived.
    public init() {}

    /// Takes in the next piece.
    ///
    /// Throws `WorkbenchError` when the answer grows over 8 MiB.
    public mutating func append(_ piece: some Collection<UInt8>) throws {
        guard bytes.count + piece.count <= 8 << 20 else {
            throw WorkbenchError("the answer is over 8 MiB long")
        }
        bytes.append(contentsOf: piece)
    }

    /// The body of a complete answer; nil while more is to come. `isClosed` says that nothing more will
    /// come, which ends an answer without a Content-Length.
    ///
    /// Throws `WorkbenchError` for a status other than 200, a chunked answer, and one cut short.
    public func body(isClosed: Bool) throws -> String? {
        let separator: [UInt8] = [13, 10, 13, 10]
        guard let end = bytes.indices.first(where: { bytes[$0...].starts(with: separator) }) else {
            if isClosed { throw WorkbenchError("the answer ended before its header did") }
            return nil
        }
        let header = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        let status = header.first.map(String.init) ?? ""
        guard status.hasPrefix("HTTP/1."), status.split(separator: " ").dropFirst().first == "200" else {
            throw WorkbenchError("the answer was \"\(status)\", not 200")
        }
        if Self.field("transfer-encoding", in: header) != nil {
            throw WorkbenchError("the answer is chunked, which HTTP/1.0 requests do not allow")
        }
        let body = bytes[(end + separator.count)...]
        if let length = Self.field("content-length", in: header).flatMap({ Int($0) }) {
            if body.count >= length { return String(decoding: body.prefix(max(length, 0)), as: UTF8.self) }
            if isClosed { throw WorkbenchError("the answer ended after \(body.count) of \(length) bytes") }
            return nil
        }
        return isClosed ? String(decoding: body, as: UTF8.self) : nil
    }

    private static func field(_ name: String, in header: [Substring]) -> String? {
        for line in header.dropFirst() {
            guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == name else { continue }
            return String(line[line.index(after: colon)...].filter { $0 != " " })
        }
        return nil
    }
}
