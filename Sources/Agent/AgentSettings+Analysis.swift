// Why this file exists: `analysis` stands at the top, in a scrape configuration, or both, and means a little else each time.

import Configuration
import Pipeline

/// What is analysed, out of `analysis`.
public struct AnalysisSettings: Hashable, Sendable {
    /// How long a window may be, in nanoseconds: from a minute to a day.
    static let windows: ClosedRange<Int64> = 60_000_000_000...86_400_000_000_000

    /// How far back statistics may go, in nanoseconds.
    public var window: Int64 = 3_600_000_000_000
    /// For each scrape configuration where its lines have what is counted; nil where they are not analysed.
    public internal(set) var scrapes: [AnalysisFields?] = []
    /// The same for a scrape configuration that says nothing of its own.
    var everywhere: AnalysisFields?

    /// Whether anything is analysed.
    public var isOn: Bool { scrapes.contains { $0 != nil } }

    /// Where the lines of a scrape configuration have what is counted; nil if they are not analysed.
    func fields(of scrape: Int) -> AnalysisFields? {
        scrapes.indices.contains(scrape) ? scrapes[scrape] : nil
    }
}

extension AgentSettings {
    mutating func decodeAnalysis(_ top: inout MappingReader) {
        guard top.isPresent("analysis") else { return }
        if let isOn = Self.analysisSwitch(&top) {
            analysis.everywhere = isOn ? AnalysisFields() : nil
            return
        }
        guard var reader = top.mapping("analysis") else { return }
        analysis.window = reader.duration("window", in: AnalysisSettings.windows) ?? analysis.window
        analysis.everywhere = AnalysisFields(reading: &reader)
        reader.finish()
    }

    /// What a scrape configuration says, else what holds everywhere.
    func analysis(of scrape: inout MappingReader) -> AnalysisFields? {
        guard scrape.isPresent("analysis") else { return analysis.everywhere }
        let usual = analysis.everywhere ?? AnalysisFields()
        if let isOn = Self.analysisSwitch(&scrape) { return isOn ? usual : nil }
        guard var reader = scrape.mapping("analysis") else { return nil }
        if reader.isPresent("window") {
            reader.diagnostics.error(
                reader.location(of: "window"), "\(reader.path(of: "window")): all have one window",
                fix: "write it under 'analysis' at the top of the file")
        }
        let fields = AnalysisFields(reading: &reader, over: usual)
        reader.finish()
        return fields
    }

    /// True for `analysis` without a value and for true; nil for what is neither of these nor false.
    private static func analysisSwitch(_ reader: inout MappingReader) -> Bool? {
        guard let node = reader.node("analysis") else { return true }
        return node.text == nil ? nil : reader.bool("analysis") ?? false
    }
}
