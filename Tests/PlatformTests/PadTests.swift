// The white space in front of a log that was cut.

import Platform
import Testing

@Suite struct PadTests {
    private static let pads: [(number: UInt64, length: Int)] = [
        (.min, Pad.minimumLength), (1, Pad.minimumLength), (.max, 4096), (0x0123_4567_89AB_CDEF, 5000),
    ]

    @Test(arguments: pads)
    func aPadIsReadAsWhatWasWritten(_ number: UInt64, _ length: Int) throws {
        let pad = try #require(Pad(number: number, length: length))
        let bytes = pad.bytes
        #expect(bytes.count == length)
        #expect(bytes.last == 0x0A && bytes.dropLast().allSatisfy { $0 == 0x20 || $0 == 0x09 })
        bytes.withUnsafeBytes { #expect(Pad(startOf: $0) == pad) }
        // The rest of it need not be there to be looked at.
        bytes.dropLast(length - Pad.minimumLength + 1).withUnsafeBytes { #expect(Pad(startOf: $0) == pad) }
    }

    @Test func noOtherWhiteSpaceIsAPad() throws {
        let pad = try #require(Pad(number: 42, length: 200))
        for place in 0..<(Pad.minimumLength - 1) {
            var bytes = pad.bytes
            bytes[place] = bytes[place] == 0x20 ? 0x09 : 0x20
            bytes.withUnsafeBytes { #expect(Pad(startOf: $0) != pad, "\(place)") }
        }
        let lines: [[UInt8]] = [
            [], Array(repeating: 0x20, count: 300), Array(repeating: 0x09, count: 300),
            Array(pad.bytes.dropLast(100)),
        ]
        for line in lines {
            line.withUnsafeBytes { #expect(Pad(startOf: $0) == nil) }
        }
    }

    @Test(arguments: [0, -1, Pad.minimumLength - 1, Pad.maximumLength + 1])
    func aLengthThatCannotBeGivesNone(_ length: Int) {
        #expect(Pad(number: 1, length: length) == nil)
    }
}
