// Why this file exists: what a page does is known when a browser has done it, and a browser takes a second to start.

import Glibc
import HTTPServing
import Platform
import Synchronization
import Testing
import Workbench

@testable import Telemetry

/// One visit of a headless browser to a server of ours, which answers, falls silent, and answers again.
struct PageTrial: Sendable {
    /// What the browser found.
    struct Findings: Codable, Sendable {
        /// What stood on the page, one after the other: a total, or that nobody answers.
        var seen: [String]
        /// The titles beside these.
        var titles: [String]
        /// True if what was unfolded before the first answer is folded after the last.
        var isFolded: Bool
        /// True if what had the focus still has it.
        var hasFocus: Bool
        /// True if the heading is the element that it was.
        var isSameElement: Bool
        var widths: [Width]
        /// Elements that only markup out of a text can have made.
        var strangers: Int
        var hostileTitle: String
        var hostileHost: String
        /// Tables on the page without a script, and whether it is loaded again by itself.
        var plainTables: Int
        var plainRefreshes: Bool
        /// Which rule of the policy a style of the test's own broke.
        var control: String?
    }

    /// A page in a frame of some width.
    struct Width: Codable, Sendable {
        var name: String
        var frame: Int
        var scroll: Int
        var client: Int
        /// Elements that reach beyond the frame.
        var beyond: [String]
    }

    static let program = "/usr/bin/chromium-headless-shell"
    static var isInstalled: Bool { access(program, X_OK) == 0 }

    let findings: Findings
    /// What the browser told on its console.
    let console: [String]

    /// Made once, however many tests ask.
    static let once = Task { try await PageTrial() }

    private init() async throws {
        let asked = Mutex(0)
        let hostile = (document: Self.hostilePage.document, fragment: Self.hostilePage.fragment)
        let server = try await HTTPServer.start(on: ListenAddress(host: "127.0.0.1", port: 0)) { request in
            switch request.path {
            case "/": return .bytes(Array(Self.visit.utf8), contentType: StatusPage.contentType)
            case "/desk/", "/plain/": return Self.answer(Self.page().document)
            case "/phone/": return Self.answer(hostile.document)
            case "/phone/fragment": return Self.answer(hostile.fragment)
            case "/desk/fragment":
                let number = asked.withLock { asked in
                    asked += 1
                    return asked
                }
                // The browser asks again over each connection that it has open, six at most, before it believes it.
                if (2...9).contains(number) { return .closeWithoutAnswer }
                return Self.answer(Self.page(lines: number == 1 ? 2_000_000 : 3_000_000).fragment)
            default: return .text("not here\n", status: 404)
            }
        }
        let folder = try TemporaryFolder(name: "logferry-page")
        let result: Result<(Findings, [String]), any Error>
        do {
            result = .success(try await Self.visit(server.address, folder: folder.path))
        } catch {
            result = .failure(error)
        }
        await server.shutdown()
        folder.remove()
        (findings, console) = try result.get()
    }

    private static func visit(_ address: ListenAddress, folder: String) async throws -> (Findings, [String]) {
        let browser = try Child.start(
            [
                program, "--no-sandbox", "--disable-gpu", "--user-data-dir=\(folder)/profile",
                // The browser's own clock, which stands still while it waits for an answer.
                "--virtual-time-budget=30000", "--dump-dom", "http://\(address)/",
            ], output: folder + "/document", errors: folder + "/errors")
        _ = try await withTaskCancellationHandler {
            try await Thread.run(name: "browser") { browser.wait() }
        } onCancel: {
            browser.send(SIGKILL)
        }
        let document = readText(folder + "/document")
        let errors = readText(folder + "/errors")
        let parts = try #require(document.split(separator: "<pre id=\"result\">").last, "\(errors)")
        let json = parts.prefix { $0 != "<" }.split(separator: "&quot;").joined(separator: "\"")
        let findings = try #require(StatusJSON.read(Findings.self, Array(json.utf8)), "\(json) \(errors)")
        return (findings, errors.split(separator: "\n").filter { $0.contains("CONSOLE") }.map(String.init))
    }

    private static func page(lines: UInt64 = 1_000_000) -> StatusPage {
        var report = SampleReports.troubled()
        report.totals.readLines = lines
        report.files = (0..<60).map { number in
            var file = report.files[number % 3]
            file.path = "/var/log/pods/\(String(repeating: "x", count: number))/\(number).log"
            return file
        }
        return StatusPage(
            report: report, statistics: SampleReports.statistics(), configuration: "server: {}\n",
            now: SampleReports.now)
    }

    private static var hostilePage: StatusPage {
        let text =
            "\"'><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">/"
            + String(repeating: "W", count: 200)
        return StatusPage(
            report: SampleReports.hostile(text), statistics: SampleReports.hostileStatistics(text),
            configuration: text, now: SampleReports.now)
    }

    /// As the agent answers, but that the test may have the page in a frame.
    private static func answer(_ document: [UInt8]) -> HTTPResponse {
        let policy = StatusPage.contentSecurityPolicy.split(separator: "frame-ancestors 'none'")
        return HTTPResponse(
            status: 200,
            headers: [
                ("Content-Type", StatusPage.contentType),
                ("Content-Security-Policy", "\(policy.first ?? "")frame-ancestors 'self'"),
            ], body: document)
    }
}
