// Why this file exists: what is an error, a request, a call of a model: each rule stands in one place, to be read and
// changed.

import Glibc

/// What an entry is, by its fields.
enum EntryRules {
    /// The levels, in small letters, whose entries are errors: those of the usual libraries and of syslog from "error" up.
    static let errorLevels = [
        "error", "err", "critical", "crit", "fatal", "severe", "panic", "alert", "emerg", "emergency",
    ]
    /// The statuses, in small letters, of what failed.
    static let failures = ["error", "failed", "failure", "fail", "timeout"]

    /// True for the level of an error, in any case.
    @inline(__always)
    static func isError(level: UnsafeRawBufferPointer) -> Bool {
        // Most lines are "INFO", and no level of an error begins like that.
        guard level.count >= 3, level.count <= 9, levelInitials & bit(level[0]) != 0 else { return false }
        return isOne(of: errorLevels, level)
    }

    /// True for the status of a request that its server failed at: a code from 500 on, or a word that says so.
    static func isFailedRequest(status: UnsafeRawBufferPointer) -> Bool { isFailed(status, from: 500) }

    /// True for the status of a call that came to nothing, whoever is to blame: a code from 400 on, or a word that says
    /// so.
    static func isFailedCall(status: UnsafeRawBufferPointer) -> Bool { isFailed(status, from: 400) }

    private static func isFailed(_ status: UnsafeRawBufferPointer, from code: Int) -> Bool {
        guard let first = status.first else { return false }
        guard first &- 48 < 10 else { return isOne(of: failures, status) }
        // As a JSON number a code may have a fraction.
        guard status.count >= 3, status.count == 3 || status[3] == UInt8(ascii: ".") else { return false }
        var value = 0
        for byte in status.prefix(3) {
            guard byte &- 48 < 10 else { return false }
            value = value * 10 + Int(byte & 15)
        }
        return value >= code
    }

    /// True if "request" stands in the text, in any case.
    @inline(__always)
    static func mentionsRequest(_ text: UnsafeRawBufferPointer) -> Bool {
        guard text.count >= 7 else { return false }
        // No other letter of the word is as rare.
        return mentionsRequest(text, around: UInt8(ascii: "q"))
            || mentionsRequest(text, around: UInt8(ascii: "Q"))
    }

    @inline(__always)
    private static func mentionsRequest(_ text: UnsafeRawBufferPointer, around letter: UInt8) -> Bool {
        guard let start = text.baseAddress else { return false }
        var at = 2
        let end = text.count - 4
        while at < end, let found = memchr(start + at, Int32(letter), end - at) {
            let place = UnsafeRawPointer(found) - start
            // "re" before, "uest" behind.
            let before = (start + (place - 2)).loadUnaligned(as: UInt16.self).littleEndian | 0x2020
            let behind = (start + (place + 1)).loadUnaligned(as: UInt32.self).littleEndian | 0x2020_2020
            if before == 0x6572, behind == 0x7473_6575 { return true }
            at = place + 1
        }
        return false
    }

    private static let levelInitials = errorLevels.reduce(UInt32(0)) { $0 | bit($1.utf8.first ?? 0) }

    /// A letter's bit, whatever its case.
    @inline(__always)
    private static func bit(_ letter: UInt8) -> UInt32 { 1 << UInt32(letter & 31) }

    /// Compares in any case of ASCII.
    @inline(never)
    private static func isOne(of words: [String], _ text: UnsafeRawBufferPointer) -> Bool {
        words.contains { word in
            word.utf8.count == text.count
                && zip(word.utf8, text).allSatisfy { letter, byte in
                    letter == byte || (byte &- 65 < 26 && letter == byte | 0x20)
                }
        }
    }
}
