// Why this file exists: one expression may be compiled in several ways; this is one of them, and all that speaks to RE2.

import CRE2

/// An expression as RE2 has compiled it. It never changes, so that any number of threads may match with it.
///
/// It has one owner, because counting owners for each line would cost more than matching some lines does.
struct CompiledExpression: ~Copyable, Sendable {
    // RE2's documentation: "safe for concurrent use by multiple threads".
    private nonisolated(unsafe) let handle: OpaquePointer

    /// - Parameters:
    ///   - text: in the syntax of RE2.
    ///   - maximumMemory: what RE2 may use for it, in bytes.
    init(_ text: [UInt8], maximumMemory: Int) throws(RegularExpressionError) {
        var error = LF_RE2_OK
        var part = [CChar](repeating: 0, count: 128)
        let compiled = text.withUnsafeBytes { bytes in
            lf_re2_compile(
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count, Int64(maximumMemory),
                &error, &part, part.count)
        }
        guard let compiled else {
            let shown = part.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            throw RegularExpressionError(error, part: String(decoding: shown, as: UTF8.self))
        }
        handle = compiled
    }

    deinit { lf_re2_free(handle) }

    /// The groups' names; the first is the whole match, which has none.
    var groupNames: [String?] {
        [nil]
            + (0..<lf_re2_groups(handle)).map { group in
                var length = 0
                guard let name = lf_re2_group_name(handle, group + 1, &length) else { return nil }
                return String(
                    decoding: UnsafeRawBufferPointer(start: name, count: length), as: UTF8.self)
            }
    }

    /// Looks for the leftmost match in a range of a text; `^`, `$` and `\b` see what is around it.
    /// - Parameters:
    ///   - groups: gets the match and its groups; only needed if there are to be any.
    ///   - count: how many to give, the whole match included.
    @inline(__always)
    func match(
        _ text: UnsafeRawBufferPointer, _ start: Int, _ end: Int, _ anchor: lf_re2_anchor,
        _ groups: UnsafeMutablePointer<MatchedGroup>?, _ count: Int
    ) -> Bool {
        guard text.count <= Int(Int32.max) else { return false }
        let pairs = UnsafeMutableRawPointer(groups)?.assumingMemoryBound(to: Int32.self)
        return lf_re2_match(
            handle, text.baseAddress?.assumingMemoryBound(to: CChar.self), text.count, start, end, anchor,
            pairs, Int32(truncatingIfNeeded: count)) == 1
    }
}
