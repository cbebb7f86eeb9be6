// Why this file exists: a failed system call, told in a sentence that names the call and the file.

import Glibc

/// A system call that failed: what was attempted, on what, and the `errno` it left.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was attempted, in words that follow "cannot": "open", "read", "rename".
    public let action: String
    /// The file it was attempted on, as the caller named it.
    public let subject: String
    /// The `errno` value, see errno(3).
    public let code: Int32

    /// - Parameter code: an `errno` value.
    public init(_ action: String, _ subject: String, code: Int32) {
        self.action = action
        self.subject = subject
        self.code = code
    }

    /// Takes the calling thread's `errno`.
    public static func last(_ action: String, _ subject: String) -> SystemError {
        SystemError(action, subject, code: errno)
    }

    /// "cannot open /var/log/app.log: Permission denied"
    public var description: String { "cannot \(action) \(subject): \(Self.text(of: code))" }

    /// The sentence of strerror(3) for an `errno` value.
    public static func text(of code: Int32) -> String {
        String(cString: strerror(code))
    }

    /// True for errors that a later attempt may not meet: interrupted, out of descriptors or memory.
    public var isTransient: Bool {
        switch code {
        case EINTR, EAGAIN, EMFILE, ENFILE, ENOMEM, EIO, ENOSPC, EDQUOT, ESTALE, ENOBUFS: true
        default: false
        }
    }
}
