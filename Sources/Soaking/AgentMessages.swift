// Why this file exists: what the agent says of itself belongs into the history of what was done to it.

/// The log of one run of the agent, in logfmt.
public struct AgentMessages: Sendable {
    /// Its warnings and errors, each with its time in nanoseconds since the start of the soak.
    public let complaints: [(time: Int64, text: String)]

    /// Reads a log.
    /// - Parameter soakStart: when the soak began, in nanoseconds since the Unix epoch.
    public init(_ text: String, soakStart: Int64) {
        complaints = text.split(separator: "\n").compactMap { line in
            guard let level = line.firstRange(of: "level="),
                line[level.upperBound...].hasPrefix("warn")
                    || line[level.upperBound...].hasPrefix("error")
            else { return nil }
            return (Self.time(of: line, soakStart: soakStart), String(line[level.lowerBound...]))
        }
    }

    /// The port in `status=http://127.0.0.1:PORT`; nil if there is none yet.
    public static func statusPort(in text: String) -> UInt16? {
        guard let start = text.firstRange(of: "status=http://127.0.0.1:") else { return nil }
        return UInt16(text[start.upperBound...].prefix { $0.isNumber })
    }

    /// From the time of day in `ts=2026-11-22T10:00:00.000Z`, for soaks of less than a day.
    private static func time(of line: Substring, soakStart: Int64) -> Int64 {
        guard let start = line.firstRange(of: "ts="),
            let clock = line[start.upperBound...].split(separator: "T").dropFirst().first
        else { return 0 }
        let numbers = clock.prefix(12).split { $0 == ":" || $0 == "." }.compactMap { Int64($0) }
        guard numbers.count == 4 else { return 0 }
        let milliseconds = ((numbers[0] * 60 + numbers[1]) * 60 + numbers[2]) * 1000 + numbers[3]
        let day: Int64 = 86_400_000
        let since = (milliseconds - soakStart / 1_000_000 % day + day) % day
        return since * 1_000_000
    }
}
