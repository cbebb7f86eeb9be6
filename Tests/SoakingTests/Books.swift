// What the tests of the books have in common: a file or two, and pushes that bring lines of them.

import Receiver

@testable import Soaking

/// The books of a few files, at one client, with less to write.
struct Books {
    let files: [FilePlan]
    var account: Account
    private let lines: [LogLines]

    init(_ formats: LineFormat..., kind: RotationKind = .create) {
        files = formats.enumerated().map { FilePlan(number: $0, format: $1, kind: kind) }
        account = Account(files: files, clients: 1, directory: "/log", seed: 1)
        lines = files.map { LogLines(file: $0.number, format: $0.format, seed: 1) }
    }

    /// What a line of a file arrives as: as it was written, at its own time or at `time`.
    func entry(
        _ number: Int, file: Int = 0, time: Int64? = nil, filename: String? = nil, level: String? = nil,
        bytes: Int? = nil
    ) -> ReceivedEntry {
        let facts = lines[file].facts(number)
        var text: [UInt8] = []
        lines[file].appendText(number, to: &text)
        let level = bytes == nil ? level ?? facts.level : nil
        let labels =
            [NameValue("job", "soak"), NameValue("filename", filename ?? "/log/\(files[file].name)")]
            + (level.map { [NameValue("level", $0)] } ?? [])
        return ReceivedEntry(
            tenant: "fake", labels: labels, timestampNanoseconds: time ?? facts.time ?? 1_000 + Int64(number),
            line: String(decoding: text.prefix(bytes ?? text.count), as: UTF8.self))
    }

    /// A push with these entries, stored.
    mutating func push(_ entries: ReceivedEntry..., run: Int = 1, isAcknowledged: Bool = true) {
        account.push(client: 0, run: run, entries, isAcknowledged: isAcknowledged, time: 0)
    }

    /// A push with the lines of these numbers, stored.
    mutating func push(_ numbers: ClosedRange<Int>, run: Int = 1, isAcknowledged: Bool = true) {
        account.push(client: 0, run: run, numbers.map { entry($0) }, isAcknowledged: isAcknowledged, time: 0)
    }

    /// What is wrong at the end, apart from what is right.
    var faults: [Fault: Int] {
        var closed = account
        closed.close(time: 0)
        return closed.counts(client: 0).faults
    }

    var counts: Account.Counts { account.counts(client: 0) }
}
