// Why this file exists: what must hold of any bytes at all, for the fuzzer and for the tests alike.

/// Something that reads what others wrote, and what has to be so whatever they wrote.
struct Check: Sendable {
    /// Names it on the fuzzer's command line.
    let name: String
    /// Inputs to start from: what the reader is for, and what it refuses.
    let seeds: [[UInt8]]
    /// Inputs that it once did not stand.
    let findings: [[UInt8]]
    /// What is wrong with what came of these bytes; nil if nothing. What traps does not come back.
    let problem: @Sendable (_ bytes: [UInt8]) -> String?

    /// All checks.
    static let all = [configuration, json, time, zone, record, snapshot, journal, push, protobuf, http]
}

/// Bytes taken one after the other, to draw decisions from an input; zeros when there are no more.
struct Input {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// True if nothing is left.
    var isEmpty: Bool { rest.isEmpty }

    mutating func byte() -> Int { Int(rest.popFirst() ?? 0) }

    /// A number below 65,536.
    mutating func word() -> Int { byte() << 8 | byte() }

    mutating func bytes(_ count: Int) -> [UInt8] {
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    mutating func all() -> [UInt8] { bytes(rest.count) }
}
