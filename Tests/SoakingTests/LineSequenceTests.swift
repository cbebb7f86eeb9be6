// What rotations left on the disk is the last word on what was written: nothing may be missing in it without being told.

import Testing

@testable import Soaking

@Suite struct LineSequenceTests {
    private let lines = LogLines(file: 0, format: .plain, seed: 3)

    private func text(_ numbers: some Sequence<Int>) -> [UInt8] {
        var bytes: [UInt8] = []
        for number in numbers {
            lines.appendText(number, to: &bytes)
            bytes.append(10)
        }
        return bytes
    }

    private func faults(_ files: [[UInt8]], written: Int, isWhole: Bool = true) -> [String] {
        var sequence = LineSequence(lines, isWhole: isWhole)
        for (index, file) in files.enumerated() {
            // In pieces, as a file is read.
            for start in stride(from: 0, to: file.count, by: 100) {
                sequence.take(file[start..<min(start + 100, file.count)], in: "file \(index)")
            }
        }
        sequence.end(written: written)
        return sequence.faults
    }

    @Test func whatWasWrittenInSeveralFilesIsWhole() {
        #expect(faults([text(0..<50), text(50..<51), [], text(51..<90)], written: 90) == [])
    }

    @Test func aLineMayGoOnInTheNextFile() {
        let whole = text(0..<20)
        #expect(faults([Array(whole[..<700]), Array(whole[700...])], written: 20) == [])
    }

    @Test func theOldestMayBeGoneWhereTheyMay() {
        #expect(faults([text(30..<40)], written: 40, isWhole: false) == [])
        #expect(faults([text(30..<40)], written: 40) == ["file 0: lines 0 to 29 are missing"])
    }

    @Test func eachFaultIsToldOnce() {
        #expect(faults([text(0..<9), text(12..<20)], written: 20) == ["file 1: lines 9 to 11 are missing"])
        #expect(faults([text(0..<9), text(7..<20)], written: 20) == ["file 1: line 7 comes after line 8"])
        #expect(
            faults([text(0..<9)], written: 20) == ["lines from 9 to 19 are missing at the end"])
        #expect(faults([text(0..<9).dropLast(1)], written: 8) == ["the last line has no end"])
        #expect(
            faults([text(0..<9), [UInt8]("   \t \n".utf8), text(9..<20)], written: 20)
                == ["file 1, after line 8: no line of this file"])
        var broken = text(0..<9)
        broken[broken.count - 2] = 0
        #expect(faults([broken, text(9..<20)], written: 20) == ["file 0: line 8 is not what was written"])
    }

    @Test func whatIsWrongEverywhereIsNotToldForEver() {
        #expect(faults([[UInt8](repeating: 10, count: 1000)], written: 0).count == 10)
    }
}
