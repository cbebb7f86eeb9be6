// Why this file exists: paths and errors come from elsewhere, and a terminal obeys what it is sent.

import Telemetry
import Testing

@testable import Display

@Suite("Hostile texts")
struct HostileTextTests {
    /// Clears the screen, changes the title, turns the writing around, ends the line; also in C1.
    private static let evil = "a\u{1B}[2J\u{1B}]0;t\u{07}\u{202E}\r\n\u{9B}2J\u{0}b"

    private static func report() -> StatusReport {
        var report = troubledReport()
        report.version = evil
        report.host = evil
        report.reasons = [evil]
        report.files = [
            StatusReport.File(
                path: evil, currentPath: "/x/" + evil, job: evil, state: .rotated, size: 1, shipped: 0,
                lagBytes: 1, lagSeconds: .infinity)
        ]
        report.unreadable = [StatusReport.Unreadable(path: evil, error: "no", seconds: -.infinity)]
        report.clients = [
            StatusReport.Client(
                name: evil, state: .retrying, failingSeconds: .nan, lastError: evil, lastSuccess: .min,
                nextTry: 1e300, inFlightBytes: .min)
        ]
        report.rotation = [
            PolicyStatus(
                policy: evil, path: evil, size: .min, generations: -1, bytes: .max, lastRotation: .min,
                nextRotation: .max, heldGenerations: .max, heldBytes: .min, note: evil),
            PolicyStatus(
                policy: evil, path: evil, size: .max, generations: 1, bytes: .max, lastRotation: .max,
                nextRotation: .min),
        ]
        report.totals.dropped = [evil: .max, "more": .max]
        report.totals.readLines = .max
        report.uptime = .nan
        report.activity.step = .min
        report.activity.lines = [.max, .max]
        report.activity.errors = [.max, .max]
        report.activity.lagBytes = [.min, .max]
        report.process = ProcessMetrics(
            cpuSeconds: .infinity, residentBytes: .min, openDescriptors: .max, maximumDescriptors: .min)
        return report
    }

    @Test(
        "Nothing of them is a command to the terminal, and no number is a trap",
        arguments: [nil, 1, 40, 80, 130])
    func harmless(_ columns: Int?) {
        for hasColours in [false, true] {
            var screen = screen(columns, 50)
            screen.hasColours = hasColours
            let scene = StatusScene(
                report: Self.report(), previous: Self.report(), time: someTime,
                silence: StatusScene.Silence(seconds: .max, reason: Self.evil))
            for lines in [
                StatusView(screen: screen).lines(scene), StatusView(screen: screen).screenful(scene),
            ] {
                var text = screen.text(lines)
                for style in ["2", "1", "36", "32", "33", "1;31", "0"] {
                    text = text.replacing("\u{1B}[\(style)m", with: "")
                }
                #expect(
                    !text.unicodeScalars.contains {
                        $0.value < 0x20 && $0 != "\n" || (0x7F..<0xA0).contains($0.value) || $0 == "\u{202E}"
                    })
            }
        }
    }

    @Test("A path keeps its name, and what is cut is the middle")
    func middle() {
        #expect(Shortening.middle("/var/log/app/access.log", width: 23) == "/var/log/app/access.log")
        #expect(Shortening.middle("/var/log/app/access.log", width: 22) == "/var/lo…app/access.log")
        #expect(Shortening.middle("/var/log/app/access.log", width: 13) == "/…/access.log")
        #expect(Shortening.middle("/var/log/app/access.log", width: 5) == "/v…og")
        #expect(Shortening.middle("abc", width: 1) == "a")
        #expect(Shortening.middle("abc", width: 0).isEmpty)
        #expect(Shortening.middle("/漢字漢字/漢字.log", width: 12, ellipsis: "~") == "/~/漢字.log")
        #expect(Shortening.client("https://loki:3100/loki/api/v1/push", width: 20) == "loki:3100")
        #expect(Shortening.client("main", width: 20) == "main")
    }

    @Test("A text is broken between words, and a long word anywhere")
    func wrapped() {
        #expect(Shortening.wrapped("one two  three\nfour", width: 9) == ["one two", "three", "four"])
        #expect(Shortening.wrapped("abcdefgh ij", width: 3) == ["abc", "def", "gh", "ij"])
        #expect(Shortening.wrapped("one two three", width: 5, limit: 2) == ["one", "two…"])
        #expect(Shortening.wrapped("漢字 a", width: 1) == ["漢", "字", "a"])
        #expect(Shortening.wrapped("", width: 5).isEmpty)
    }

    @Test("A full screen is replaced without being cleared, and no line break scrolls it")
    func fullScreen() {
        let lines = [StyledLine("one"), StyledLine("two", .bad), StyledLine("three")]
        let text = FullScreen.redraw(lines, on: screen(4, 2))
        #expect(
            text == "\u{1B}[?2026h\u{1B}[Hone\u{1B}[K\r\ntwo\u{1B}[K\u{1B}[J\u{1B}[?2026l")
    }
}
