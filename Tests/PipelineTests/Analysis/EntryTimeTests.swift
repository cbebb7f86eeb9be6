import Testing

@testable import Pipeline

@Suite("The time in an entry")
struct EntryTimeTests {
    private func parse(_ text: String) -> Int64? {
        Array(text.utf8).withUnsafeBytes { EntryTime()?.parse($0) }
    }

    @Test(
        "is read in the forms of loggers",
        arguments: [
            "2026-01-02T03:04:05", "2026-01-02 03:04:05", "2026-01-02T03:04:05Z", "2026-01-02 03:04:05Z",
            "2026-01-02T04:04:05+01:00", "2026-01-01T22:04:05.000-05:00", "2026-01-02 03:04:05,000",
            "2026-01-02T03:04:05.000000", "2026-01-02T03:04:05.000000000Z", "1767323045", "1767323045000",
            "1767323045000000", "1767323045000000000", "1767323045.0",
        ])
    func isRead(text: String) { #expect(parse(text) == present) }

    @Test("has its fraction") func hasFraction() {
        #expect(parse("2026-01-02T03:04:05.678901") == present + 678_901_000)
        #expect(parse("1767323045.5") == present + 500_000_000)
    }

    @Test(
        "is none in anything else",
        arguments: [
            "", "yesterday", "2026-01-02", "2026-01-02T03:04", "2026-13-02T03:04:05", "-5", "0", "1e400",
            "2026-01-02T03:04:05+", "2026-01-02T03:04:05 UTC and some more text", "99999999999999999999",
        ])
    func isNone(text: String) { #expect(parse(text) == nil) }
}
