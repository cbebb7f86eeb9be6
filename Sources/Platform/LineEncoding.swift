// Why this file exists: where a line ends, and what its bytes mean, depends on the encoding of the file.

import CPlatform
import Glibc

/// The encoding of a file's text: how wide its newline is, and by which name iconv(3) knows it.
public struct LineEncoding: Hashable, Sendable {
    /// What a character is made of.
    public enum Unit: Hashable, Sendable {
        /// Bytes; a newline is the byte 0x0A, and that byte is nothing else.
        case byte
        /// Two bytes, UTF-16 or UCS-2.
        case two(ByteOrder)
        /// Four bytes, UTF-32 or UCS-4.
        case four(ByteOrder)
    }

    /// Which byte of a unit comes first.
    public enum ByteOrder: Hashable, Sendable {
        case little, big
        /// As the byte order mark at the file's start says: see `resolved`.
        case byMark
    }

    /// The name by which iconv(3) knows it.
    public let name: String
    /// What a character is made of.
    public let unit: Unit

    /// Names that are often meant, as IANA's register of character sets prefers them, to suggest where one is wrong.
    public static let commonNames = [
        "utf-8", "utf-16", "utf-16le", "utf-16be", "utf-32", "utf-32le", "utf-32be",
        "iso-8859-1", "iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5", "iso-8859-6", "iso-8859-7",
        "iso-8859-8", "iso-8859-9", "iso-8859-10", "iso-8859-13", "iso-8859-14", "iso-8859-15", "iso-8859-16",
        "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254", "windows-1255",
        "windows-1256", "windows-1257", "windows-1258", "windows-874", "windows-31j",
        "shift_jis", "euc-jp", "iso-2022-jp", "gbk", "gb18030", "gb2312", "big5", "big5-hkscs", "euc-kr",
        "koi8-r", "koi8-u", "macintosh", "ibm437", "ibm850", "ibm852", "ibm855", "ibm866",
        "tis-620", "us-ascii",
    ]

    /// The encoding of this name, in upper or lower case, of IANA's register as far as iconv(3) knows it.
    ///
    /// Nil for a name that iconv does not know, and for an encoding that has no newline to find lines by: EBCDIC. The
    /// names `shift_jis`, `euc-kr` and `gb2312` stand for what programs write under these names, the supersets
    /// CP932, CP949 and GBK, as https://encoding.spec.whatwg.org has it.
    public init?(named given: String) {
        let known = given.utf8.count <= 64 && !given.isEmpty && given.utf8.allSatisfy(Self.canBeInName)
        guard known else { return nil }
        let upper = String(decoding: given.utf8.map { (97...122).contains($0) ? $0 - 32 : $0 }, as: UTF8.self)
        let name = Self.meant[upper] ?? upper
        switch name {
        case "UTF-8", "UTF8": self.init(name: "UTF-8", unit: .byte)
        case "UTF-16": self.init(name: name, unit: .two(.byMark))
        case "UTF-32": self.init(name: name, unit: .four(.byMark))
        default:
            guard let unit = Self.unit(of: name), EncodingConverter.knows(name) else { return nil }
            self.init(name: name, unit: unit)
        }
    }

    /// Bytes of which nothing is to be converted, in an encoding with the newline of ASCII, UTF-8 as a rule.
    public static let plain = LineEncoding(name: "", unit: .byte)

    private init(name: String, unit: Unit) {
        self.name = name
        self.unit = unit
    }

    private static let meant = [
        "UTF16": "UTF-16", "CSUTF16": "UTF-16", "UCS-2": "UTF-16", "UCS2": "UTF-16",
        "ISO-10646-UCS-2": "UTF-16", "CSUNICODE": "UTF-16", "UNICODE": "UTF-16",
        "UTF32": "UTF-32", "CSUTF32": "UTF-32", "UCS-4": "UTF-32", "UCS4": "UTF-32",
        "ISO-10646-UCS-4": "UTF-32", "CSUCS4": "UTF-32",
        "SHIFT_JIS": "CP932", "SHIFT-JIS": "CP932", "SJIS": "CP932", "MS_KANJI": "CP932",
        "CSSHIFTJIS": "CP932",
        "EUC-KR": "CP949", "EUCKR": "CP949", "CSEUCKR": "CP949",
        "GB2312": "GBK", "CSGB2312": "GBK", "EUC-CN": "GBK",
    ]

    /// Letters, digits and what else is in the names of the register; a slash would ask iconv for more than a name.
    private static func canBeInName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x2E, 0x3A, 0x5F, 0x28, 0x29: true
        default: false
        }
    }

    /// The unit, by what a newline becomes; nil if that is nothing that lines could be found by.
    private static func unit(of name: String) -> Unit? {
        guard let descriptor = IconvDescriptor(to: name, from: "UTF-8") else { return nil }
        switch descriptor.converted([10]) {
        case [10]: return .byte
        case [10, 0]: return .two(.little)
        case [0, 10]: return .two(.big)
        case [10, 0, 0, 0]: return .four(.little)
        case [0, 0, 0, 10]: return .four(.big)
        default: return nil
        }
    }

    /// False if the text is UTF-8, or taken for it: then lines stay as they are.
    public var needsConversion: Bool { self != .plain && name != "UTF-8" }

    /// Bytes a unit: 1, 2 or 4.
    public var width: Int {
        switch unit {
        case .byte: 1
        case .two: 2
        case .four: 4
        }
    }

    /// Where in a unit its lowest byte is, the one in which a newline has its 0x0A.
    var lowByte: Int {
        switch unit {
        case .byte, .two(.little), .two(.byMark), .four(.little), .four(.byMark): 0
        case .two(.big): 1
        case .four(.big): 3
        }
    }
}

