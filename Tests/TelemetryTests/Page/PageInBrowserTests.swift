import Testing

@testable import Telemetry

/// What the page does in a browser.
@Suite(
    .enabled(if: PageTrial.isInstalled, "packaging/deps tests installs chromium-headless-shell"),
    .timeLimit(.minutes(2)))
struct PageInBrowserTests {
    @Test func itShowsWhatChangesAndWhenNobodyAnswers() async throws {
        let found = try await PageTrial.once.value.findings
        #expect(found.seen == ["1,000,000", "2,000,000", "The agent has not answered since", "3,000,000"])
        let title = "degraded · web-1 · logferry"
        #expect(found.titles == [title, title, "no answer · logferry", title])
    }

    @Test func whatWasUnfoldedAndFocusedStays() async throws {
        let found = try await PageTrial.once.value.findings
        #expect(!found.isFolded)
        #expect(found.hasFocus)
        #expect(found.isSameElement)
    }

    @Test func itNeverScrollsSideways() async throws {
        let widths = try await PageTrial.once.value.findings.widths
        #expect(widths.map(\.frame) == [320, 320, 360, 360, 768, 768, 1280, 1280])
        for width in widths {
            #expect(width.client <= width.frame && width.client > width.frame - 30)
            #expect(width.scroll == width.client, "\(width)")
            #expect(width.beyond.isEmpty, "\(width)")
        }
    }

    @Test func markupInTextsStaysText() async throws {
        let found = try await PageTrial.once.value.findings
        #expect(found.strangers == 0)
        #expect(found.hostileHost.hasPrefix("\"'?"))
        #expect(found.hostileTitle.contains("?script?document.title="))
    }

    @Test func itIsReadWithoutAScript() async throws {
        let found = try await PageTrial.once.value.findings
        #expect(found.plainTables == 9)
        #expect(found.plainRefreshes)
    }

    @Test func itBreaksNoRuleAndTheRulesAreInForce() async throws {
        let trial = try await PageTrial.once.value
        #expect(trial.findings.control == "style-src-attr")
        // Where no script may run, the browser says that it did not run ours.
        let told = trial.console.filter { !$0.contains("sandboxed") }
        #expect(told.count == 1, "\(told)")
        #expect(told.allSatisfy { $0.contains("Content Security Policy") }, "\(told)")
    }
}
