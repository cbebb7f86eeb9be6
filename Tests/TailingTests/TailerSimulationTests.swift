// Whatever is done to the files, each line is handed over once to each reader, in the order of its file.

import Testing

@Suite struct TailerSimulationTests {
    @Test(arguments: 1...15 as ClosedRange<UInt64>)
    func everyLineComesOnceAndInOrder(seed: UInt64) throws {
        let world = try TailWorld(seed: seed)
        for _ in 0..<150 { try world.step() }
        try world.finish()
    }
}
