// Why this file exists: every JSON line is checked and searched once, byte by byte, without building anything.

import Platform

/// Passing over JSON (RFC 8259) that lies in a marked text.
///
/// Every function takes a place in the text and gives the place after what it passed, or `malformed`. Reading goes
/// on past the end of a line until something does not fit, and stops at the latest at the line break that must
/// follow the text, with eight readable bytes behind it; so no byte is checked against an end, and whoever asks
/// checks that the place reached is the line's end. A line break is no white space here: lines have none.
struct JSONScanner {
    /// Nesting beyond this counts as malformed, so that no line can exhaust the stack.
    static let maximumDepth = 128
    /// What a function gives in place of a place.
    static let malformed = -1

    private let base: UnsafePointer<UInt8>
    private let marks: UnsafePointer<UInt64>
    /// No string goes on past the 64 bytes that hold this place.
    private let end: Int

    /// - Parameters:
    ///   - base: the text, with a line break after its last byte.
    ///   - marks: the special bytes of the text.
    ///   - end: the place after the last byte.
    @inline(__always)
    init(_ base: UnsafePointer<UInt8>, marks: UnsafePointer<UInt64>, end: Int) {
        self.base = base
        self.marks = marks
        self.end = end
    }

    @inline(__always)
    subscript(place: Int) -> UInt8 { base[place] }

    /// The place of the next byte that is no white space.
    @inline(__always)
    func skipSpace(_ start: Int) -> Int {
        var at = start
        while base[at] <= 0x20, base[at] == 0x20 || base[at] == 0x09 || base[at] == 0x0d { at &+= 1 }
        return at
    }

    /// The first quote, backslash or control character from `start` on; there is one at the line break.
    @inline(__always)
    func nextSpecial(_ start: Int) -> Int {
        var word = start >> 6
        var bits = marks[word] &>> UInt64(truncatingIfNeeded: start & 63)
        if bits != 0 { return start &+ bits.trailingZeroBitCount }
        repeat {
            word &+= 1
            if word << 6 > end { return end }
            bits = marks[word]
        } while bits == 0
        return word << 6 &+ bits.trailingZeroBitCount
    }

    /// The marks from `start` on, one after the other.
    @inline(__always)
    func cursor(_ start: Int) -> MarkCursor { MarkCursor(marks: marks, end: end, from: start) }

    /// True if a string ends at this place: a quote of the line, not what stands for none.
    @inline(__always)
    func isEndOfString(_ place: Int) -> Bool { base[place] == 0x22 && place < end }

    /// `start` is the first byte of a string's inside: the place of the quote that ends it.
    @inline(__always)
    func endOfString(_ start: Int) -> Int {
        let at = nextSpecial(start)
        return isEndOfString(at) ? at : endOfEscapedString(at)
    }

    /// `start` is the quote that opens a string: the place after the one that closes it.
    @inline(__always)
    func skipString(_ start: Int) -> Int {
        // From any byte on, at least 57 marks lie in one word: most strings are shorter.
        let first = start &+ 1
        let window =
            UInt64(
                littleEndian: UnsafeRawPointer(marks).loadUnaligned(
                    fromByteOffset: first &>> 3, as: UInt64.self)) &>> UInt64(truncatingIfNeeded: first & 7)
        let near = first &+ window.trailingZeroBitCount
        if window != 0, isEndOfString(near) { return near &+ 1 }
        let quote = endOfString(first)
        return quote < 0 ? quote : quote &+ 1
    }

    @inline(never)
    private func endOfEscapedString(_ start: Int) -> Int {
        var at = start
        while at < end {
            switch base[at] {
            case 0x22: return at
            case 0x5c:
                at = skipEscape(at)
                guard at >= 0 else { return Self.malformed }
                at = nextSpecial(at)
            default: return Self.malformed
            }
        }
        return Self.malformed
    }

    /// `start` is a backslash.
    private func skipEscape(_ start: Int) -> Int {
        switch base[start &+ 1] {
        case UInt8(ascii: "u"):
            for index in 2...5 where JSONEscapes.hexValue(base[start &+ index]) == nil {
                return Self.malformed
            }
            return start &+ 6
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return start &+ 2
        default:
            return Self.malformed
        }
    }

    /// After a key's closing quote: the first byte of the value.
    @inline(__always)
    func skipColon(_ start: Int) -> Int {
        var at = start
        if base[at] != 0x3a {
            at = skipSpace(at)
            guard base[at] == 0x3a else { return Self.malformed }
        }
        at &+= 1
        if base[at] == 0x20 { at &+= 1 }
        return base[at] <= 0x20 ? skipSpace(at) : at
    }

    /// Passes any value.
    @inline(__always)
    func skipValue(_ start: Int, depth: Int) -> Int {
        let first = base[start]
        if first == 0x22 {
            let quote = endOfString(start &+ 1)
            return quote < 0 ? quote : quote &+ 1
        }
        if first &- 48 < 10 || first == 0x2d { return skipNumber(start) }
        return skipOther(start, depth: depth)
    }

