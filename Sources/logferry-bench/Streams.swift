// What many streams cost: Loki wants the entries of each together.

import Benchmarking
import Workbench

extension Kind {
    static let streams = Kind(name: "streams", cases: ["one stream", "1,000 streams"]) { bench, names in
        let input = try bench.input(.workers, megabytes: bench.sizes.backlogMegabytes)
        let all = [
            ("one stream", BacklogCase("one", stages: BacklogCase.threeStages(label: "service"))),
            ("1,000 streams", BacklogCase("many", stages: BacklogCase.threeStages(label: "worker"))),
        ]
        // The one is nothing without the other.
        let results = try bench.rounds(
            all.map { name, backlogCase in
                (
                    name,
                    {
                        try input.fillPageCache(interrupts: bench.interrupts)
                        return try bench.ship(backlogCase, input)
                    }
                )
            })
        let one = Yardstick("of one stream", cpuSeconds: median(results[0].map(\.cpuSeconds)) ?? 0)
        let rows = zip(all, results).map { item, rounds in
            Row(
                item.0, rounds: rounds, inputBytes: input.bytes, beside: one,
                targets: Targets(cpuRatio: item.0 == "one stream" ? nil : 1.5))
        }
        return Section(
            "streams", setting: "\(input.description); a label that is constant, or has 1,000 values",
            rows: rows)
    }
}
