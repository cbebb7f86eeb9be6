// Why this file exists: a number says how much, its last hour whether that is usual; both fit on a line.

/// The course of a value over the last hour, as an inline drawing (SVG 2) without axes, as wide and as high as it may be.
struct Sparkline {
    /// How many points it has. Steps are put together, and the highest of them is drawn, so that no peak is hidden.
    static let points = 120
    private static let stepsPerPoint = ActivityHistory.maximumSteps / points
    /// Of the drawing, in its own units; the line stays clear of its edges.
    private static let height = 100.0

    /// Values from 0 to 1, the newest last.
    private let levels: [Double]

    /// - Parameter steps: a value a step, the oldest first. If there are fewer than an hour's, the drawing begins later.
    init(_ steps: some Collection<Double>) {
        let steps = Array(steps.suffix(ActivityHistory.maximumSteps))
        let highest = steps.max() ?? 0
        // Counted from the end, so that a point keeps its steps while the oldest go.
        var peaks: [Double] = []
        var end = steps.endIndex
        while end > 0 {
            let start = max(0, end - Self.stepsPerPoint)
            peaks.append(steps[start..<end].max() ?? 0)
            end = start
        }
        levels = peaks.reversed().map { highest > 0 && $0 > 0 ? min(1, $0 / highest) : 0 }
    }

    /// Draws it.
    /// - Parameter label: what there is to see, for whoever cannot see it.
    func add(to html: inout HTML, label: String) {
        html.open(
            "svg", .class("spark"), .constant("viewBox", "0 0 238 100"),
            .constant("preserveAspectRatio", "none"),
            .constant("role", "img"), .text(.ariaLabel, label))
        if let line {
            html.open("path", .class("area"), .text(.path, "\(line)V\(Int(Self.height))H\(start)Z"))
            html.close("path")
            html.open("path", .class("line"), .text(.path, line))
            html.close("path")
        } else {
            html.constant("<path class=\"flat\" d=\"M0 98H238\"></path>")
        }
        html.close("svg")
    }

    private var start: Int { (Self.points - max(2, levels.count)) * 2 }

    /// The path; nil where there is nothing to be seen.
    private var line: String? {
        guard levels.contains(where: { $0 > 0 }) else { return nil }
        // One point alone would be no line.
        let levels = levels.count == 1 ? levels + levels : levels
        var path = "M"
        for (index, level) in levels.enumerated() {
            let y = Int((Self.height - 2 - level * (Self.height - 6)).rounded())
            path +=
                index == 0
                ? "\(start) \(y)L" : index == 1 ? "\(start + 2) \(y)" : " \(start + index * 2) \(y)"
        }
        return path
    }
}
