// Why this file exists: an operator reads these screens when something is wrong, so each is compared to the letter.

import Telemetry
import Testing

@testable import Display

@Suite("The status of an agent")
struct StatusViewTests {
    /// What is on the screen, without its last line break.
    private func shown(
        _ report: StatusReport?, on screen: Screen, silence: StatusScene.Silence? = nil, isFull: Bool = true
    ) -> String {
        let scene = StatusScene(report: report, time: someTime, silence: silence)
        let view = StatusView(screen: screen)
        return String(screen.text(isFull ? view.screenful(scene) : view.lines(scene)).dropLast())
    }

    @Test("Where all is well")
    func quiet() {
        #expect(
            shown(quietReport(), on: screen(80, 24)) == """
                logferry 1.2.3 on web-1  healthy  up 3d 4h               10:00:00 UTC, q leaves

                read     ▂▂▂▂▂▂▂▂▂▂▃▃▃▃▃▃▄▄▄▄▄▄▅▅▅▅▅▅▅▆▆▆▆▆▆▇▇▇▇▇▇████ 359/s, up to 359/s
                lag      ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁ none
                errors   ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁ none in the last hour

                CLIENT  STATE     ACCEPTED     IN FLIGHT   FILLING
                main    up          2s ago             -         -

                     LAG   WAITED      SIZE  STATE     FILE
                     0 B        -   12.3 MB  shipped   /var/log/app/access.log
                     0 B        -   4.21 kB  shipped   /var/log/syslog
                2 files, 0 B to ship

                read     1,234,567 lines, 123 MB
                sent     1,234,567 entries, 1,200 batches, 12.1 MB on the wire
                process  28.4 MB resident, 0.4 % CPU, 34 of 1,024 files
                """)
    }

    @Test("Where much is wrong and the screen is the usual one, what matters least is left out")
    func troubled() {
        #expect(
            shown(troubledReport(), on: screen(80, 24)) == """
                logferry 1.2.3 on web-1  degraded  up 3d 4h              10:00:00 UTC, q leaves
                ! client https://loki.example.org/loki/api/v1/push has not been reached for 2m…
                ! /var/log/secure has not been readable for 5m 3s: cannot open /var/log/secure…
                read     ▂▂▂▂▂▂▂▂▂▂▃▃▃▃▃▃▄▄▄▄▄▄▅▅▅▅▅▅▅▆▆▆▆▆▆▇▇▇▇▇▇████ 359/s, up to 359/s
                lag      ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▇▇▇▇████ 12.3 MB, for 2m 3s
                errors   █▁▁▁▁▁▁█▁▁▁▁▁▁▁█▁▁▁▁▁▁█▁▁▁▁▁▁▁█▁▁▁▁▁▁█▁▁▁▁▁▁▁ 6 in the last hour
                CLIENT                               STATE     ACCEPTED     IN FLIGHT   FILLING
                main                                 up          2s ago             -         -
                loki.example.org                     retrying     never    3, 2.90 MB   20.1 kB
                  failing for 2m 3s, next try in 4s: HTTP 503: no healthy upstream
                NOT READABLE
                  cannot open /var/log/secure: Permission denied, for 5m 3s
                     LAG   WAITED      SIZE  STATE     FILE
                 12.3 MB    2m 3s   41.0 MB  rotated   /srv/applicat…s/application/access.log.1
                 41.2 kB    1m 1s   41.2 kB  waiting   /var/log/app/error.log
                     0 B        -   4.21 kB  shipping  /var/log/app/worker.log
                     0 B        -   4.21 kB  shipped   /var/log/syslog
                4 of 12 files, 12.3 MB to ship
                not sent 2 rejected, 500 dropped (drop_stage), 67 dropped (line_too_long),
                         1.20 kB lost
                read     1,234,567 lines, 123 MB
                sent     1,234,567 entries, 1,200 batches, 12.1 MB on the wire, 3 pushed again
                process  28.4 MB resident, 0.4 % CPU, 34 of 1,024 files
                """)
    }

    @Test("On a small screen")
    func small() {
        #expect(
            shown(troubledReport(), on: screen(40, 15)) == """
                logferry on web-1  degraded  up 3d 4h
                ! client https://loki.example.org/loki…
                ! /var/log/secure has not been readabl…
                read     ▂▂▂▂▃▃▃▄▄▄▅▅▅▆▆▇▇▇██ 359/s
                CLIENT               STATE     ACCEPTED
                main                 up          2s ago
                loki.example.org     retrying     never
                  failing for 2m 3s, next try in 4s:
                  HTTP 503: no healthy upstream
                NOT READABLE
                  cannot open /var/log/secure:
                  Permission denied, for 5m 3s
                     LAG   WAITED  FILE
                 12.3 MB    2m 3s  /srv/a…/access.log.1
                1 of 12 files, 12.3 MB to ship
                """)
    }

    @Test("In a pipe nothing is cut and nothing left out")
    func pipe() {
        let text = shown(troubledReport(), on: screen(), isFull: false)
        for line in [
            "logferry 1.2.3 on web-1  degraded  up 3d 4h, since 2026-11-19 06:00 UTC",
            "https://loki.example.org/loki/api/v1/push  retrying     never    3, 2.90 MB   20.1 kB",
            " 12.3 MB    2m 3s   41.0 MB  rotated   app  /srv/applications/some-customer/production/logs/application/access.log.1  was /srv/app/access.log",
            "4 of 12 files, 12.3 MB to ship", "  /var/log/app/app.log",
            "      12.3 MB    14    180 MB    9h ago    in 14h  -",
            "      1.20 MB    17   5.10 MB    9h ago    in 14h  3, 41.2 kB unshipped",
            "    a script ended with status 1", "3 logs, 199 MB in all",
            "not sent 2 rejected, 500 dropped (drop_stage), 67 dropped (line_too_long), 1.20 kB lost",
        ] {
            #expect("\n\(text)\n".contains("\n\(line)\n"), "\(line)\nin\n\(text)")
        }
        #expect(!text.contains("…") && !text.contains("\u{1B}"))
    }

    @Test("An agent that does not answer is shown as it was")
    func silent() {
        let silence = StatusScene.Silence(seconds: 72, reason: "no agent is running there")
        let lines = shown(quietReport(), on: screen(80, 24), silence: silence).split(separator: "\n")
        #expect(lines[1] == "no answer for 1m 12s: no agent is running there")
        #expect(lines.contains("2 files, 0 B to ship"))
        #expect(
            shown(nil, on: screen(80, 24), silence: silence)
                == "logferry\nno answer for 1m 12s: no agent is running there")
    }

    @Test("What it does now is told from two reports")
    func processor() {
        var scene = StatusScene(report: quietReport(), time: someTime)
        #expect(scene.processorShare.map { ($0 * 1000).rounded() } == 4)
        var before = quietReport()
        before.uptime -= 2
        before.process?.cpuSeconds = 1093.4
        scene.previous = before
        #expect(scene.processorShare == 0.5)
        // Another process: what it took before it began is nothing to this one.
        before.uptime += 5
        scene.previous = before
        #expect(scene.processorShare.map { ($0 * 1000).rounded() } == 4)
    }

    @Test(
        "Nothing is wider or longer than the screen",
        arguments: [1, 7, 40, 60, 80, 110, 300])
    func fits(_ columns: Int) {
        let silence = StatusScene.Silence(seconds: 1, reason: String(repeating: "reason ", count: 40))
        for rows in [1, 2, 5, 12, 24, 60] {
            for report in [quietReport(), troubledReport()] {
                for silence in [nil, silence] {
                    let size = screen(columns, rows)
                    let lines = StatusView(screen: size).screenful(
                        StatusScene(report: report, time: someTime, silence: silence))
                    #expect(lines.count <= rows)
                    #expect(
                        lines.allSatisfy {
                            StyledLine.width(of: $0.text(width: size.width, colours: false))
                                <= max(1, columns - 1)
                        })
                }
            }
        }
    }

    @Test("Long lists are shortened on a terminal, and only there")
    func longLists() {
        var report = quietReport()
        report.fileCount = 200
        report.files = (0..<100).map { file("/var/log/\($0).log", .shipped, size: 1) }
        let view = StatusView(screen: screen(80, 24))
        let scene = StatusScene(report: report, time: someTime)
        func files(_ lines: [StyledLine]) -> Int {
            lines.count { $0.text(width: .max, colours: false).contains("/var/log/") }
        }
        #expect(files(view.lines(scene)) == 7)
        #expect(files(StatusView(screen: screen(80, 60)).lines(scene)) == 43)
        #expect(files(StatusView(screen: screen(80, 10)).lines(scene)) == 5)
        #expect(files(StatusView(screen: screen(80, 24), showsAll: true).lines(scene)) == 100)
        #expect(files(StatusView(screen: screen()).lines(scene)) == 100)
    }
}
