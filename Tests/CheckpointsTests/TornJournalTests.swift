// A crash tears the last record, a lap leaves old ones behind: neither is ever taken for one that was written.

import Platform
import TestSupport
import Testing

@testable import Checkpoints

@Suite struct TornJournalTests {
    /// A ring after `count` records of random size, with what it holds since the last snapshot.
    private struct Ring {
        let directory: ScratchDirectory
        var start = Journal.Mark.start
        var expected: [[UInt8]] = []
        /// Where the last record begins.
        var last: Int64 = 0
        let size: Int64

        var path: String { directory.path("j") }

        init(count: Int, size: Int64 = 512, seed: UInt64 = 1, sizes: ClosedRange<Int> = 1...60) throws {
            self.size = size
            directory = try ScratchDirectory()
            var generator = SeededGenerator(seed: seed)
            let journal = try Journal(path: path, size: size)
            for _ in 0..<count {
                if journal.wantsSnapshot {
                    start = journal.mark
                    expected = []
                    journal.noteSnapshot()
                }
                let payload = generator.payload(sizes)
                try journal.append(payload)
                expected.append(payload)
                last = journal.mark.position - Int64(Journal.footprint(ofPayload: payload.count))
            }
        }

        func replayed() throws -> [[UInt8]] { try Journal(path: path, size: size).replayed(from: start) }
    }

    /// Rings whose last record is early, late and, after a wrap, at the very start.
    private static let counts = [1, 2, 5, 9, 10, 11, 12, 13, 43]

    @Test(arguments: counts)
    func aChangedByteOfTheLastRecordCostsThatRecordAlone(count: Int) throws {
        let ring = try Ring(count: count)
        let whole = try ring.directory.read("j")
        let last = try #require(ring.expected.last)
        for offset in 0..<(16 + last.count) {
            for mask in [0x01, 0xFF] as [UInt8] {
                var bytes = whole
                bytes[Int(ring.last) + offset] ^= mask
                try ring.directory.write(bytes, to: "j")
                #expect(try ring.replayed() == ring.expected.dropLast(), "byte \(offset) of the last record")
            }
        }
    }

    @Test(arguments: counts)
    func aLastRecordThatIsCutShortCostsThatRecordAlone(count: Int) throws {
        let ring = try Ring(count: count)
        let whole = try ring.directory.read("j")
        let last = try #require(ring.expected.last)
        for length in 0..<(16 + last.count) {
            var bytes = whole
            let torn = Int(ring.last) + length
            for place in torn..<(Int(ring.last) + 16 + last.count) { bytes[place] = 0 }
            try ring.directory.write(bytes, to: "j")
            #expect(try ring.replayed() == ring.expected.dropLast(), "\(length) bytes of the last record")
            if count < 8 {
                try ring.directory.write(Array(whole[..<torn]), to: "j")
                #expect(
                    try ring.replayed() == ring.expected.dropLast(), "\(length) bytes, then the file's end")
            }
        }
    }

    @Test(arguments: counts)
    func afterATornRecordTheNextOneTakesItsPlace(count: Int) throws {
        let ring = try Ring(count: count)
        var bytes = try ring.directory.read("j")
        bytes[Int(ring.last) + 16] ^= 1
        try ring.directory.write(bytes, to: "j")
        let journal = try Journal(path: ring.path, size: ring.size)
        #expect(try journal.replayed(from: ring.start) == ring.expected.dropLast())
        try journal.append([9, 9, 9])
        #expect(try ring.replayed() == ring.expected.dropLast() + [[9, 9, 9]])
    }

    @Test func aTornRecordInTheMiddleEndsTheReplayBeforeIt() throws {
        let ring = try Ring(count: 6)
        let whole = try ring.directory.read("j")
        var position = 16
        for (place, payload) in ring.expected.enumerated() {
            var bytes = whole
            bytes[position + 8] ^= 1
            try ring.directory.write(bytes, to: "j")
            #expect(try ring.replayed() == Array(ring.expected[..<place]))
            position += Journal.footprint(ofPayload: payload.count)
        }
    }

    /// Records of one size, so that an old one begins wherever a new one ends.
    @Test(arguments: [8, 24, 48])
    func aRecordOfAnEarlierLapIsNeverTaken(payload: Int) throws {
        let directory = try ScratchDirectory()
        let journal = try Journal(path: directory.path("j"), size: 512)
        var marks: [Journal.Mark] = []
        for number in 0..<100 as Range<UInt8> {
            marks.append(journal.mark)
            try journal.append([UInt8](repeating: number, count: payload))
            let reader = try Journal(path: directory.path("j"), size: 512)
            for back in 1...min(5, marks.count) {
                let numbers = try reader.replayed(from: marks[marks.count - back]).map { $0[0] }
                #expect(numbers == Array((number + 1 - UInt8(back))...number))
            }
        }
    }

    /// A power cut may leave a later record on the disk and tear an earlier one; the agent that starts then
    /// writes its own record over the torn one, and the old later one must not follow it.
    @Test func aRecordOfAnEarlierLifeIsNeverTaken() throws {
        let directory = try ScratchDirectory()
        let before = try Journal(path: directory.path("j"), size: 512)
        for byte in [1, 2, 3] as [UInt8] { try before.append([byte]) }
        var bytes = try directory.read("j")
        bytes[40 + 16] ^= 1
        try directory.write(bytes, to: "j")

        let after = try Journal(path: directory.path("j"), size: 512)
        #expect(try after.replayed(from: .start) == [[1]])
        try after.append([22])
        let reader = try Journal(path: directory.path("j"), size: 512)
        #expect(try reader.replayed(from: .start) == [[1], [22]])
    }

    @Test(arguments: 0..<6)
    func aRingOfRandomDamageGivesABeginningOfWhatWasWrittenOrNothing(seed: UInt64) throws {
        let ring = try Ring(count: Int(seed) + 3, seed: seed)
        let whole = try ring.directory.read("j")
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<30 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...20, using: &generator) {
                let place = Int.random(in: 16..<bytes.count, using: &generator)
                bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
            }
            try ring.directory.write(bytes, to: "j")
            let found = try ring.replayed()
            #expect(found == Array(ring.expected.prefix(found.count)))
        }
    }
}
