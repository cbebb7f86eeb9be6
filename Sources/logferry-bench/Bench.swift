// What every measurement needs: the program, a place, sizes, and to be told when to stop.

import Benchmarking
import Glibc
import Workbench

/// One run of the benchmark.
final class Bench {
    let executable: String
    let folder: TemporaryFolder
    let sizes: Sizes
    let seed: UInt64
    let interrupts: Interrupts
    let selection: Selection
    let clock = ContinuousClock()

    private var inputs: [String: InputFile] = [:]
    private var foldersMade = 0

    init(
        executable: String, folder: TemporaryFolder, sizes: Sizes, seed: UInt64, interrupts: Interrupts,
        selection: Selection
    ) {
        self.executable = executable
        self.folder = folder
        self.sizes = sizes
        self.seed = seed
        self.interrupts = interrupts
        self.selection = selection
    }

    /// A folder of its own for one run of the agent.
    func newFolder() throws -> String {
        foldersMade += 1
        return try folder.folder("run-\(foldersMade)")
    }

    /// A log of this kind, written when it is first asked for.
    func input(_ kind: LogKind, megabytes: Int) throws -> InputFile {
        let name = "\(kind) \(megabytes)"
        if let known = inputs[name] { return known }
        say("writing \(megabytes) MB of log")
        let input = try InputFile.write(
            kind, to: "\(folder.path)/input-\(inputs.count + 1).log", megabytes: megabytes, seed: seed,
            interrupts: interrupts)
        inputs[name] = input
        return input
    }

    /// Progress goes to standard error, so that standard output holds the report alone.
    func say(_ text: String) {
        let line = Array("logferry-bench: \(text)\n".utf8)
        write(2, line, line.count)
    }

    /// Waits until `condition` gives a value, asking every `milliseconds`.
    ///
    /// Throws what `failure` gives when it does not within `seconds`.
    func wait<Value>(
        seconds: Double, every milliseconds: Int = 10, for condition: () throws -> Value?,
        failure: () -> WorkbenchError
    ) throws -> Value {
        let deadline = clock.now + .seconds(seconds)
        while true {
            if let value = try condition() { return value }
            guard clock.now < deadline else { throw failure() }
            try interrupts.pause(milliseconds: milliseconds)
        }
    }

    /// Does nothing for a while.
    func rest(seconds: Double) throws {
        let deadline = clock.now + .seconds(seconds)
        while clock.now < deadline {
            let left = (deadline - clock.now).inSeconds * 1000
            try interrupts.pause(milliseconds: max(1, Int(left.rounded(.up))))
        }
    }
}

/// A kind of measurement: a name to select it by, the names of its cases, and how it is done.
struct Kind: Sendable {
    let name: String
    let cases: [String]
    /// Measures those of the cases that it is given, in the order of `cases`.
    let measure: @Sendable (Bench, [String]) throws -> Section

    /// Everything that is measured, in the report's order.
    static let all = [
        backlog, lineLengths, streams, cores, slow, idle, busy, quiet, disk, memory, rotation,
    ]

    /// The full names of all cases.
    static var names: [String] { all.flatMap { kind in kind.cases.map { "\(kind.name): \($0)" } } }

    /// Measures what is selected of this kind; nil if nothing is.
    func run(_ bench: Bench) throws -> Section? {
        let selected = cases.filter { bench.selection.includes(name, $0) }
        return selected.isEmpty ? nil : try measure(bench, selected)
    }
}
