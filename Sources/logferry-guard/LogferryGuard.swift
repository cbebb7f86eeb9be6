// Why this file exists: counts what the hot loop costs, which repeats to the instruction, and fails over a bound.

import Benchmarking
import CAllocations
import Glibc
import Guarding
import Workbench

/// `logferry-guard` holds every case against its bounds; `logferry-guard pass FILE CASE PART COUNT` is what it runs under
/// valgrind.
@main
struct LogferryGuard {
    /// The log that every case reads.
    private static let logBytes = 5_000_000
    /// The name of this program's other half.
    private static let passWord = "pass"
    /// A run takes seconds; a machine may be busy.
    private static let patienceSeconds = 300

    static func main() {
        do {
            let words = CommandLine.arguments.dropFirst()
            if words.first == passWord {
                try pass(Array(words.dropFirst()))
            } else if words.isEmpty {
                exit(try Self.guard() ? 0 : 1)
            } else {
                throw WorkbenchError("logferry-guard takes no arguments")
            }
        } catch let interrupted as Interrupted {
            exit(128 + interrupted.signal)
        } catch {
            write(2, "error: \(error)\n")
            exit(1)
        }
    }

    /// Passes over a file, and does nothing else that costs.
    private static func pass(_ words: [String]) throws {
        guard words.count == 4, let guardCase = GuardCase.all.first(where: { $0.name == words[1] }),
            let part = HotLoop.Part(rawValue: words[2]), let count = Int(words[3])
        else {
            throw WorkbenchError("write: logferry-guard \(passWord) FILE CASE PART COUNT")
        }
        let loop = try HotLoop(path: words[0], guardCase, through: part)
        for _ in 0..<count { _ = try loop.pass() }
    }

    /// Counts everything; false if something is over its bound.
    private static func `guard`() throws -> Bool {
        // Tables of hashes would be another in each run.
        setenv("SWIFT_DETERMINISTIC_HASHING", "1", 1)
        let interrupts = Interrupts()
        let folder = try TemporaryFolder(name: "logferry-guard")
        defer { folder.remove() }
        let log = "\(folder.path)/app.log"
        try writeLog(to: log)
        let isBounded = hasKnownProcessor()
        if !isBounded {
            write(1, "this is no x86-64 processor with AVX2: figures are not held against bounds\n")
        }
        var complaints: [String] = []
        for guardCase in GuardCase.all {
            let finding = try find(guardCase, log: log, folder: folder.path, interrupts: interrupts)
            write(1, finding.text(isBounded: isBounded))
            complaints += finding.complaints
        }
        guard isBounded else { return true }
        for complaint in complaints { write(2, "error: \(complaint)\n") }
        return complaints.isEmpty
    }

    private static func find(_ guardCase: GuardCase, log: String, folder: String, interrupts: Interrupts)
        throws -> Finding
    {
        let loop = try HotLoop(path: log, guardCase, through: .bodies)
        // Tables and buffers grow in the first passes.
        for _ in 0..<3 { _ = try loop.pass() }
        let before = lf_allocations()
        let passage = try loop.pass()
        let allocations = lf_allocations() - before
        let instructions = try HotLoop.Part.allCases.map { part in
            (part, try count(guardCase, part, log: log, folder: folder, interrupts: interrupts))
        }
        return Finding(
            guardCase: guardCase, passage: passage, instructions: instructions, allocations: Int(allocations))
    }

    /// Instructions of the second pass: those of a run of two passes less those of a run of one.
    private static func count(
        _ guardCase: GuardCase, _ part: HotLoop.Part, log: String, folder: String, interrupts: Interrupts
    ) throws -> Int {
        let runs = try [1, 2].map { passes in
            let errors = "\(folder)/\(part.rawValue)-\(passes)"
            unlink(errors)
            let words = [
                try ownPath(), passWord, log, guardCase.name, part.rawValue, "\(passes)",
            ]
            return (try Child.start(Callgrind.arguments(words), output: errors), errors)
        }
        defer { for (child, _) in runs { child.end() } }
        let counts = try runs.map { child, errors in
            for _ in 0..<(patienceSeconds * 20) {
                guard let ending = child.poll() else {
                    try interrupts.pause(milliseconds: 50)
                    continue
                }
                guard ending.isSuccess, let count = Callgrind.collected(in: readText(errors)) else {
                    throw WorkbenchError("valgrind \(ending); \(lastLines(of: errors))")
                }
                return count
            }
            throw WorkbenchError("valgrind did not end within \(patienceSeconds) s")
        }
        return counts[1] - counts[0]
    }

    private static func ownPath() throws -> String {
        guard let path = realpath("/proc/self/exe", nil) else {
            throw WorkbenchError(cannot: "find this program", code: errno)
        }
        defer { free(path) }
        return String(cString: path)
    }

    private static func writeLog(to path: String) throws {
        var log = AccessLog(seed: 1)
        var bytes: [UInt8] = []
        while bytes.count < logBytes { log.appendLine(to: &bytes) }
        try writeText(String(decoding: bytes, as: UTF8.self), to: path)
    }

    /// True where valgrind shows programs the processor that the bounds were counted on.
    private static func hasKnownProcessor() -> Bool {
        #if arch(x86_64)
            return readText("/proc/cpuinfo").split(separator: "\n").contains {
                $0.hasPrefix("flags") && $0.split(separator: " ").contains("avx2")
            }
        #else
            return false
        #endif
    }

    private static func write(_ descriptor: Int32, _ text: String) {
        let bytes = Array(text.utf8)
        Glibc.write(descriptor, bytes, bytes.count)
    }
}
