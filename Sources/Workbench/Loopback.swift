// Asks the agent for its metrics with plain sockets: a client library's threads would compete with what is
// measured.

import Glibc

/// 127.0.0.1, where all that is tried out talks to each other.
public enum Loopback {
    /// A port that was free a moment ago.
    public static func freePort() throws -> UInt16 {
        let descriptor = try openSocket()
        defer { close(descriptor) }
        var address = address(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) == 0 ? getsockname(descriptor, generic, &length) : -1
            }
        }
        guard code == 0 else { throw WorkbenchError(cannot: "find a free port on 127.0.0.1", code: errno) }
        return UInt16(bigEndian: address.sin_port)
    }

    /// The body of `GET path`. Throws `WorkbenchError` when nobody answers within 5 s, or not with 200.
    public static func get(_ path: String, port: UInt16) throws -> String {
        let descriptor = try openSocket()
        defer { close(descriptor) }
        var patience = timeval(tv_sec: 5, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
        }
        var address = address(port: port)
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                connect(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            throw WorkbenchError(cannot: "connect to 127.0.0.1:\(port)", code: errno)
        }
        let request = Array(
            "GET \(path) HTTP/1.0\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n".utf8)
        guard send(descriptor, request, request.count, 0) == request.count else {
            throw WorkbenchError(cannot: "ask 127.0.0.1:\(port)", code: errno)
        }
        var answer = HTTPAnswer()
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count >= 0 else { throw WorkbenchError(cannot: "read from 127.0.0.1:\(port)", code: errno) }
            try answer.append(buffer.prefix(count))
            if let body = try answer.body(isClosed: count == 0) { return body }
        }
    }

    private static func openSocket() throws -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_INET, type, 0)
        guard descriptor >= 0 else { throw WorkbenchError(cannot: "open a socket", code: errno) }
        return descriptor
    }

    private static func address(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }
}
