// Given timestamps wait for what is sent, and everything else does not.

import Platform
import TestSupport
import Testing

@testable import Checkpoints

@Suite struct UrgentChangeTests {
    @Test func givenTimestampsAloneAreWrittenWithWhatComesNext() throws {
        let directory = try StateDirectory()
        let store = try directory.open()
        store.record(.born(.fresh(1)))
        store.commitWhatIsUrgent()
        #expect(try directory.stateAfterCrash() == store.state)
        let before = try directory.scratch.read("positions.journal")
        store.record(.gave(GenerationID(1), GivenTimestamps(range: 0..<5, base: 1)))
        store.commitWhatIsUrgent()
        #expect(try directory.scratch.read("positions.journal") == before)
        store.record(.bounded(GenerationID(1), 3))
        store.commitWhatIsUrgent()
        #expect(try directory.stateAfterCrash() == store.state)
        store.record(.gave(GenerationID(1), GivenTimestamps(range: 5..<9, base: 20)))
        store.commit()
        #expect(try directory.stateAfterCrash() == store.state)
    }
}
