// What Prometheus itself says of a text of metrics.

/// promtool(1).
public enum Promtool {
    /// Where the package prometheus puts it.
    public static let path = "/usr/bin/promtool"

    /// What `promtool check metrics` finds in a text in Prometheus' format; nothing if all is well.
    public static func findings(in text: String) throws -> String {
        let scratch = try ScratchDirectory()
        try scratch.write(Array(text.utf8), to: "in")
        let status = try Program.run(
            path, ["check", "metrics"], input: scratch.path("in"), output: scratch.path("out"))
        let output = String(decoding: try scratch.read("out"), as: UTF8.self)
        return status == 0 || !output.isEmpty ? output : "exit status \(status)"
    }

    /// What Prometheus' reader of OpenMetrics finds wrong with a text; nothing if all is well.
    ///
    /// `tsdb create-blocks-from` is the one command that reads the format; it wants a time behind each value.
    public static func openMetricsFindings(in text: String) throws -> String {
        let scratch = try ScratchDirectory()
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.isEmpty || line.hasPrefix("#") ? line : line + " 1700000000"
        }
        try scratch.write(Array(lines.joined(separator: "\n").utf8), to: "in")
        let status = try Program.run(
            path, ["tsdb", "create-blocks-from", "openmetrics", scratch.path("in"), scratch.path("blocks")],
            output: scratch.path("out"))
        return status == 0 ? "" : String(decoding: try scratch.read("out"), as: UTF8.self)
    }
}
