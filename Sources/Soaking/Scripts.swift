// Why this file exists: what applications, people and the network do is drawn from a seed, whatever comes of it.

import Workbench

/// What an application does to its files, step by step without an end.
public struct ApplicationScript: Sendable {
    /// One step.
    public struct Step: Equatable, Sendable {
        /// Milliseconds to wait before.
        public let pause: Int
        /// The file it is done to.
        public let file: Int
        /// What is done.
        public let action: Action
    }

    /// What is done to a file. A step that the present state does not allow is left out by whoever performs it.
    public enum Action: Equatable, Sendable {
        /// So many whole lines are written, at once.
        case write(Int)
        /// The next line is written but for its end, at `perMille` of its length.
        case begin(perMille: Int)
        /// The file is rotated by its kind.
        /// - `times`: how often in a row where that is possible;
        /// - `late`: lines that are still written to the old file;
        /// - `leavesPart`: a line that was begun is never finished.
        case rotate(times: Int, late: Int, leavesPart: Bool)
        /// The oldest file that a rotation left is deleted, if it was delivered.
        case retire
    }

    private let files: [FilePlan]
    private let settings: SoakSettings
    private let milliseconds: Int
    private var random: SeededRandom

    /// The script of the application that writes these files.
    /// - Parameter share: its share of all the lines that are written, 0 to 1.
    init(files: [FilePlan], settings: SoakSettings, share: Double, random: SeededRandom) {
        self.files = files
        self.settings = settings
        self.random = random
        milliseconds = max(1, Int(Double(Self.lines * 1000) / (Double(settings.rate) * share)))
    }

    /// How many lines are written at once, on the average.
    private static let lines = 20

    /// The next step.
    public mutating func next() -> Step {
        // Twice the mean at most, so that there are quick steps and slow ones.
        let pause = random.below(2 * milliseconds + 1)
        let file = files[random.below(files.count)]
        return Step(pause: pause, file: file.number, action: action(for: file))
    }

    private mutating func action(for file: FilePlan) -> Action {
        // A file has its turn in one step of `files.count`, and a step takes `milliseconds`.
        let stepsPerRotation = max(
            2, Int(settings.rotationSeconds * 1000) / (milliseconds * files.count))
        if random.below(stepsPerRotation) == 0 {
            return .rotate(
                times: 1 + (random.chance(perMille: 300) ? random.below(3) : 0),
                late: random.chance(perMille: 500) ? 0 : random.below(30),
                leavesPart: settings.leavesParts && random.chance(perMille: 500))
        }
        if file.kind.leavesArchive, random.below(stepsPerRotation) == 0 { return .retire }
        if random.chance(perMille: 30) { return .begin(perMille: random.below(1000)) }
        if random.chance(perMille: 5) { return .write(settings.burst) }
        return .write(1 + random.below(2 * Self.lines - 1))
    }
}

/// What is done to the agent: it runs, it ends, it is gone for a while.
public struct LifeScript: Sendable {
    /// One life, and what comes after it.
    public struct Step: Equatable, Sendable {
        /// Milliseconds to run.
        public let run: Int
        /// Milliseconds after which it is told to read its configuration again; nil if it is not.
        public let reload: Int?
        /// How it ends.
        public let ending: Ending
        /// How long it is gone.
        public let gone: Absence
        /// Where it ends before that, if it comes there; nil if nowhere.
        public var trap: Trap?
    }

    /// A call that changes something on the disk, before which the agent is killed.
    public struct Trap: Equatable, Sendable {
        /// The name of the thread: the one that rotates, or the one that completes at the start what was begun, and ships.
        public let thread: String
        /// Which of its calls, from 1.
        public let call: Int
        /// Only calls from the one on that makes a first scratch file: what comes before, the names of older generations
        /// that go up by one, is more with each rotation.
        public var isFromScratch = false
    }

