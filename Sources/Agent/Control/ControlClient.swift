// Why this file exists: the commands ask the agent with a few blocking system calls; they need no event loop.

import Glibc
import HTTPServing
import Platform
import Telemetry

/// Asks the agent that runs on a state directory.
public struct ControlClient: Sendable {
    /// The socket.
    public let path: String
    /// How long the agent may be silent, in seconds.
    private let patience: Int
    /// The most that is taken of an answer.
    private static let maximumAnswer = 64 << 20

    /// - Parameters:
    ///   - positions: `positions.filename`.
    ///   - patience: how long the agent may be silent, in seconds. A reload or a change waits for pushes to be answered.
    public init(positions: String, patience: Int = 600) {
        path = ControlSocket.path(inStateDirectoryOf: positions)
        self.patience = max(1, patience)
    }

    /// Why the agent could not be asked.
    public enum Failure: Error, Sendable, CustomStringConvertible {
        /// Nobody listens: no agent runs there.
        case nobody
        /// It has not answered for so many seconds.
        case silent(path: String, seconds: Int)
        /// It cannot be reached, or does not speak.
        case broken(String)

        /// One sentence.
        public var description: String {
            switch self {
            case .nobody: "no agent is running there"
            case .silent(let path, let seconds):
                "the agent on \(path) has not answered for \(seconds) seconds"
            case .broken(let reason): reason
            }
        }
    }

    /// Every row, by generation.
    public func positions() throws -> [PositionRow] {
        var rows: [PositionRow] = []
        while true {
            let page = try lines(get("GET", "/positions?after=\(rows.last?.generation ?? 0)")) {
                PositionRow(json: $0)
            }
            rows += page
            if Set(page.map(\.generation)).count < ControlSocket.page { return rows }
        }
    }

    /// Makes a change and returns what came of it.
    public func change(_ change: PositionChange) throws -> [PositionEdit] {
        var query = "path=" + Self.encoded(change.path)
        if let client = change.client { query += "&client=" + Self.encoded(client) }
        switch change.action {
        case .forget(let isConfirmed):
            return try lines(get("POST", "/positions/forget?" + query + (isConfirmed ? "&yes" : ""))) {
                PositionEdit(json: $0)
            }
        case .skip(let offset):
            let to = offset.map { "&to=\($0)" } ?? ""
            return try lines(get("POST", "/positions/skip?" + query + to)) { PositionEdit(json: $0) }
        }
    }

    /// Has the configuration read again. Returns what only a restart can change, a sentence each.
    public func reload() throws -> [String] {
        try get("POST", "/reload").split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Has logs rotated now.
    public func rotate(_ order: RotationOrder) throws -> RotationOutcome {
        var query: [String] = order.paths.map { "path=" + Self.encoded($0) }
        if order.isDryRun { query.append("dry") }
        if order.isForced { query.append("force") }
        var outcome = RotationOutcome()
        let target = "/rotate" + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
        _ = try lines(get("POST", target)) { outcome.take($0) ? true : nil }
        return outcome
    }

    /// How every log stands that is rotated.
    public func rotationStanding() throws -> [PolicyStatus] {
        try lines(get("GET", "/rotation")) { StatusJSON.read(PolicyStatus.self, $0) }
    }

    /// How the agent stands: what it reported, and the JSON in which it did, ended by a line break.
    /// - Parameter isFresh: has it look at the logs that are rotated; else they are as its last pass saw them, which it
    ///   tells even in the middle of one.
    public func status(isFresh: Bool = true) throws -> (report: StatusReport, json: [UInt8]) {
        let json = try get("GET", isFresh ? "/status" : "/status?last")
        guard let report = StatusJSON.read(StatusReport.self, json) else { throw incomprehensible }
        return (report, Array(json))
    }

    private func lines<Value>(_ body: ArraySlice<UInt8>, _ read: (ArraySlice<UInt8>) -> Value?) throws
        -> [Value]
    {
        try body.split(separator: 10).map { line in
            guard let value = read(line) else { throw incomprehensible }
            return value
        }
    }

    private var incomprehensible: Failure {
        .broken("the agent on \(path) answers what this logferry does not understand; is it another version?")
    }

    /// Asks once and returns the body of a 200.
    /// - Throws: `ControlRefusal` for other answers, `Failure` if there is none.
    private func get(_ method: String, _ target: String) throws -> ArraySlice<UInt8> {
        let descriptor = try connect()
        defer { close(descriptor) }
        let request =
            "\(method) \(target) HTTP/1.1\r\nHost: logferry\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        try send(Array(request.utf8), descriptor)
        let answer = try receive(descriptor)
        guard let end = answer.firstRange(of: Array("\r\n\r\n".utf8)),
            let status = Int(String(decoding: answer.prefix(12).suffix(3), as: UTF8.self))
        else { throw Failure.broken("the agent on \(path) ended before it answered") }
        let body = answer[end.upperBound...]
        guard status == 200 else {
            let text = String(decoding: body.last == 10 ? body.dropLast() : body, as: UTF8.self)
            throw ControlRefusal(ControlRefusal.Kind(status: status), text)
        }
        return body
    }

    private func connect() throws -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let isShort = withUnsafeMutableBytes(of: &address.sun_path) { room in
            guard path.utf8.count < room.count else { return false }
            room.copyBytes(from: path.utf8)
            return true
        }
        // Then the agent has none either, and has said so.
        guard isShort else { throw Failure.nobody }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Failure.broken("\(SystemError.last("make", "a socket"))") }
        var limit = timeval(tv_sec: patience, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let result = withUnsafeBytes(of: &address) { bytes in
            Glibc.connect(
                descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        }
        guard result == 0 else {
            let error = SystemError.last("reach the agent on", path)
            close(descriptor)
            if error.code == ENOENT || error.code == ECONNREFUSED { throw Failure.nobody }
            throw Failure.broken("\(error)" + Self.remedy(error))
        }
        return descriptor
    }

    /// What to do where the state directory is not for everybody.
    static func remedy(_ error: SystemError) -> String {
        error.code == EACCES || error.code == EPERM
            ? "; ask as root, or as the user that the agent runs as" : ""
    }

    private func send(_ bytes: [UInt8], _ descriptor: Int32) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                throw Failure.broken("\(SystemError.last("ask the agent on", path))")
            }
        }
    }

    private func receive(_ descriptor: Int32) throws -> [UInt8] {
        let answer = ByteBuffer(capacity: 1 << 14)
        while answer.count < Self.maximumAnswer {
            answer.reserve(1 << 14)
            let count = recv(descriptor, answer.end, 1 << 14, 0)
            if count > 0 {
                answer.advance(by: count)
            } else if count == 0 || errno == ECONNRESET {
                return Array(answer.bytes)
            } else if errno == EAGAIN {
                throw Failure.silent(path: path, seconds: patience)
            } else if errno != EINTR {
                throw Failure.broken("\(SystemError.last("hear the agent on", path))")
            }
        }
        throw Failure.broken("the agent on \(path) answers more than \(Self.maximumAnswer) bytes")
    }

    /// A text as a value in a query (RFC 3986, section 2.1).
    private static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F:
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += "%" + String([digits[Int(byte >> 4)], digits[Int(byte & 15)]])
            }
        }
        return result
    }
}
