// Why this file exists: what is in a log's generations, put one behind the other, has to be what was written.

import Workbench

/// Holds the contents of files against the lines of one file, in order from some line on.
public struct LineSequence: Sendable {
    private let lines: LogLines
    private var rest: [UInt8] = []
    private var expected: [UInt8] = []

    /// The first line that there was; nil before there was one.
    public private(set) var first: Int?
    /// The line that comes next.
    public private(set) var next = 0
    /// What is wrong, a sentence each: the first few.
    public private(set) var faults: [String] = []
    private static let limit = 10

    /// - Parameter isWhole: the first line has to be the first that was written.
    public init(_ lines: LogLines, isWhole: Bool) {
        self.lines = lines
        if isWhole { first = 0 }
    }

    /// Takes the next bytes.
    public mutating func take(_ bytes: some Collection<UInt8>, in name: String) {
        var bytes = bytes[...]
        while let end = bytes.firstIndex(of: 10) {
            rest.append(contentsOf: bytes[..<end])
            take(lineIn: name)
            rest.removeAll(keepingCapacity: true)
            bytes = bytes[bytes.index(after: end)...]
        }
        rest.append(contentsOf: bytes)
    }

    /// The end of all files.
    /// - Parameter written: how many lines were written in all.
    public mutating func end(written: Int) {
        if !rest.isEmpty { note("the last line has no end") }
        if next != written { note("lines from \(next) to \(written - 1) are missing at the end") }
    }

    private mutating func take(lineIn name: String) {
        if first != nil {
            expected.removeAll(keepingCapacity: true)
            lines.appendText(next, to: &expected)
            if rest == expected {
                next += 1
                return
            }
        }
        guard let place = LogLines.identify(rest), place.file == lines.file else {
            return note("\(name), after line \(next - 1): no line of this file")
        }
        expected.removeAll(keepingCapacity: true)
        lines.appendText(place.number, to: &expected)
        if rest != expected { note("\(name): line \(place.number) is not what was written") }
        if first == nil {
            first = place.number
        } else if place.number > next {
            note("\(name): lines \(next) to \(place.number - 1) are missing")
        } else if place.number < next {
            note("\(name): line \(place.number) comes after line \(next - 1)")
        }
        next = place.number + 1
    }

    private mutating func note(_ fault: String) {
        if faults.count < Self.limit { faults.append(fault) }
    }
}
