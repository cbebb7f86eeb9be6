// Answers as Loki gives them, and as a gateway, a later version or an enemy might.

import TestSupport
import Testing

@testable import Loki

@Suite struct PartialRefusalTests {
    typealias Complaint = PartialRefusal.Complaint

    private func read(_ text: String, isCut: Bool = false) -> PartialRefusal? {
        PartialRefusal(PushAnswer(status: 400, message: text, isCut: isCut))
    }

    /// Nanoseconds of a moment on 2024-05-07.
    private static func may7(_ hour: Int64, _ minute: Int64, _ second: Int64) -> Int64 {
        (1_715_040_000 + hour * 3600 + minute * 60 + second) * 1_000_000_000
    }

    private static func second(_ time: Int64) -> LokiTime {
        LokiTime(earliest: time, latest: time + 999_999_999)
    }
    private static func exact(_ time: Int64) -> LokiTime { LokiTime(earliest: time, latest: time) }

    static let labels = [LokiLabel(name: "app", value: "web"), LokiLabel(name: "service_name", value: "web")]
    static let farBehind = """
        entry with timestamp 2024-05-07 10:15:50 +0000 UTC ignored, reason: 'entry too far behind, oldest acceptable timestamp is: 2024-05-07T10:25:30Z',
        user 'fake', total ignored: 1 out of 2 for stream: {app="web", service_name="web"}
        """