    /// How an agent ends.
    public enum Ending: Equatable, Sendable {
        /// SIGTERM.
        case stop
        /// SIGKILL, at this moment.
        case kill(Moment)
    }

    /// When a SIGKILL comes.
    public enum Moment: String, CaseIterable, Sendable {
        /// At once, whatever the agent is doing.
        case now = "at any time"
        /// When the next push arrives, before it is stored.
        case arrival = "at a push"
        /// When the next push is stored, before it is answered.
        case stored = "after storing"
        /// When the next push is being answered.
        case answer = "at an answer"
        /// Before a call of a rotation that changes something on the disk.
        case step = "at a step of a rotation"
        /// The moments that come from outside.
        static let drawn: [Moment] = [.now, .arrival, .stored, .answer]
    }

    private static let threads = ["rotation", "ferry"]
    /// A rotation has no more calls than this.
    private static let calls = 80

    private var random: SeededRandom
    private let settings: SoakSettings
    private var turn = 0

    init(settings: SoakSettings, random: SeededRandom) {
        self.settings = settings
        self.random = random
    }

    /// The next step.
    public mutating func next() -> Step {
        if settings.stepsInTurn > 0 { return nextInTurn() }
        // A few very short lives, which end while the agent starts.
        let run =
            random.chance(perMille: 150)
            ? random.below(150) : Int(settings.lifeSeconds * (200 + 1600 * random.fraction()))
        let ending: Ending =
            random.chance(perMille: 250)
            ? .stop : .kill(Moment.drawn.pick(&random) ?? .now)
        let reload = random.chance(perMille: 250) ? random.below(run) : nil
        let gone = Absence.draw(&random, seconds: settings.lifeSeconds / 2)
        var step = Step(run: run, reload: reload, ending: ending, gone: gone)
        if settings.kinds.contains(where: \.isByAgent), random.chance(perMille: settings.trappedPerMille) {
            step.trap = Trap(
                thread: Self.threads.pick(&random) ?? "", call: 1 + random.below(Self.calls))
        }
        return step
    }

    /// Each call of the thread that rotates, and after it one of the thread that completes what is left. There is always
    /// another rotation, so that each life comes to its end.
    private mutating func nextInTurn() -> Step {
        let place = turn % (2 * settings.stepsInTurn)
        turn += 1
        return Step(
            run: Int(settings.lifeSeconds * 1000), reload: nil, ending: .kill(.now), gone: .milliseconds(0),
            trap: Trap(
                thread: Self.threads[place % 2], call: 1 + place / 2, isFromScratch: place % 2 == 0))
    }
}

/// How long something is away.
public enum Absence: Equatable, Sendable {
    /// So many milliseconds.
    case milliseconds(Int)
    /// Until some file was rotated so many times, or that takes too long.
    case rotations(Int)

    static func draw(_ random: inout SeededRandom, seconds: Double) -> Absence {
        switch random.below(10) {
        case 0..<4: .milliseconds(0)
        case 4..<8: .milliseconds(Int(seconds * 1000 * random.fraction()))
        default: .rotations(2)
        }
    }
}

/// When a receiver is down, and how that shows.
public struct WeatherScript: Sendable {
    /// Some good time, and what comes after it.
    public struct Step: Equatable, Sendable {
        /// Milliseconds of good weather.
        public let fair: Int
        /// How every push is answered then.
        public let answer: BadAnswer
        /// For how long.
        public let down: Absence
    }

    private var random: SeededRandom
    private let settings: SoakSettings

    init(settings: SoakSettings, random: SeededRandom) {
        self.settings = settings
        self.random = random
    }

    /// The next step.
    public mutating func next() -> Step {
        Step(
            fair: Int(settings.outageSeconds * (500 + 1000 * random.fraction())),
            answer: [.unavailable, .reset, .tooMany].pick(&random) ?? .unavailable,
            down: random.chance(perMille: 400)
                ? .rotations(2) : .milliseconds(Int(settings.outageSeconds * 500 * random.fraction())))
    }
}
