// What must hold of any bytes, held against the inputs to start from, those that were found, and a few more.

import TestSupport
import Testing

/// `make fuzz` looks for more of them with libFuzzer; here a moment's worth of mutations says that it still could.
@Suite(.timeLimit(.minutes(2))) struct FuzzingTests {
    private static let inputs = Check.all.flatMap { check in
        (check.seeds + check.findings).map { (check.name, $0) }
    }

    private func check(_ name: String) throws -> Check { try #require(Check.all.first { $0.name == name }) }

    @Test(arguments: inputs)
    func knownInputsAreStood(name: String, bytes: [UInt8]) throws {
        if let problem = try check(name).problem(bytes) { Issue.record("\(problem)") }
    }

    @Test(arguments: Check.all.map(\.name))
    func mutationsOfThemAreStood(name: String) throws {
        let check = try check(name)
        var generator = SeededGenerator(seed: 1)
        for round in 0..<60 {
            let bytes = generator.mutated(check.seeds[round % check.seeds.count], edits: 6)
            if let problem = check.problem(bytes) {
                Issue.record("\(name): \(problem), of \(bytes)")
                return
            }
        }
    }

    @Test(arguments: Check.all.map(\.name))
    func everyPrefixOfASeedIsStood(name: String) throws {
        let check = try check(name)
        for seed in check.seeds {
            for end in stride(from: 0, to: seed.count, by: max(1, seed.count / 20)) {
                if let problem = check.problem(Array(seed[..<end])) {
                    Issue.record("\(name): \(problem), of \(Array(seed[..<end]))")
                    return
                }
            }
        }
    }
}
