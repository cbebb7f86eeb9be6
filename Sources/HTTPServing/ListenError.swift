// Why a server could not start, in words that say what to change.

import NIOCore

#if canImport(Glibc)
    import Glibc
#endif

/// A server cannot listen on the address it was given.
public struct ListenError: Error, Sendable, CustomStringConvertible {
    /// The address that was asked for.
    public let address: ListenAddress

    /// What the system said, for instance `Address already in use`.
    public let reason: String

    /// What to do about it; empty when there is nothing to say.
    public let remedy: String

    /// The address, the reason and the remedy in one sentence.
    public var description: String {
        "cannot listen on \(address): \(reason)" + (remedy.isEmpty ? "" : "; \(remedy)")
    }

    init(address: ListenAddress, cause: any Error) {
        self.address = address
        switch cause {
        case let error as IOError:
            reason = systemMessage(error.errnoCode)
            remedy = Self.remedy(error.errnoCode)
        case is SocketAddressError, is SocketAddressError.UnknownHost:
            reason = "the host \"\(address.host)\" has no address"
            remedy = "write 127.0.0.1 for this machine alone, or 0.0.0.0 to be reached from others"
        default:
            reason = "\(cause)"
            remedy = ""
        }
    }

    /// bind(2), ERRORS.
    private static func remedy(_ code: CInt) -> String {
        switch code {
        case EADDRINUSE: "another program has this port: stop it (`ss -ltnp` names it) or choose another port"
        case EACCES: "ports below 1024 need the capability CAP_NET_BIND_SERVICE: choose a higher port"
        case EADDRNOTAVAIL: "no interface of this machine has this address: `ip address` lists those it has"
        case EAFNOSUPPORT: "this machine has no IPv6: choose an IPv4 address"
        default: ""
        }
    }
}

/// The system's text for an error number (strerror_r(3)).
func systemMessage(_ code: CInt) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
        guard let start = buffer.baseAddress, strerror_r(code, start, buffer.count) == 0 else {
            return "error \(code)"
        }
        return String(cString: start)
    }
}
