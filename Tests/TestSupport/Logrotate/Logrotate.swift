// The installed logrotate(8), run on a case.

import Glibc

/// logrotate(8).
public enum Logrotate {
    /// Where the package puts it.
    public static let path = "/usr/sbin/logrotate"

    /// What it leaves behind after each pass of a case, and what another does.
    ///
    /// Ages, dates in names and calendar limits are from one hour of one day: where that ends meanwhile, all is done again.
    /// - Parameter other: makes of a trial what notes a time and what rotates.
    public static func compare(
        _ subject: LogrotateCase,
        with other: (LogrotateTrial) throws -> (
            note: (String, Int) throws -> Void, rotate: (Bool) throws -> Int32
        )
    ) throws -> [(expected: LogrotateOutcome, found: LogrotateOutcome)] {
        for _ in 0..<3 {
            let start = time(nil)
            let reference = try LogrotateTrial(subject, start: start)
            let trial = try LogrotateTrial(subject, start: start)
            let (note, rotate) = try other(trial)
            var outcomes: [(expected: LogrotateOutcome, found: LogrotateOutcome)] = []
            for number in subject.passes.indices {
                let expected = try reference.run(
                    number, note: { try Self.note($0, $1, reference) },
                    rotate: { try Self.rotate(reference, $0) })
                outcomes.append((expected, try trial.run(number, note: note, rotate: rotate)))
            }
            if LogrotateTrial.local(start).hour == LogrotateTrial.local(time(nil)).hour { return outcomes }
        }
        return []
    }

    private static func note(_ path: String, _ moment: Int, _ trial: LogrotateTrial) throws {
        let name = "s/status"
        let old = (try? trial.scratch.read(name)).map { String(decoding: $0, as: UTF8.self) }
        var lines = (old ?? "logrotate state -- version 2").split(separator: "\n").map(String.init)
        lines.removeAll { $0.hasPrefix("\"\(path)\" ") }
        lines.append("\"\(path)\" \(LogrotateTrial.local(moment).state)\n")
        try trial.scratch.write(lines.joined(separator: "\n"), to: name)
        chmod(trial.scratch.path(name), 0o600)
    }

    private static func rotate(_ trial: LogrotateTrial, _ isForced: Bool) throws -> Int32 {
        let arguments =
            ["-s", trial.scratch.path("s/status")] + (isForced ? ["-f"] : []) + [trial.configuration]
        return try Program.run(path, arguments, output: trial.scratch.path("out"))
    }
}
