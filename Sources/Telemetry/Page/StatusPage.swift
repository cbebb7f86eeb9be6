// Why this file exists: whoever opens the agent's address wants to see at a glance whether lines arrive.

import Analysis
import Platform

/// The agent's page: how it stands, rendered here, so that it can be read without a script. The script on it only fetches
/// `fragment` again and puts what differs in place.
public struct StatusPage: Sendable {
    let report: StatusReport
    let statistics: AnalysisReport?
    let configuration: String
    let now: Int64

    /// - Parameters:
    ///   - statistics: what the logs of the last hour say; nil where they are not analysed.
    ///   - configuration: the configuration in effect, without its secrets. The first 256 KiB are shown.
    ///   - now: seconds since the Unix epoch, which ages are counted to.
    public init(
        report: StatusReport, statistics: AnalysisReport?, configuration: String,
        now: Int64 = Clock.realtime() / 1_000_000_000
    ) {
        self.report = report
        self.statistics = statistics
        self.configuration = configuration
        self.now = now
    }

    /// What both documents are, for `Content-Type`.
    public static let contentType = "text/html; charset=utf-8"

    /// What `Content-Security-Policy` has to be (CSP Level 3): the page's own style and script by their hashes, and
    /// questions to its own server. A text that became markup after all could not run, fetch or look like anything.
    public static let contentSecurityPolicy =
        "default-src 'none'; style-src 'sha256-\(PageStyle.digest)'; script-src 'sha256-\(PageScript.digest)'; "
        + "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    /// The whole page: one HTML document that needs no other, in UTF-8.
    public var document: [UInt8] {
        var html = HTML()
        html.constant("<!DOCTYPE html>\n")
        html.element("html", .constant("lang", "en")) {
            $0.element("head", content: head)
            $0.element("body") {
                $0.element("a", .class("skip"), .constant("href", "#clients"), text: "Skip to the content")
                addReport(to: &$0)
                addConfiguration(to: &$0)
                addFooter(to: &$0)
                $0.constant("<p id=\"lost\" hidden><span role=\"alert\"></span> <span></span></p>")
                $0.constant("<script>")
                $0.constant(PageScript.text)
                $0.constant("</script>")
            }
        }
        html.constant("\n")
        return html.bytes
    }

    /// What changes while one looks: an HTML document with the element that the script replaces.
    public var fragment: [UInt8] {
        var html = HTML()
        html.constant("<!DOCTYPE html>\n<title>logferry</title>\n")
        addReport(to: &html)
        html.constant("\n")
        return html.bytes
    }

    /// What the window is called: what is the matter comes first, because tabs are narrow.
    private var title: String {
        let state = report.phase == .running ? report.status.rawValue : report.phase.rawValue
        return [state, report.host, "logferry"].filter { !$0.isEmpty }.joined(separator: " · ")
    }

    /// Changes with what `document` has and `fragment` has not: the program and the configuration.
    private var edition: String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for part in [report.version, PageStyle.digest, PageScript.digest, configuration] {
            for byte in part.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            hash = (hash ^ 0xFF) &* 0x100_0000_01b3
        }
        return String(hash, radix: 16)
    }

    private func head(_ html: inout HTML) {
        html.constant("<meta charset=\"utf-8\">")
        html.element("title", text: title)
        html.constant("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        html.constant("<meta name=\"color-scheme\" content=\"light dark\">")
        html.constant("<meta name=\"referrer\" content=\"no-referrer\">")
        html.constant("<noscript><meta http-equiv=\"refresh\" content=\"30\"></noscript>")
        html.open("link", .constant("rel", "icon"), .constant("href", PageStyle.icon))
        html.constant("<style>")
        html.constant(PageStyle.text)
        html.constant("</style>")
    }

    private func addReport(to html: inout HTML) {
        html.element(
            "div", .constant("id", "report"), .text(.dataEdition, edition), .text(.dataTitle, title)
        ) {
            addHeader(to: &$0)
            $0.element("main") {
                addReasons(to: &$0)
                addActivity(to: &$0)
                addClients(to: &$0)
                addFiles(to: &$0)
                addRotation(to: &$0)
                addStatistics(to: &$0)
                addTotals(to: &$0)
            }
        }
    }
}
