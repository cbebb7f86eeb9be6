// An address at which nobody listens, and which nobody else gets meanwhile.

import Glibc
import HTTPServing

/// A TCP port of the loopback interface that is taken but not listened on: connections to it are refused.
///
/// A server that sets SO_REUSEADDR can listen on it while this object lives (socket(7)).
public final class ClosedPort: Sendable {
    /// The address.
    public let address: ListenAddress
    private let descriptor: CInt

    /// Takes a free port.
    public init() throws {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        var one: CInt = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<CInt>.size))
        var local = sockaddr_in()
        local.sin_family = sa_family_t(AF_INET)
        local.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutableBytes(of: &local) { bytes in
            guard let start = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
            return bind(descriptor, start, length) == 0 && getsockname(descriptor, start, &length) == 0
        }
        guard isBound else {
            defer { close(descriptor) }
            throw RawClientError("bind")
        }
        self.descriptor = descriptor
        address = ListenAddress(host: "127.0.0.1", port: UInt16(bigEndian: local.sin_port))
    }

    deinit { close(descriptor) }
}