extension LineEncoding {
    /// The same with the byte order of a file that begins with `head`.
    ///
    /// The order is that of the byte order mark; without one, that in which the first character is of ISO 8859-1, else
    /// big-endian, as RFC 2781, section 4.3, has it. A file that begins with a hole counts as little-endian.
    /// - Parameter head: the file's first bytes, up to `Fingerprint.maximumLength`.
    /// - Returns: nil if there are too few of them to decide.
    public func resolved(by head: UnsafeRawBufferPointer) -> LineEncoding? {
        switch unit {
        case .byte, .two(.little), .two(.big), .four(.little), .four(.big): return self
        case .two(.byMark), .four(.byMark): break
        }
        guard head.count >= width else { return nil }
        let zeros = head.prefix { $0 == 0 }.count
        let order: ByteOrder
        if zeros == head.count {
            guard zeros >= Fingerprint.maximumLength else { return nil }
            order = .little
        } else {
            let start = zeros / width * width
            let first = head[start..<min(start + width, head.count)]
            let isMark = start == 0 && [[0xFF, 0xFE], [0xFF, 0xFE, 0, 0]].contains(Array(first))
            order = isMark || (first.first != 0 && first.dropFirst().allSatisfy { $0 == 0 }) ? .little : .big
        }
        let suffix = order == .little ? "LE" : "BE"
        return LineEncoding(name: name + suffix, unit: width == 2 ? .two(order) : .four(order))
    }

    /// How many of a file's first bytes are a byte order mark; 0 if there is none.
    public func markLength(_ head: UnsafeRawBufferPointer) -> Int {
        let mark: [UInt8] =
            switch unit {
            case .two(.little): [0xFF, 0xFE]
            case .two(.big): [0xFE, 0xFF]
            case .four(.little): [0xFF, 0xFE, 0, 0]
            case .four(.big): [0, 0, 0xFE, 0xFF]
            case .byte where name == "UTF-8": [0xEF, 0xBB, 0xBF]
            case .byte where name == "GB18030": [0x84, 0x31, 0x95, 0x33]
            case .byte, .two(.byMark), .four(.byMark): []
            }
        return head.count >= mark.count && head.prefix(mark.count).elementsEqual(mark) ? mark.count : 0
    }

    /// The place of the first newline at or after `start`: its first byte, in a unit that begins at a multiple of the
    /// width from the file's start.
    /// - Parameter phase: bytes of the file in front of `bytes`.
    public func newline(in bytes: UnsafeRawBufferPointer, from start: Int, phase: Int64 = 0) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        var place = max(0, start)
        while place < bytes.count, let found = memchr(base + place, 10, bytes.count - place) {
            let index = UnsafeRawPointer(found) - base
            if width == 1 { return index }
            let first = index - lowByte
            if first >= start, isNewline(bytes, at: first), (Int64(first) + phase) % Int64(width) == 0 {
                return first
            }
            place = index + 1
        }
        return nil
    }

    /// The place behind the last newline; nil if there is none. See `newline`.
    public func endOfLastLine(in bytes: UnsafeRawBufferPointer, phase: Int64 = 0) -> Int? {
        var index = bytes.count - width
        while index >= 0 {
            if isNewline(bytes, at: index), (Int64(index) + phase) % Int64(width) == 0 {
                return index + width
            }
            index -= 1
        }
        return nil
    }

    /// True if the last unit of these bytes is a newline.
    public func endsWithNewline(_ bytes: UnsafeRawBufferPointer) -> Bool {
        isNewline(bytes, at: bytes.count - width)
    }

    /// How many of the first bytes are NULs, in whole units.
    public func nulls(_ bytes: UnsafeRawBufferPointer) -> Int {
        bytes.prefix { $0 == 0 }.count / width * width
    }

    private func isNewline(_ bytes: UnsafeRawBufferPointer, at first: Int) -> Bool {
        guard first >= 0, first + width <= bytes.count else { return false }
        for index in 0..<width where bytes[first + index] != (index == lowByte ? 10 : 0) { return false }
        return true
    }

    /// How many bytes a line is cut off after that is longer than `limit`, so that no character is torn as far as the
    /// encoding's unit tells: at a unit, not within a surrogate pair. At least a unit.
    public func cut(_ bytes: UnsafeRawBufferPointer, limit: Int) -> Int {
        let end = max(width, min(limit, bytes.count) / width * width)
        guard width == 2, end > 2, end + 2 <= bytes.count else { return end }
        let isLow = bytes[end + 1 - lowByte] & 0xFC == 0xDC
        return isLow ? end - 2 : end
    }
}
