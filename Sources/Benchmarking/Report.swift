// What came out, as one value for both the tables and the JSON.

import Workbench

/// The machine that a report was made on, so that figures of two machines are not compared by mistake.
public struct Machine: Encodable, Equatable, Sendable {
    /// The processor's name.
    public var cpu: String
    /// The number of processors online.
    public var cores: Int
    /// The kernel's name, release and architecture.
    public var kernel: String
    /// When the report was made, in UTC.
    public var date: String
    /// What gzip says of its version.
    public var gzip: String
    /// What the agent says of its version.
    public var agent: String

    /// A machine; see the properties.
    public init(cpu: String, cores: Int, kernel: String, date: String, gzip: String, agent: String) {
        self.cpu = cpu
        self.cores = cores
        self.kernel = kernel
        self.date = date
        self.gzip = gzip
        self.agent = agent
    }
}

/// All results and the machine.
public struct Report: Encodable, Equatable, Sendable {
    /// Where it was made.
    public var machine: Machine
    /// What all inputs were drawn from.
    public var seed: UInt64
    /// How often what is not about waiting was measured.
    public var rounds: Int
    /// What was measured, in order.
    public var sections: [Section]
    /// What stages cost by themselves; empty where that was not measured.
    public var stages: [StageResult]

    /// A report; see the properties.
    public init(
        machine: Machine, seed: UInt64, rounds: Int, sections: [Section], stages: [StageResult] = []
    ) {
        self.machine = machine
        self.seed = seed
        self.rounds = rounds
        self.sections = sections
        self.stages = stages
    }

    /// What stands before all sections, the last line with its newline.
    public var heading: String {
        """
        \(machine.cpu), \(machine.cores) \(machine.cores == 1 ? "core" : "cores"), \(machine.kernel), \(machine.date)
        \(machine.gzip); \(machine.agent); seed \(seed)
        \(rounds) \(rounds == 1 ? "round" : "rounds"): medians, and the highest peaks of memory; 1 MB = 1,000,000 bytes

        """
    }

    /// What stands behind all sections, in a line.
    public var verdict: String {
        let overCount = sections.reduce(0) { $0 + $1.overCount }
        switch overCount {
        case 0: return "nothing is over what was promised"
        case 1: return "one figure is OVER what was promised"
        default: return "\(overCount) figures are OVER what was promised"
        }
    }
}
