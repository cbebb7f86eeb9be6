// Why this file exists: a string of a template is bytes, as Go's are, and making one must not cost an allocation.

import Glibc

/// A string of a template: bytes, not necessarily UTF-8, that somebody else owns.
///
/// They belong to the line, to the template (its literals) or to the `TemplateContext` (what functions make), and hold
/// until the execution ends. Nothing keeps one beyond it.
struct TemplateText: RandomAccessCollection, BitwiseCopyable {
    /// The bytes.
    let bytes: UnsafeRawBufferPointer

    /// Takes bytes that live as long as the execution.
    @inline(__always)
    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// A literal of the program.
    init(_ literal: StaticString) {
        bytes = UnsafeRawBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount)
    }

    /// No bytes.
    static var empty: TemplateText { TemplateText("") }

    var startIndex: Int { 0 }
    var endIndex: Int { bytes.count }

    @inline(__always)
    subscript(index: Int) -> UInt8 { bytes[index] }

    /// A part of it, without a copy; bounds outside are moved inside.
    func part(_ start: Int, _ end: Int) -> TemplateText {
        let start = Swift.max(0, Swift.min(start, count))
        return TemplateText(
            UnsafeRawBufferPointer(rebasing: bytes[start..<Swift.max(start, Swift.min(end, count))]))
    }

    /// The bytes as a String, repaired where they are not UTF-8. Costs an allocation: for messages.
    var string: String { String(decoding: bytes, as: UTF8.self) }
}

extension TemplateText: Hashable, Comparable {
    static func == (left: TemplateText, right: TemplateText) -> Bool { left.order(right) == 0 }

    /// Byte by byte, as Go orders strings.
    static func < (left: TemplateText, right: TemplateText) -> Bool { left.order(right) < 0 }

    static func == (left: TemplateText, right: StaticString) -> Bool { left == TemplateText(right) }

    func hash(into hasher: inout Hasher) { hasher.combine(bytes: bytes) }

    private func order(_ other: TemplateText) -> Int {
        let common = Swift.min(count, other.count)
        if common > 0, let mine = bytes.baseAddress, let theirs = other.bytes.baseAddress {
            let order = memcmp(mine, theirs, common)
            if order != 0 { return Int(order) }
        }
        return count - other.count
    }
}
