// What cannot be tried out or measured ends with one sentence for the reader.

import Glibc

/// Why a program of this workbench stopped: what was wrong and what to do about it.
public struct WorkbenchError: Error, CustomStringConvertible, Equatable {
    /// The sentence shown.
    public let description: String

    /// An error that shows `description`.
    public init(_ description: String) {
        self.description = description
    }

    /// An error for a failed system call: `action` (as in "cannot ACTION"), and the meaning of `code`, an
    /// errno.
    public init(cannot action: String, code: Int32) {
        description = "cannot \(action): \(String(cString: strerror(code)))"
    }
}
