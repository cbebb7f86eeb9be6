// Every case of the public compliance suite of JMESPath, file by file.

import Testing

@testable import Pipeline

@Suite struct ComplianceTests {
    @Test func everyCaseOfTheSuiteHolds() throws {
        var counts = (results: 0, errors: 0, benchmarks: 0)
        for file in try ComplianceSuite.files() {
            for item in try ComplianceSuite.cases(of: file) {
                let found = try searched(item.expression, item.given)
                switch item.expectation {
                case .result(let result):
                    counts.results += 1
                    #expect(found == result, "\(item)")
                case .error(let error):
                    counts.errors += 1
                    #expect(found == "error: \(error)", "\(item)")
                case .benchmark:
                    // It is timed elsewhere and says nothing of a result; it was evaluated all the same.
                    counts.benchmarks += 1
                }
            }
        }
        #expect(counts == (724, 151, 15))
    }
}
