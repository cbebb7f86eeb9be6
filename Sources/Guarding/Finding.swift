// What was counted of one case, beside its bounds, as a table for people and as sentences for those who have to act.

import Workbench

/// What the lines of one case cost.
public struct Finding: Equatable, Sendable {
    /// What was counted.
    public let guardCase: GuardCase
    /// What one pass was.
    public let passage: HotLoop.Passage
    /// Instructions of a pass that ends with each part, in the order of the parts.
    public let instructions: [(part: HotLoop.Part, count: Int)]
    /// Allocations of a pass through all parts.
    public let allocations: Int

    /// A finding; see the properties.
    public init(
        guardCase: GuardCase, passage: HotLoop.Passage,
        instructions: [(part: HotLoop.Part, count: Int)], allocations: Int
    ) {
        self.guardCase = guardCase
        self.passage = passage
        self.instructions = instructions
        self.allocations = allocations
    }

    /// True if all was the same.
    public static func == (a: Finding, b: Finding) -> Bool {
        a.guardCase == b.guardCase && a.passage == b.passage && a.allocations == b.allocations
            && a.instructions.elementsEqual(b.instructions, by: ==)
    }

    private struct Figure {
        var name: String
        var what: String
        var value: Double
        var most: Double?
        var decimals = 0

        var isOver: Bool { most.map { value > $0 } ?? false }
        var text: String { fixed(value, decimals: decimals) }
    }

    private var figures: [Figure] {
        var figures: [Figure] = []
        let lines = Double(max(1, passage.lines))
        var before = 0
        for (part, count) in instructions {
            figures.append(
                Figure(
                    name: part.rawValue, what: "instructions a line", value: Double(count - before) / lines,
                    most: guardCase.mostInstructions[part]))
            before = count
        }
        figures.append(
            Figure(
                name: "memory", what: "allocations a chunk",
                value: Double(allocations) / Double(max(1, passage.chunks)), most: guardCase.mostAllocations,
                decimals: 1))
        return figures
    }

    /// The figures as lines of text, the last with its newline.
    ///
    /// - Parameter isBounded: false where the bounds do not hold, since the machine is another one.
    public func text(isBounded: Bool) -> String {
        let rows = figures.map { figure in
            let most = figure.most.map { fixed($0, decimals: 0) } ?? "-"
            let verdict = isBounded ? "\(figure.isOver ? "OVER" : "at most") \(most)" : ""
            return [figure.name, figure.text, figure.what, verdict]
        }
        let total = Double(instructions.last?.count ?? 0) / Double(max(1, passage.lines))
        return """
            \(guardCase.name): \(fixed(total, decimals: 0)) instructions a line, \
            \(fixed(Double(allocations) * 10_000 / Double(max(1, passage.lines)), decimals: 0)) allocations per \
            10,000 lines
            \(table(rows))

            """
    }

    /// A sentence for each figure that is over its bound.
    public var complaints: [String] {
        figures.filter(\.isOver).map { figure in
            "\(guardCase.name): \(figure.name) takes \(figure.text) \(figure.what), which is over "
                + "\(fixed(figure.most ?? 0, decimals: 0)); make it cheaper, or raise the bound in GuardCase.swift and say why"
        }
    }
}
