// Why this file exists: times come out of log lines, and zones out of files that a package brought.

import Platform

@testable import Pipeline

extension Check {
    /// A layout, a newline, and a text: however a layout is read, quickly or not, it says the same of a text.
    static let time = Check(
        name: "time",
        seeds: [
            "RFC3339\n2024-02-29T12:34:56+05:30", "RFC3339Nano\n2024-02-29T12:34:56.123456789Z",
            "2006-01-02T15:04:05.999999\n2024-02-29T12:34:56.123456",
            "2006-01-02 15:04:05,000\n2024-02-29 12:34:56,789",
            "02/Jan/2006:15:04:05 -0700\n29/Feb/2024:12:34:56 +0100", "Unix\n1700000000.5",
            "UnixNs\n1700000000000000000",
            "Mon, _2 Jan 06 3:04PM MST\nThu, 29 Feb 24 1:02AM CET",
            "002 2006 .000 Z07:00:00\n060 2024 .5 -01:02:03",
            "January __2\nMarch  60", "StampMicro\nJan _2 15:04:05.000000",
        ].map { Array($0.utf8) },
        findings: []
    ) { bytes in
        let parts = bytes.split(separator: 10, maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let text = String(validating: parts[0], as: UTF8.self),
            let layout = try? TimeLayout(text, location: berlin)
        else { return nil }
        let (fast, slow) = Array(parts[1]).withUnsafeBytes { text in
            (layout.parse(text, now: present), layout.parseGenerally(text, now: present))
        }
        // There is one way only to read a number.
        if text.hasPrefix("Unix") { return nil }
        return fast == slow
            ? nil : "read quickly it is \(String(describing: fast)), else \(String(describing: slow))"
    }

    /// A zone file (RFC 9636).
    static let zone = Check(
        name: "zone",
        seeds: [Array("TZif".utf8) + [UInt8](repeating: 0, count: 40)]
            + ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"].compactMap { name in
                try? FileSystem.contents(of: "/usr/share/zoneinfo/\(name)")
            },
        findings: []
    ) { bytes in
        guard let rules = try? TimeZoneRules(tzif: bytes) else { return nil }
        for seconds in [Int64.min, -1_000_000_000, 0, present / 1_000_000_000, 10_000_000_000, .max] {
            _ = rules.offsetSeconds(atUTC: seconds)
            _ = rules.offsetSeconds(atLocal: seconds)
            _ = rules.offsetSeconds(abbreviation: ZoneAbbreviation.utc, atLocal: seconds)
        }
        return nil
    }

    private static let present: Int64 = 1_795_341_600_000_000_000
    private static let berlin = try? TimeZoneRules.load("Europe/Berlin")
}
