// Why this file exists: a service manager listens on a unix socket for datagrams, which the C library sends in six calls.

import Glibc

/// Sends datagrams to a unix socket, see unix(7). Safe on any thread; the descriptor is closed with the object.
public final class DatagramSender: Sendable {
    private let descriptor: Int32

    /// Connects to the socket at `path`; one that begins with `@` is in the abstract namespace.
    ///
    /// Throws when there is no such socket, or the path is longer than an address takes (107 bytes).
    public init(to path: String) throws(SystemError) {
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | O_CLOEXEC | O_NONBLOCK, 0)
        guard descriptor >= 0 else { throw .last("make", "a socket") }
        let code = Self.connect(descriptor, path)
        guard code == 0 else {
            close(descriptor)
            throw SystemError("connect to", path, code: code)
        }
    }

    deinit { close(descriptor) }

    /// Sends `text` as one datagram. Never waits: false if it could not be sent, as when the receiver's queue is full.
    @discardableResult
    public func send(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
                == bytes.count
        }
    }

    private static func connect(_ descriptor: Int32, _ path: String) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let start = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        var bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            return ENAMETOOLONG
        }
        if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
        let code = withUnsafeMutableBytes(of: &address) { raw -> Int32 in
            raw[start...].copyBytes(from: bytes)
            guard let base = raw.baseAddress else { return -1 }
            // No NUL behind it: in the abstract namespace it would be part of the name.
            return Glibc.connect(
                descriptor, base.assumingMemoryBound(to: sockaddr.self), socklen_t(start + bytes.count))
        }
        return code == 0 ? 0 : errno
    }
}
