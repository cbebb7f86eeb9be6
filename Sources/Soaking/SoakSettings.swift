// Why this file exists: a soak is made up of its seed and these few numbers, and nothing else.

import Workbench

/// What is tried out, how fast, and for how long.
public struct SoakSettings: Sendable {
    /// What everything is drawn from.
    public var seed: UInt64 = 1
    /// How long the applications write, in seconds.
    public var seconds = 60.0
    /// The kinds of rotation that are tried; at least one file has each.
    public var kinds = RotationKind.allCases
    /// What lines look like.
    public var formats = LineFormat.allCases
    /// Lines a second, of all applications together.
    public var rate = 2_000
    /// Applications that write at the same time.
    public var applications = 3
    /// Clients of the agent, each with a receiver of its own.
    public var clients = 1
    /// How often each file is rotated: every so many seconds on the average.
    public var rotationSeconds = 4.0
    /// How long the agent lives, in seconds, on the average.
    public var lifeSeconds = 3.0
    /// How long a receiver is well, in seconds, on the average; it is down for about a quarter of that.
    public var outageSeconds = 10.0
    /// Bad answers in 1,000.
    public var badPerMille = 120
    /// Lines that are written in one go now and then.
    public var burst = 3_000
    /// Whether lines are left unfinished for ever by a rotation.
    public var leavesParts = true
    /// What a file has to have for the agent to rotate it, in bytes.
    public var rotationSize = 65_536
    /// Generations that the agent keeps; -1 for all.
    public var keeps = 2
    /// Lives in 1,000 that end at a step of the agent's rotation.
    public var trappedPerMille = 250
    /// Each life ends at a step of a rotation, at one after the other, up to so many; 0 if as it comes.
    public var stepsInTurn = 0
    /// The applications write until each of these steps had its turn, and no more than the agent rotates.
    public var endsWithTurn = false
    /// How long the agent waits for an answer, in seconds.
    public var timeout = 2
    /// Bytes a second that each application writes, evenly, instead of what its script says; 0 for the script.
    public var steadyRate = 0

    /// All kinds, for a minute.
    public init() {}

    /// The same at the pace of a test: everything happens within ten seconds, to fewer lines.
    public static var brief: SoakSettings {
        var settings = SoakSettings()
        settings.seconds = 10
        settings.rate = 600
        settings.rotationSeconds = 1.5
        settings.lifeSeconds = 1
        settings.outageSeconds = 3
        settings.burst = 600
        settings.rotationSize = 16_384
        return settings
    }
}

/// Everything that is drawn from a seed before anything happens.
public struct SoakPlan: Sendable {
    /// What it was drawn from.
    public let settings: SoakSettings
    /// The files, by their numbers.
    public let files: [FilePlan]
    /// Which files each application writes.
    public let applications: [[FilePlan]]

    /// Draws a plan. With no kinds or no formats there are no files.
    public init(_ settings: SoakSettings) {
        self.settings = settings
        var random = SeededRandom(seed: settings.seed)
        // Every kind once, and every format, each kind with another one for each seed.
        let shift = random.below(settings.formats.count)
        let count = settings.formats.isEmpty ? 0 : settings.kinds.count
        files = (0..<max(count, settings.kinds.isEmpty ? 0 : settings.formats.count)).map { number in
            let kind = settings.kinds[number % settings.kinds.count]
            let format = settings.formats[(number + shift) % settings.formats.count]
            return FilePlan(number: number, format: kind.isByAgent ? format.whole : format, kind: kind)
        }
        let writers = max(1, min(settings.applications, files.count))
        var applications = Array(repeating: [FilePlan](), count: files.isEmpty ? 0 : writers)
        for file in files { applications[file.number % writers].append(file) }
        self.applications = applications
    }

    /// What application `index` does.
    public func script(application index: Int) -> ApplicationScript {
        let own = applications[index]
        return ApplicationScript(
            files: own, settings: settings, share: Double(own.count) / Double(max(1, files.count)),
            random: generator(100 + index))
    }

    /// What happens to the agent.
    public var life: LifeScript { LifeScript(settings: settings, random: generator(1)) }

    /// What happens to the receiver of a client.
    public func weather(client: Int) -> WeatherScript {
        WeatherScript(settings: settings, random: generator(200 + client))
    }

    /// How the receiver of a client answers.
    public func answers(client: Int) -> AnswerDraw {
        AnswerDraw(seed: settings.seed &+ UInt64(300 + client), badPerMille: settings.badPerMille)
    }

    /// Each part of the plan has numbers of its own, so that none depends on what another one draws.
    private func generator(_ part: Int) -> SeededRandom {
        SeededRandom(seed: settings.seed &* 0x9E6C_63D0_876A_9A63 &+ UInt64(part))
    }
}
