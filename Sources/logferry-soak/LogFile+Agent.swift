// Why this file exists: the agent rotates a file when it is large enough, or when somebody says `logferry rotate`.

import Glibc
import Platform
import Soaking
import Workbench

extension LogFile {
    /// Has the agent rotate the file, or the command where there is no agent.
    /// - Parameter choice: decides how; 0 to 29.
    func rotateByAgent(_ choice: Int) throws {
        switch choice {
        case 0..<6: try fill()
        case 6..<12: try rotateByCommand([], killedAfter: nil)
        // What copytruncate loses is the administrator's business.
        case _ where plan.kind.pausesWhenFull: try fill()
        default: try rotateByCommand(["--force", path], killedAfter: choice > 25 ? choice - 26 : nil)
        }
    }

    /// Writes until the file is as large as the agent lets it become, or as `bytes`.
    func fill(to bytes: Int? = nil) throws {
        let bytes = bytes ?? world.plan.settings.rotationSize
        while try size() < bytes, try attend() { try write(25) }
    }

    /// Runs `logferry rotate`.
    /// - Parameter killedAfter: milliseconds.
    /// - Returns: false if this is no moment for it.
    @discardableResult
    func rotateByCommand(_ arguments: [String], killedAfter: Int?) throws -> Bool {
        guard let before = begin() else { return false }
        defer { world.present.withLock { $0.commands -= 1 } }
        let output = "\(world.directory.agent)/rotate-\(plan.stem).log"
        let command = try Child.start(
            [world.executable, "rotate", "--config", world.directory.configuration] + arguments,
            output: output)
        world.note("logferry rotate \(arguments.first ?? "")", file: plan.number)
        if let killedAfter {
            usleep(useconds_t(killedAfter) * 1000)
            command.send(SIGKILL)
        }
        let ending = command.wait()
        let said = lastLines(of: output)
        world.present.withLock { present in
            if ending.isSuccess {
                present.counts.commands += 1
                return
            }
            present.counts.brokenCommands += 1
            // The agent ended meanwhile, or two rotations within a second had one name.
            let isExcused =
                killedAfter != nil || before.isTrapped || Moment(present) != before
                || said.contains("exists already")
            if !isExcused { present.failures.append("logferry rotate \(ending); \(said)") }
        }
        world.note("logferry rotate \(ending)", file: plan.number)
        return true
    }

    /// What must not change for a command to have to succeed.
    private struct Moment: Equatable {
        let run: Int
        let phase: Present.Phase
        let reloads: Int
        let isTrapped: Bool
        init(_ present: Present) {
            (run, phase, reloads) = (present.run, present.phase, present.counts.reloads)
            isTrapped = present.isTrapped
        }
    }

    /// Nil if the agent is just starting or ending.
    private func begin() -> Moment? {
        let (run, phase) = world.present.withLock { ($0.run, $0.phase) }
        if phase == .running, !world.messages(run: run).contains("msg=following") { return nil }
        return world.present.withLock { present in
            guard present.run == run, run > 0, present.phase == phase, phase != .ending, !present.isFinale
            else { return nil }
            present.commands += 1
            return Moment(present)
        }
    }
}
