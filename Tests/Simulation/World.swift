// One random history: writers, rotations, a Loki with its weather, and an agent that lives several times.

import Agent
import Platform

/// What became of one seed.
package struct Outcome: Sendable {
    /// The seed that gives the same history again.
    package let seed: UInt64
    /// What is wrong, a sentence each; empty if all is well.
    package let violations: [String]
    /// What happened how often.
    package let tally: Tally

    /// What happened how often.
    package struct Tally: Sendable {
        package init() {}

        package var lines = 0
        package var lost = 0
        package var kills = 0
        package var rotations = 0
        package var calls = 0
        package var pushes = 0
        package var failedPushes = 0
        package var replays = 0
        package var largestReplay = 0
        /// Nanoseconds of the world's time.
        package var time: Int64 = 0

        package static func += (sum: inout Tally, other: Tally) {
            sum.lines += other.lines
            sum.lost += other.lost
            sum.kills += other.kills
            sum.rotations += other.rotations
            sum.calls += other.calls
            sum.pushes += other.pushes
            sum.failedPushes += other.failedPushes
            sum.replays += other.replays
            sum.largestReplay = max(sum.largestReplay, other.largestReplay)
            sum.time += other.time
        }
    }
}

/// Everything outside the agent, and when it happens.
///
/// Used by one thread: the agent runs on the caller's, and the world acts when it waits or makes a system call.
final class World: @unchecked Sendable {
    struct Event {
        let time: Int64
        let number: Int
        let action: () -> Void
    }

    let seed: UInt64
    let kinds: Kinds
    let disk = ModelDisk()
    var lokis: [ModelLoki]
    var random: SeededRandom
    var weather: Weather
    var writers: [Writer] = []
    var generations: [Generation] = []
    var tally = Outcome.Tally()
    var violations: [String] = []
    /// The agent's present life.
    var process: ModelProcess?
    var life = Life()
    /// True while the agent is dying, so that what it lets go of is nobody's fault.
    var isAgentLeaving = true
    /// Since when what was written to the journal may not be on the disk, because nobody has synced it since.
    var exposedSince: Int64?
    /// True while clocks and disks may play their tricks.
    var isTroubled = true
    var nextLine = 1
    let shape: Shape
    let settings: AgentSettings?
    private var events: [Event] = []
    private var eventNumber = 0
    /// Takes each line of the history; nil where nobody wants it.
    let tell: ((String) -> Void)?

    /// What a world is like, drawn once.
    struct Shape {
        var maximumLine = 1 << 20
        var chunk = 256 << 10
        var batchSize = 1 << 20
        var batchWait = second
        /// Between two things that a writer does.
        var pace = second
        /// One system call in so many lets the world act; 0 for none.
        var raciness = 0
        var journalSize: Int64 = 16 << 10
        /// Some journals grow at the first snapshot that finds what is needed of them in one piece.
        var journalLimit: Int64 { journalSize == 8 << 10 ? 12 << 10 : 0 }
        var hasTwins = false
    }

    init(seed: UInt64, kinds: Kinds, tell: ((String) -> Void)?) {
        self.seed = seed
        self.tell = tell
        var random = SeededRandom(seed: seed)
        let kinds = kinds.drawn(using: &random)
        self.kinds = kinds
        var shape = Shape()
        shape.maximumLine = random.pick([40, 100, 300, 1 << 20])
        shape.chunk = random.pick([1, 64, 200, 1000, 256 << 10])
        shape.batchSize = random.pick([1, 200, 1000, 1 << 20])
        shape.batchWait = random.pick([0, 10_000_000, second, 5 * second])
        shape.pace = random.pick([20_000, 1_000_000, 100_000_000, 3 * second, 40 * second])
        shape.raciness = kinds.contains(.race) ? random.pick([0, 200, 20, 4]) : 0
        shape.journalSize = random.pick([8 << 10, 16 << 10])
        shape.hasTwins = kinds.contains(.twin) && random.chance(1, 2)
        self.shape = shape
        let count = kinds.contains(.twoClients) && random.chance(1, 3) ? 2 : 1
        // Drawn apart, so that the rest of a seed's history is the same for either.
        var encodings = SeededRandom(seed: ~seed)
        lokis = (0..<count).map { _ in
            var limits = Limits()
            if kinds.contains(.refusal) {
                limits.body = random.pick([.max, .max, 60, 400])
                limits.window = random.pick([3600 * second, second, 1_000_000])
                limits.hasPoison = true
            }
            return ModelLoki(limits: limits, encoding: encodings.chance(1, 2) ? .json : .protobuf)
        }
        weather = Weather(random.split(), isFair: !kinds.contains(.outage))
        self.random = random
        settings = Self.settings()
    }

