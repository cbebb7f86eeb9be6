// The cost of shipping a backlog, beside gzip -1 of the same file.

import Benchmarking

extension Kind {
    static let backlog = Kind(name: "backlog", cases: BacklogCase.all.map(\.name)) { bench, names in
        let input = try bench.input(.access, megabytes: bench.sizes.backlogMegabytes)
        var cases: [BacklogCase] = []
        var skipped: [Row] = []
        for backlogCase in BacklogCase.all where names.contains(backlogCase.name) {
            if let refusal = try bench.refusal(of: backlogCase) {
                skipped.append(Row(backlogCase.name, skipped: "the agent says: \(refusal)"))
            } else {
                cases.append(backlogCase)
            }
        }
        let results = try bench.rounds(
            [("gzip -1", { try bench.gzip(input) })]
                + cases.map { backlogCase in
                    (
                        backlogCase.name,
                        {
                            try input.fillPageCache(interrupts: bench.interrupts)
                            return try bench.ship(backlogCase, input)
                        }
                    )
                })
        let yardstick = Yardstick("of gzip -1", cpuSeconds: median(results[0].map(\.cpuSeconds)) ?? 0)
        let rows = zip(cases, results.dropFirst()).map { backlogCase, rounds in
            Row(
                backlogCase.name, rounds: rounds, inputBytes: input.bytes, beside: yardstick,
                targets: backlogCase.targets)
        }
        let gzip = Row(
            "gzip -1", rounds: results[0], inputBytes: input.bytes, beside: yardstick, targets: .none)
        return Section("backlog", setting: input.description, rows: [gzip] + rows + skipped)
    }
}
