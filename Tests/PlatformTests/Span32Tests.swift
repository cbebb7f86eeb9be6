// Lines and values are slices of a chunk's text.

import Testing

@testable import Platform

@Suite struct Span32Tests {
    @Test(arguments: [(0, 0), (0, 5), (7, 7), (100, 262_144), (0, 1 << 30)])
    func aSpanIsMadeOfTwoOffsets(start: Int, end: Int) {
        let span = Span32(start, end)
        #expect(Int(span.start) == start)
        #expect(Int(span.length) == end - start)
        #expect(span == Span32(start: UInt32(start), length: UInt32(end - start)))
    }
}
