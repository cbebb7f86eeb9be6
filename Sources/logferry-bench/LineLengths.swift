// What a line costs besides its bytes: the same stages over short lines and long ones.

import Benchmarking
import Workbench

extension Kind {
    private static let lengths: [(name: String, kind: LogKind)] = [
        ("100 bytes", .sized(100)), ("the usual 426 bytes", .access), ("10 kB", .sized(10_000)),
        ("1 MB", .sized(1_000_000)),
    ]

    static let lineLengths = Kind(
        name: "line lengths", cases: lengths.map(\.name)
    ) { bench, names in
        let megabytes = bench.sizes.backlogMegabytes
        let inputs = try lengths.filter { names.contains($0.name) }.map { name, kind in
            (name, try bench.input(kind, megabytes: megabytes))
        }
        let results = try bench.rounds(
            inputs.flatMap { name, input in
                [
                    ("\(name): gzip -1", { try bench.gzip(input) }),
                    (
                        name,
                        {
                            try input.fillPageCache(interrupts: bench.interrupts)
                            return try bench.ship(BacklogCase.usual, input)
                        }
                    ),
                ]
            })
        let rows = inputs.enumerated().map { index, input in
            let gzip = median(results[2 * index].map(\.cpuSeconds)) ?? 0
            return Row(
                input.0, rounds: results[2 * index + 1], inputBytes: input.1.bytes,
                beside: Yardstick("of gzip -1", cpuSeconds: gzip),
                targets: Targets())
        }
        return Section(
            "line lengths", setting: "\(megabytes) MB of JSON each, \(BacklogCase.usual.name)", rows: rows)
    }
}
