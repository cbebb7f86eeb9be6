// A reader may learn of a deletion before the event that tells of it; the file's writer may go on all the same.

import TestSupport
import Testing

@testable import Tailing

@Suite struct TailerDeletionTests {
    @Test func aDeletionSeenWhileReadingEndsNothing() throws {
        let harness = try TailHarness()
        let writer = try harness.directory.writer("a.log")
        try writer.write("a1\n")
        #expect(harness.read() == ["a1"])
        try writer.write("a2\n")
        harness.look()
        try harness.directory.remove("a.log")
        // Without looking at the events, which say that the name is gone.
        harness.readBurst()
        #expect(harness.lines[0].map(\.text) == ["a1", "a2"])
        harness.look()
        try writer.write("a3\n")
        #expect(harness.read() == ["a3"])
    }
}
