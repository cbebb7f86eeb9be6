import Testing

@testable import Analysis

@Suite("What an entry is")
struct EntryRulesTests {
    private func ask(_ text: String, _ rule: (UnsafeRawBufferPointer) -> Bool) -> Bool {
        Array(text.utf8).withUnsafeBytes(rule)
    }

    @Test(
        "is an error by its level, in any case",
        arguments: [
            "ERROR", "error", "Error", "CRITICAL", "fatal", "FATAL", "err", "crit", "Severe", "emerg",
        ])
    func isError(level: String) { #expect(ask(level, EntryRules.isError)) }

    @Test(
        "is none by any other",
        arguments: ["", "INFO", "WARNING", "debug", "e", "er", "errors", "ERROR ", "E\u{12}ROR", "errand"])
    func isNoError(level: String) { #expect(!ask(level, EntryRules.isError)) }

    @Test(
        "is a request where its message says so",
        arguments: [
            "request", "Request failed: x", "a REQUEST", "prequests", "quest request", "qqreQuest",
            "r\u{e9}quest request",
        ])
    func isRequest(message: String) { #expect(ask(message, EntryRules.mentionsRequest)) }

    @Test(
        "is none where it does not",
        arguments: [
            "", "q", "reques", "quest", "re quest", "Health check performed", "requ\u{e9}st", "equest",
        ])
    func isNoRequest(message: String) { #expect(!ask(message, EntryRules.mentionsRequest)) }

    @Test("failed by its status or did not")
    func isFailed() {
        for status in ["500", "503", "599.0", "error", "Failed", "FAILURE", "timeout"] {
            #expect(ask(status, EntryRules.isFailedRequest), "\(status)")
            #expect(ask(status, EntryRules.isFailedCall), "\(status)")
        }
        for status in ["400", "429", "404"] {
            #expect(!ask(status, EntryRules.isFailedRequest), "\(status)")
            #expect(ask(status, EntryRules.isFailedCall), "\(status)")
        }
        for status in ["", "200", "302", "success", "ok", "50", "5000", "5xx", "-500"] {
            #expect(!ask(status, EntryRules.isFailedRequest), "\(status)")
            #expect(!ask(status, EntryRules.isFailedCall), "\(status)")
        }
    }
}