    @Test func theIngesterSListIsRead() throws {
        let refusal = try #require(read(Self.farBehind))
        #expect(refusal.reason == .tooFarBehind)
        #expect(refusal.isUnderstood)
        #expect(refusal.complaints == [])
        let report = try #require(refusal.reports.first)
        #expect(refusal.reports.count == 1)
        #expect(report.stream == Self.labels)
        #expect(report.totals == .init(ignored: 1, sent: 2))
        #expect(
            report.listed == [
                .init(
                    reason: .tooFarBehind, time: Self.exact(Self.may7(10, 15, 50)),
                    bound: Self.second(Self.may7(10, 25, 30)))
            ])
    }

    @Test(
        arguments: [
            // Before 2.6, of 2.6, since 3.1.
            "entry with timestamp 2024-05-07 10:15:50.5 +0000 UTC ignored, reason: 'entry too far behind' for stream: {app=\"web\"},\ntotal ignored: 1 out of 7",
            "entry with timestamp 2024-05-07 10:15:50.5 +0000 UTC ignored, reason: 'entry too far behind, oldest acceptable timestamp is: 2024-05-07T10:25:30Z' for stream: {app=\"web\"},\ntotal ignored: 1 out of 7",
            "entry with timestamp 2024-05-07 10:15:50.5 +0000 UTC ignored, reason: 'entry too far behind, entry timestamp is: 2024-05-07T10:15:50Z, oldest acceptable timestamp is: 2024-05-07T10:25:30Z',\nuser 'a|b', total ignored: 1 out of 7 for stream: {app=\"web\"}\n",
            "rpc error: code = Code(400) desc = entry with timestamp 2024-05-07 12:15:50.5 +0200 CEST ignored, reason: 'entry too far behind' for stream: {app=\"web\"},\ntotal ignored: 1 out of 7",
        ])
    func everyVersionSListIsRead(text: String) throws {
        let refusal = try #require(read(text))
        #expect(refusal.isUnderstood)
        let report = try #require(refusal.reports.first)
        #expect(report.stream == [LokiLabel(name: "app", value: "web")])
        #expect(report.totals == .init(ignored: 1, sent: 7))
        #expect(report.listed.map(\.time) == [Self.exact(Self.may7(10, 15, 50) + 500_000_000)])
    }

    @Test func severalStreamsInOneAnswerAreReadOneByOne() throws {
        let text =
            Self.farBehind + "\n"
            + "entry with timestamp 2024-05-07 10:15:51 +0000 UTC ignored, reason: 'entry out of order',\n"
            + "user 'fake', total ignored: 12 out of 20 for stream: {app=\"other\"}"
        let refusal = try #require(read(text))
        #expect(refusal.reports.map(\.totals?.ignored) == [1, 12])
        #expect(refusal.reports.map { $0.listed.map(\.reason) } == [[.tooFarBehind], [.outOfOrder]])
        #expect(refusal.reports.map { $0.stream?.first?.value } == ["web", "other"])
    }

    private static let sentences: [(String, Complaint)] = [
        (
            "entry for stream '{app=\"web\"}' has timestamp too old: 2024-04-28T11:36:21Z, oldest acceptable timestamp is: 2024-05-07T10:25:30Z",
            Complaint(
                reason: .tooOld, time: second(may7(11, 36, 21) - 9 * 86_400_000_000_000),
                bound: second(may7(10, 25, 30)))
        ),
        (
            "entry for stream '{app=\"web\"}' has timestamp too new: 2024-05-07T11:36:21.25Z",
            Complaint(reason: .tooNew, time: exact(may7(11, 36, 21) + 250_000_000))
        ),
        (
            "Max entry size '262144' bytes exceeded for stream '{app=\"web\"}' while adding an entry with length '583758' bytes",
            Complaint(reason: .lineTooLong, limit: 262_144)
        ),
        (
            "max entry size 262144 bytes exceeded for stream {app=\"web\"} while adding an entry with length 583758 bytes",
            Complaint(reason: .lineTooLong, limit: 262_144)
        ),
        ("entry for stream '{app=\"web\"}' has 16 label names; limit 15", Complaint(reason: .tooManyLabels)),
        ("stream '{app=\"web\"}' has label name too long: 'aaaa'", Complaint(reason: .labelNameTooLong)),
        ("stream '{app=\"web\"}' has label value too long: 'a; b'\n", Complaint(reason: .labelValueTooLong)),
        ("stream '{app=\"web\"}' has duplicate label name: 'app'", Complaint(reason: .duplicateLabel)),
        ("stream '{app=\"web\"}' has structured metadata too large", Complaint(reason: .other)),
    ]

    @Test(arguments: sentences.indices)
    func theDistributorSSentencesAreRead(index: Int) throws {
        var (text, complaint) = Self.sentences[index]
        complaint.stream = [LokiLabel(name: "app", value: "web")]
        let refusal = try #require(read(text))
        #expect(refusal.complaints == [complaint])
        #expect(refusal.reason == complaint.reason)
        #expect(refusal.isUnderstood)
        #expect(!refusal.isCounted)
        // The same in JSON, as some gateways have it.
        let wrapped =
            "{\"code\":400,\"status\":\"error\",\"message\":\""
            + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"")
            .split(separator: "\n").joined(separator: "\\n") + "\"}"
        #expect(read(wrapped)?.complaints == [complaint])
    }

    @Test func countedSentencesAreReadEachWithItsCount() throws {
        let text = Self.sentences.enumerated().map { "\($0 + 1) errors like: \($1.0)" }.joined(
            separator: "; ")
        let refusal = try #require(read(text))
        #expect(refusal.isCounted)
        #expect(refusal.isUnderstood)
        #expect(refusal.complaints.map(\.reason) == Self.sentences.map(\.1.reason))
        #expect(refusal.complaints.map(\.count) == Array(1...Self.sentences.count))
    }

    @Test func whatIsCountedIsTheDistributorSWhateverItSays() throws {
        let refusal = try #require(
            read("3 errors like: something new; 1 errors like: " + Self.sentences[4].0))
        #expect(refusal.complaints.map(\.reason) == [.other, .tooManyLabels])
        #expect(!refusal.isUnderstood)
    }

    @Test(
        arguments: [
            "", "no", "error parsing labels {a=\"b\"} with error: 1:2: parse error",
            "couldn't parse labels: 1:2: parse error: unexpected \"=\" in label set, expected identifier",
            "error at least one label pair is required per stream",
            "loghttp.PushRequest: unexpected end of JSON",
            "entry with timestamp soon ignored", "entry with timestamp 2024-05-07 10:15:50 +0000 UTC",
            "stream", "stream '{app=\"web\"}'", "stream '{app=\"web\" has label name too long: ''",
            "total ignored: x",
            "total ignored: 1 of 2", "user 'fake', total", "Max entry size '1' bytes", "{\"message\":",
            "5 errors",
            "{\"message\":\"no\"}", "99999999999999999999 errors like: x",
        ])
    func whatSaysNothingOfOtherEntriesIsNoPartialRefusal(text: String) {
        #expect(read(text) == nil)
    }

    @Test func anAnswerThatBreaksOffIsNotUnderstood() throws {
        #expect(read(Self.farBehind, isCut: true)?.isUnderstood == false)
        let lost = try #require(read(String(Self.farBehind.prefix(150))))
        #expect(!lost.isUnderstood)
        #expect(lost.reports.first?.totals == nil)
    }

    @Test(
        arguments: [
            (#"{}"#, []), (#"{a="b"}"#, ["a", "b"]),
            (
                #"{a="q\" b\\ n\n t\t x\x41 u\u00e9 U\U0001f600", c="}, d='"}"#,
                ["a", "q\" b\\ n\n t\t xA ué U\u{1F600}", "c", "}, d='"]
            ),
        ])
    func labelsAreReadAsGoQuotesThem(text: String, expected: [String]) {
        for quoted in [text, "'\(text)'"] {
            var scanner = AnswerScanner(Array(quoted.utf8))
            let labels = scanner.labels()
            #expect(labels?.flatMap { [$0.name, $0.value] } == expected)
            #expect(scanner.isAtEnd)
        }
    }

    @Test(
        arguments: [
            "{", "{a", "{a=", "{a=}", "{a=\"", "{a=\"b", "{a=\"b\"", "{a=\"\\", "{a=\"\\x4",
            "{a=\"\\ud800\"}", "'{}",
            "{a=\"b\"c=\"d\"}", "{a=\"\\U00110000\"}",
        ])
    func whatIsNoSetOfLabelsIsPassedOver(text: String) {
        var scanner = AnswerScanner(Array(text.utf8))
        let labels = scanner.labels()
        #expect(labels == nil)
        #expect(scanner.place == 0)
    }

    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0, 999_999_999), ("1970-01-01 00:00:00 +0000 UTC", 0, 0),
            ("1970-01-01 01:00:00.5 +0100 CET", 500_000_000, 500_000_000),
            ("1970-01-01T00:00:00.123456789+00:00", 123_456_789, 123_456_789),
            ("2024-02-29T12:00:00-01:30", 1_709_213_400_000_000_000, 1_709_213_400_999_999_999),
            ("1969-12-31T23:59:59Z", -1_000_000_000, -1),
            ("2000-03-01 00:00:00 +0000 +0000", 951_868_800_000_000_000, 951_868_800_000_000_000),
        ] as [(String, Int64, Int64)])
    func timesAreReadInBothForms(text: String, earliest: Int64, latest: Int64) {
        var scanner = AnswerScanner(Array(text.utf8))
        let time = scanner.time()
        #expect(time == LokiTime(earliest: earliest, latest: latest))
        #expect(scanner.isAtEnd)
    }

    @Test(
        arguments: [
            "", "2024", "2024-13-01T00:00:00Z", "2023-02-29T00:00:00Z", "2024-05-07T24:00:00Z",
            "2024-05-07T10:00Z",
            "2024-05-07T10:00:00", "9999-05-07T10:00:00Z", "0000-01-01T00:00:00Z", "2024-05-07X10:00:00Z",
        ])
    func whatIsNoTimeIsPassedOver(text: String) {
        var scanner = AnswerScanner(Array(text.utf8))
        let time = scanner.time()
        #expect(time == nil)
        #expect(scanner.place == 0)
    }
}
