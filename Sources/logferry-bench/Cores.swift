// What a second processor is good for.

import Benchmarking
import Glibc
import Workbench

extension Kind {
    static let cores = Kind(name: "cores", cases: ["8 files"]) { bench, _ in
        let count = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        let files = 8
        let setting =
            "\(files) files of \(bench.sizes.backlogMegabytes / 2) MB, \(BacklogCase.usual.name); the sink "
            + "runs where the kernel puts it, in both"
        guard count > 1 else {
            return Section(
                "cores", setting: setting, rows: [Row("8 files", skipped: "there is one processor")])
        }
        // All alike, but files of their own: what they have in common does not matter to the agent.
        let one = try bench.input(.access, megabytes: bench.sizes.backlogMegabytes / 2)
        let folder = try bench.newFolder()
        var copies: [InputFile] = []
        for index in 0..<files {
            copies.append(try one.copied(to: "\(folder)/app-\(index).log", interrupts: bench.interrupts))
        }
        let whole = InputFile(path: one.path, bytes: one.bytes * files, lines: one.lines * files)
        func ship(on processor: Int?) throws -> Measurement {
            for copy in copies { try copy.fillPageCache(interrupts: bench.interrupts) }
            return try bench.ship(
                BacklogCase.usual, whole, path: "\(folder)/app-*.log", processor: processor)
        }
        let results = try bench.rounds([
            ("agent on one processor", { try ship(on: count - 1) }),
            ("agent on all \(count)", { try ship(on: nil) }),
        ])
        for copy in copies { unlink(copy.path) }
        let wall = results.map { median($0.map(\.wallSeconds)) ?? 0 }
        let ratio = wall[0] > 0 ? wall[1] / wall[0] : 0
        let cpu = results.map { median($0.map(\.cpuSeconds)) ?? 0 }
        return Section(
            "cores", setting: setting,
            rows: [
                Row(
                    "8 files",
                    [
                        Figure(
                            "wall s, one processor", wall[0], .seconds, rounds: results[0].map(\.wallSeconds)),
                        Figure("wall s, \(count)", wall[1], .seconds, rounds: results[1].map(\.wallSeconds)),
                        Figure("of one", ratio, .ratio, atMost: 0.6),
                        Figure("CPU s, one processor", cpu[0], .seconds),
                        Figure("CPU s, \(count)", cpu[1], .seconds),
                    ])
            ])
    }
}
