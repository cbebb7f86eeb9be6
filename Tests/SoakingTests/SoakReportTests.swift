// Whoever reads the table has not seen the soak: it must say what happened, and to which line.

import Testing

@testable import Soaking

@Suite struct SoakReportTests {
    private func report(_ books: Books, _ history: History, failures: [String] = []) -> SoakReport {
        var settings = SoakSettings()
        settings.seed = 42
        settings.kinds = [.create]
        settings.formats = [.json]
        var counts = SoakCounts()
        counts.kills = [.now: 2, .stored: 1]
        counts.rotations = [.create: 4]
        var account = books.account
        account.close(time: 9_000_000_000)
        return SoakReport(
            plan: SoakPlan(settings), seconds: 9, counts: counts, account: account, history: history,
            failures: failures)
    }

    /// The number in the row with this name.
    private func value(_ name: String, in text: String) -> String? {
        text.split(separator: "\n").first { $0.hasPrefix(name + " ") }?.split(separator: " ").last.map(
            String.init)
    }

    @Test func aGoodOneSaysSo() {
        var books = Books(.json)
        books.account.write(file: 0, 3)
        books.push(0...2)
        let report = report(books, History(files: 1))
        #expect(report.isGood)
        #expect(report.text.hasSuffix("\nEvery line arrived, once, as it was written.\n"))
        for (name, number) in [
            ("seed", "42"), ("SIGKILLs", "3"), ("  after storing", "1"), ("  create", "4"),
            ("lines written", "3"),
            ("delivered", "3"), ("LOST", "0"), ("REPEATED", "0"), ("wrong timestamp", "0"),
        ] {
            #expect(value(name, in: report.text) == number, "\(name)")
        }
    }

    @Test func aLossComesWithWhatHappenedAroundIt() {
        var books = Books(.json)
        var history = History(files: 1)
        books.account.write(file: 0, 3)
        history.note("long before", time: 1_000_000_000)
        history.wrote(file: 0, first: 0, time: 20_000_000_000)
        history.note("SIGKILL", time: 21_000_000_000)
        history.note("rotated", file: 0, time: 20_500_000_000)
        history.note("of another file", file: 1, time: 20_500_000_000)
        books.push(0...1)
        let text = report(books, history).text
        #expect(value("LOST", in: text) == "1")
        #expect(
            text.contains(
                """
                lost: line 2 of 0-create-json.log, written at   20.000 s
                    20.500 rotated
                    21.000 SIGKILL

                """))
        #expect(text.hasSuffix("Once more: --seed 42\n"))
    }

    @Test func aFailureOfTheAgentIsNoGoodSoakEither() {
        let report = report(Books(.json), History(files: 1), failures: ["the agent was ended by signal 11"])
        #expect(!report.isGood)
        #expect(report.text.contains("\nthe agent was ended by signal 11\n"))
    }

    @Test func linesAreFoundInTheWritesThatHadThem() {
        var history = History(files: 1)
        history.wrote(file: 0, first: 0, time: 1)
        history.wrote(file: 0, first: 10, time: 2)
        history.wrote(file: 0, first: 11, time: 3)
        #expect([0, 9, 10, 11, 500].map { history.time(file: 0, number: $0) } == [1, 1, 2, 3, 3])
        #expect(history.time(file: 1, number: 0) == 0)
        #expect(History(files: 1).time(file: 0, number: 0) == 0)
    }

    @Test func theAgentsComplaintsHaveTheirTimes() {
        let log = """
            ts=2026-11-22T10:00:01.250Z level=info msg="logferry starts" status=http://127.0.0.1:4321 version=1
            ts=2026-11-22T10:00:02.500Z level=warn msg="a push failed" level=odd
            ts=2026-11-23T00:00:00.000Z level=error msg=worse
            level=warn msg="no time"
            something else

            """
        // 2026-11-22T10:00:00.500Z.
        let messages = AgentMessages(log, soakStart: 1_795_341_600_500_000_000)
        #expect(
            messages.complaints.map(\.text) == [
                "level=warn msg=\"a push failed\" level=odd", "level=error msg=worse",
                "level=warn msg=\"no time\"",
            ])
        #expect(messages.complaints.map(\.time) == [2_000_000_000, 50_399_500_000_000, 0])
        #expect(AgentMessages.statusPort(in: log) == 4321)
        #expect(AgentMessages.statusPort(in: "ts=x level=info") == nil)
    }
}