    /// Lets everything happen, and judges it.
    func run() -> Outcome {
        if kinds.contains(.coarseTime) { disk.tick = 4_000_000 }
        _ = disk.makeDirectory("/logs")
        _ = disk.makeDirectory("/state")
        if let node = disk.find("/state").node {
            node.isState = true
            node.durability = Durability()
            node.durability?.sync(node)
        }
        note("\(shape) " + Kinds.names.filter { kinds.contains($0.kind) }.map(\.name).joined(separator: ","))
        makeWriters()
        trouble()
        live()
        judge()
        for loki in lokis {
            tally.pushes += loki.statistics.pushes
            tally.failedPushes += loki.statistics.failures
            tally.replays += loki.statistics.replayedEntries
            tally.largestReplay = max(tally.largestReplay, loki.statistics.largestReplay)
        }
        tally.time = disk.now
        disk.tearDown()
        return Outcome(seed: seed, violations: violations, tally: tally)
    }

    // MARK: Time

    /// Does something later.
    func schedule(in delay: Int64, _ action: @escaping () -> Void) {
        let time = disk.now + max(0, delay)
        eventNumber += 1
        let place = events.firstIndex { $0.time > time } ?? events.count
        events.insert(Event(time: time, number: eventNumber, action: action), at: place)
    }

    /// When the next event is due.
    var nextEventTime: Int64? { events.first?.time }

    /// Lets the next event happen, and its time come.
    func step() {
        guard !events.isEmpty else { return }
        let event = events.removeFirst()
        disk.now = max(disk.now, event.time)
        event.action()
    }

    /// Lets time pass while the agent is down.
    func pass(_ duration: Int64) {
        let end = disk.now + duration
        while let next = nextEventTime, next <= end { step() }
        disk.now = end
    }

    /// Sets the clock, or fills the disk under the agent's directory, and puts it right again.
    private func trouble() {
        guard !kinds.isDisjoint(with: [.clock, .fullDisk]), random.chance(1, 2) else { return }
        schedule(in: random.duration(second / 10, shape.pace * 30)) { [unowned self] in
            guard isTroubled else { return }
            if kinds.contains(.clock), random.chance(1, 2) || !kinds.contains(.fullDisk) {
                let jump = random.duration(1_000_000, 3600 * second)
                disk.skew += random.chance(2, 3) ? -jump : jump
                note("the clock is set: \(timestampText(ofRealtime: disk.now + disk.skew))")
            } else {
                disk.stateBlocks = disk.stateBlocks == nil ? random.below(20) : nil
                note(disk.stateBlocks.map { "the disk has room for \($0) blocks" } ?? "the disk has room")
            }
            trouble()
        }
    }

    // MARK: What is told

    func note(_ text: @autoclosure () -> String) {
        guard let tell else { return }
        let microseconds = (disk.now - 1_000 * second) / 1000
        let digits = String(microseconds % 1_000_000)
        let padded = String(repeating: "0", count: 6 - digits.count) + digits
        tell("\(microseconds / 1_000_000).\(padded) \(text())")
    }

    func violate(_ text: String) {
        note("VIOLATION: \(text)")
        violations.append(text)
    }

    func newGeneration(_ path: String) -> Generation {
        let generation = Generation(number: generations.count + 1, path: path)
        generations.append(generation)
        return generation
    }
}
