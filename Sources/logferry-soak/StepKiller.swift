// Why this file exists: an agent is killed just before a system call by a library that is loaded into it.

import Glibc
import Platform
import Soaking
import Workbench

/// The library `StepKiller`, which is beside this program.
enum StepKiller {
    /// What comes in front of a command that is to end at a step.
    /// - Parameter notes: a file that gets the name of the call.
    static func environment(_ trap: LifeScript.Trap, notes: String) throws -> [String] {
        guard let own = realpath("/proc/self/exe", nil) else {
            throw SystemError.last("find", "/proc/self/exe")
        }
        defer { free(own) }
        let library = FileSystem.join(FileSystem.parent(of: String(cString: own)), "libStepKiller.so")
        guard access(library, R_OK) == 0 else {
            throw WorkbenchError("there is no \(library); build the product StepKiller")
        }
        return [
            "env", "LD_PRELOAD=\(library)", "STEP_KILLER_THREAD=\(trap.thread)",
            "STEP_KILLER_AT=\(trap.call)",
            "STEP_KILLER_NOTES=\(notes)",
            "STEP_KILLER_BEGIN=\(trap.isFromScratch ? FileSystem.scratchPrefix : "")",
        ]
    }

    /// The call before which the last agent ended.
    static func lastStep(_ notes: String) -> String {
        let text = (try? FileSystem.contents(of: notes)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return text.split(separator: "\n").last.map(String.init) ?? "?"
    }
}
