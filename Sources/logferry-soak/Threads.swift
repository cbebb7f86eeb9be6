// Why this file exists: applications and networks are loops over their scripts, each on a thread.

import Platform
import Soaking

/// An application: writes its files and has them rotated, until the time is over.
struct ApplicationRun {
    let world: World
    let index: Int

    func run() throws {
        // Whatever happens, the others must not wait for this one for ever.
        defer { world.present.withLock { $0.writersLeft -= 1 } }
        var script = world.plan.script(application: index)
        var files: [Int: LogFile] = [:]
        for plan in world.plan.applications[index] {
            files[plan.number] = try LogFile(plan: plan, world: world)
        }
        let end = Int64(world.plan.settings.seconds * 1e9)
        if world.plan.settings.steadyRate > 0 {
            return try writeSteadily(files.values.map(\.self), until: end)
        }
        while world.now < end, !world.present.withLock({ $0.isInterrupted }) {
            let step = script.next()
            world.pause(milliseconds: step.pause)
            guard let file = files[step.file] else { continue }
            switch step.action {
            case .write(let count): try file.write(count)
            case .begin(let perMille): try file.begin(perMille: perMille)
            case .rotate(let times, let late, let leavesPart):
                try file.rotate(times: times, late: late, leavesPart: leavesPart)
            case .retire: try file.retire()
            }
        }
        for file in files.values { try file.finish() }
    }

    /// Writes to its files in turn, at an even rate, without ever opening one anew.
    private func writeSteadily(_ files: [LogFile], until end: Int64) throws {
        let rate = world.plan.settings.steadyRate
        let settings = world.plan.settings
        while world.now < end, !world.present.withLock({ $0.isInterrupted }) {
            let starts = world.present.withLock { $0.counts.starts }
            if settings.endsWithTurn, starts > 2 * settings.stepsInTurn { break }
            let due = Int(world.now / 1_000_000) * rate / 1000
            for file in files {
                if settings.endsWithTurn, try file.size() > 4 * settings.rotationSize { continue }
                let missing = settings.endsWithTurn ? rate / 200 : due / files.count - file.bytes
                let length = file.next > 0 ? max(1, file.bytes / file.next) : 200
                if missing > 0 { try file.write(min(5000, missing / length + 1)) }
            }
            world.pause(milliseconds: 5)
        }
    }
}

/// The network before one receiver: it is down now and then, until nobody writes any more.
struct WeatherRun {
    let world: World
    let client: Int

    func run() {
        var script = world.plan.weather(client: client)
        while true {
            let step = script.next()
            world.pause(milliseconds: step.fair)
            guard !world.present.withLock({ $0.isOver }) else { return }
            set(step.answer)
            world.note("receiver \(client) is down: \(step.answer.rawValue), for \(step.down)")
            world.present.withLock { $0.counts.outages += 1 }
            world.wait(step.down)
            set(nil)
            world.note("receiver \(client) is well again")
        }
    }

    private func set(_ answer: BadAnswer?) { world.present.withLock { $0.outages[client] = answer } }
}
