// A seed must give the same numbers on every machine and in every year.

import Testing
import Workbench

@Suite struct SeededRandomTests {
    /// The generator's published first numbers for the seed 0.
    @Test func randomNumbersAreSplitMix64() {
        var random = SeededRandom(seed: 0)
        #expect(random.next() == 0xE220_A839_7B1D_CDAF)
        #expect(random.next() == 0x6E78_9E6A_A1B9_65F4)
        #expect(random.next() == 0x06C4_5D18_8009_454F)
    }

    @Test func randomNumbersKeepTheirBounds() {
        var random = SeededRandom(seed: 3)
        #expect((0..<1_000).allSatisfy { _ in (0..<7).contains(random.below(7)) })
        #expect((0..<1_000).allSatisfy { _ in (0..<1).contains(random.fraction()) })
        #expect(random.below(0) == 0)
        #expect(random.below(-4) == 0)
        #expect([Int]().pick(&random) == nil)
        #expect([Int]().pickPopular(&random) == nil)
    }
}