    /// Passes a number.
    @inline(__always)
    func skipNumber(_ start: Int) -> Int {
        let first = base[start] == 0x2d ? start &+ 1 : start
        var at = skipDigits(first)
        // At least one digit, and none after a leading zero.
        guard at > first, base[first] != 48 || at == first &+ 1 else { return Self.malformed }
        if base[at] == 0x2e {
            let fraction = at &+ 1
            at = skipDigits(fraction)
            guard at > fraction else { return Self.malformed }
        }
        return base[at] | 0x20 == 0x65 ? skipExponent(at &+ 1) : at
    }

    private func skipExponent(_ start: Int) -> Int {
        let first = base[start] == 0x2b || base[start] == 0x2d ? start &+ 1 : start
        let at = skipDigits(first)
        return at > first ? at : Self.malformed
    }

    /// The place of the first byte that is no digit: eight at a time, as how many there are cannot be guessed.
    @inline(__always)
    private func skipDigits(_ start: Int) -> Int {
        var at = start
        while true {
            let word = UnsafeRawPointer(base).loadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian
            let values = word ^ 0x3030_3030_3030_3030
            // The highest bit of each byte above 9; a carry only spoils bytes after the first such.
            let others = ((values &+ 0x7676_7676_7676_7676) | values) & 0x8080_8080_8080_8080
            if others != 0 { return at &+ (others.trailingZeroBitCount >> 3) }
            at &+= 8
        }
    }

    @inline(never)
    private func skipOther(_ start: Int, depth: Int) -> Int {
        switch base[start] {
        case UInt8(ascii: "{"): skipObject(start, depth: depth &+ 1)
        case UInt8(ascii: "["): skipArray(start, depth: depth &+ 1)
        case UInt8(ascii: "t"): skipWord(start, "true")
        case UInt8(ascii: "f"): skipWord(start, "false")
        case UInt8(ascii: "n"): skipWord(start, "null")
        default: Self.malformed
        }
    }

    private func skipWord(_ start: Int, _ word: StaticString) -> Int {
        for index in 0..<word.utf8CodeUnitCount where base[start &+ index] != word.utf8Start[index] {
            return Self.malformed
        }
        return start &+ word.utf8CodeUnitCount
    }

    private func skipObject(_ start: Int, depth: Int) -> Int {
        guard depth <= Self.maximumDepth else { return Self.malformed }
        var at = skipSpace(start &+ 1)
        if base[at] == 0x7d { return at &+ 1 }
        while true {
            guard base[at] == 0x22 else { return Self.malformed }
            let quote = endOfString(at &+ 1)
            guard quote >= 0 else { return Self.malformed }
            at = skipColon(quote &+ 1)
            guard at >= 0 else { return Self.malformed }
            at = skipValue(at, depth: depth)
            guard at >= 0 else { return Self.malformed }
            at = skipSpace(at)
            if base[at] == 0x7d { return at &+ 1 }
            guard base[at] == 0x2c else { return Self.malformed }
            at = skipSpace(at &+ 1)
        }
    }

    /// How many elements the array that opens at `start` has; 0 if it is malformed.
    func countElements(_ start: Int, depth: Int) -> Int {
        var at = skipSpace(start &+ 1)
        if base[at] == 0x5d { return 0 }
        var count = 1
        while true {
            at = skipValue(at, depth: depth)
            guard at >= 0 else { return 0 }
            at = skipSpace(at)
            if base[at] == 0x5d { return count }
            guard base[at] == 0x2c else { return 0 }
            at = skipSpace(at &+ 1)
            count &+= 1
        }
    }

    private func skipArray(_ start: Int, depth: Int) -> Int {
        guard depth <= Self.maximumDepth else { return Self.malformed }
        var at = skipSpace(start &+ 1)
        if base[at] == 0x5d { return at &+ 1 }
        while true {
            at = skipValue(at, depth: depth)
            guard at >= 0 else { return Self.malformed }
            at = skipSpace(at)
            if base[at] == 0x5d { return at &+ 1 }
            guard base[at] == 0x2c else { return Self.malformed }
            at = skipSpace(at &+ 1)
        }
    }
}

/// Takes the special bytes of a text one after the other.
struct MarkCursor {
    private let marks: UnsafePointer<UInt64>
    private let end: Int
    private var word: Int
    private var bits: UInt64

    /// - Parameter end: no place beyond the 64 bytes that hold this one is given.
    @inline(__always)
    init(marks: UnsafePointer<UInt64>, end: Int, from start: Int) {
        self.marks = marks
        self.end = end
        word = start >> 6
        bits = marks[word] & (UInt64.max &<< UInt64(truncatingIfNeeded: start & 63))
    }

    /// Goes on with the special bytes from `start` on.
    @inline(__always)
    mutating func seek(_ start: Int) {
        word = start >> 6
        bits = marks[word] & (UInt64.max &<< UInt64(truncatingIfNeeded: start & 63))
    }

    /// The place of the next special byte; `end` when there is none up to there.
    @inline(__always)
    mutating func next() -> Int {
        while bits == 0 {
            guard (word &+ 1) << 6 <= end else { return end }
            word &+= 1
            bits = marks[word]
        }
        let place = word << 6 &+ bits.trailingZeroBitCount
        bits &= bits &- 1
        return place
    }
}
