// Why this file exists: every JSON line is checked and searched once, byte by byte, without building anything.

/// A cursor over one JSON text (RFC 8259) that checks what it passes.
///
/// Reads only within the bytes it was given. Every `skip` and `scan` leaves the cursor after what it passed, or
/// returns false (nil) when the text is not JSON there; then the whole text counts as malformed.
struct JSONScanner {
    /// Nesting beyond this counts as malformed, so that no line can exhaust the stack.
    static let maximumDepth = 128

    private let base: UnsafePointer<UInt8>
    private let end: Int
    private(set) var at = 0

    /// `base` must hold `count` bytes for the scanner's life.
    init(_ base: UnsafePointer<UInt8>, count: Int) {
        self.base = base
        end = count
    }

    /// A string without its quotes, and whether it has escapes.
    struct Text {
        let start: Int
        let end: Int
        let isEscaped: Bool
    }

    /// The byte at the cursor, 0 at the end: no token starts with it.
    @inline(__always)
    var byte: UInt8 { at < end ? base[at] : 0 }

    var isAtEnd: Bool { at >= end }

    @inline(__always)
    mutating func skipSpace() {
        while at < end, base[at] <= 0x20 {
            switch base[at] {
            case 0x20, 0x0a, 0x0d, 0x09: at &+= 1
            default: return
            }
        }
    }

    @inline(__always)
    mutating func take(_ wanted: UInt8) -> Bool {
        guard at < end, base[at] == wanted else { return false }
        at &+= 1
        return true
    }

    /// At an opening quote: passes the string.
    @inline(__always)
    mutating func scanString() -> Text? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        let start = at
        var isEscaped = false
        while true {
            at = nextSpecial(at)
            guard at < end else { return nil }
            switch base[at] {
            case UInt8(ascii: "\""):
                at &+= 1
                return Text(start: start, end: at &- 1, isEscaped: isEscaped)
            case UInt8(ascii: "\\"):
                isEscaped = true
                guard skipEscape() else { return nil }
            default:
                return nil
            }
        }
    }

    /// The first quote, backslash or control character from `start` on, or the end.
    @inline(__always)
    private func nextSpecial(_ start: Int) -> Int {
        var at = start
        let raw = UnsafeRawPointer(base)
        while end &- at >= 8 {
            let word = raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            let quote = word ^ 0x2222_2222_2222_2222
            let backslash = word ^ 0x5c5c_5c5c_5c5c_5c5c
            let ones: UInt64 = 0x0101_0101_0101_0101
            // Only the lowest mark is exact, and only that one is used.
            let marks =
                (((word &- 0x2020_2020_2020_2020) & ~word) | ((quote &- ones) & ~quote)
                    | ((backslash &- ones) & ~backslash)) & 0x8080_8080_8080_8080
            if marks != 0 { return at &+ (marks.trailingZeroBitCount >> 3) }
            at &+= 8
        }
        while at < end, base[at] >= 0x20, base[at] != 0x22, base[at] != 0x5c { at &+= 1 }
        return at
    }

    private mutating func skipEscape() -> Bool {
        guard at &+ 1 < end else { return false }
        switch base[at &+ 1] {
        case UInt8(ascii: "u"):
            guard at &+ 5 < end else { return false }
            for index in 2...5 where JSONEscapes.hexValue(base[at &+ index]) == nil { return false }
            at &+= 6
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            at &+= 2
        default:
            return false
        }
        return true
    }

    /// Passes any value.
    mutating func skipValue(depth: Int = 0) -> Bool {
        switch byte {
        case UInt8(ascii: "\""): return scanString() != nil
        case UInt8(ascii: "{"): return skipObject(depth: depth &+ 1)
        case UInt8(ascii: "["): return skipArray(depth: depth &+ 1)
        default: return skipScalar() != nil
        }
    }

    private mutating func skipObject(depth: Int) -> Bool {
        guard depth <= Self.maximumDepth, take(UInt8(ascii: "{")) else { return false }
        skipSpace()
        if take(UInt8(ascii: "}")) { return true }
        while true {
            skipSpace()
            guard scanString() != nil else { return false }
            guard takeColon(), skipValue(depth: depth) else { return false }
            skipSpace()
            if take(UInt8(ascii: "}")) { return true }
            guard take(UInt8(ascii: ",")) else { return false }
        }
    }

    private mutating func skipArray(depth: Int) -> Bool {
        guard depth <= Self.maximumDepth, take(UInt8(ascii: "[")) else { return false }
        skipSpace()
        if take(UInt8(ascii: "]")) { return true }
        while true {
            skipSpace()
            guard skipValue(depth: depth) else { return false }
            skipSpace()
            if take(UInt8(ascii: "]")) { return true }
            guard take(UInt8(ascii: ",")) else { return false }
        }
    }

    /// Passes the colon between a key and its value, and the space around it.
    @inline(__always)
    mutating func takeColon() -> Bool {
        skipSpace()
        guard take(UInt8(ascii: ":")) else { return false }
        skipSpace()
        return true
    }

    /// Passes a number, `true`, `false` or `null` and says which.
    @inline(__always)
    mutating func skipScalar() -> Value.Kind? {
        switch byte {
        case UInt8(ascii: "t"): return takeWord("true") ? .boolean : nil
        case UInt8(ascii: "f"): return takeWord("false") ? .boolean : nil
        case UInt8(ascii: "n"): return takeWord("null") ? .null : nil
        default: return skipNumber() ? .number : nil
        }
    }

    private mutating func takeWord(_ word: StaticString) -> Bool {
        for index in 0..<word.utf8CodeUnitCount where !take(word.utf8Start[index]) { return false }
        return true
    }

    @inline(__always)
    private mutating func skipDigits() -> Bool {
        let start = at
        while at < end, base[at] &- 48 < 10 { at &+= 1 }
        return at > start
    }

    private mutating func skipNumber() -> Bool {
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")), !skipDigits() { return false }
        if take(UInt8(ascii: ".")), !skipDigits() { return false }
        if byte | 0x20 == UInt8(ascii: "e") {
            at &+= 1
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            return skipDigits()
        }
        return true
    }
}
