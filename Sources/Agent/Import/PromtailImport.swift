// Why this file exists: whoever moves for good wants a configuration that says only what logferry does.

import Configuration

/// A Promtail configuration as an agent.conf: the same text, in which what has no equal is commented out.
public struct PromtailImport {
    /// The agent.conf.
    public let text: String
    /// What has no equal, a sentence each, in the order of the file.
    public let findings: [String]
    /// What is still wrong with the text; the places are those in it.
    public let errors: [String]

    /// Reads a Promtail configuration.
    /// - Parameters:
    ///   - bytes: the text.
    ///   - file: what the findings call it.
    ///   - expandsEnvironment: whether it is written for variables of the environment to be filled in; they stay in the
    ///     text, and are filled in only to find out what is wrong with it.
    ///   - diagnostics: receives what makes it unreadable as YAML; then there is nothing to return.
    public init?(
        _ bytes: [UInt8], file: String, expandsEnvironment: Bool = false, diagnostics: DiagnosticCollector
    ) {
        guard let root = YAML.parse(bytes, file: file, diagnostics: diagnostics) else { return nil }
        var options = AgentSettings.Options()
        options.skipUnsupported = true
        options.expandsEnvironment = expandsEnvironment
        let found = DiagnosticCollector()
        _ = AgentSettings.decode(bytes, file: file, options: options, diagnostics: found)

        let text = String(decoding: bytes, as: UTF8.self)
        var editor = CommentingEditor(text, root: root)
        var notes: [(place: Location, sentence: String)] = []
        let emptied = Self.scrapesWithoutFiles(root)
        for finding in found.diagnostics where finding.severity == .warning {
            let isDone = emptied.contains { $0.keys.contains(finding.location) }
            notes.append((finding.location, finding.sentence))
            guard finding.message.hasSuffix(UnsupportedSections.consequence), !isDone else { continue }
            editor.commentOut(entryAt: finding.location, because: finding.sentence)
        }
        for scrape in emptied {
            editor.commentOut(elementAt: scrape.place, because: "nothing here is about files")
        }
        var commented: Set<Location> = []
        for key in found.withoutMeaning
        where editor.commentOut(entryAt: key.location, because: "this means nothing to logferry") {
            commented.insert(key.location)
        }
        // As when an anchor, which is used elsewhere, is a comment now: then nothing is.
        let isGood = Self.isYAML(editor.text)
        for key in found.withoutMeaning {
            let isDone = isGood && commented.contains(key.location)
            let consequence = isDone ? "it is commented out" : "it can be removed"
            notes.append((key.location, "\(key.path) means nothing to logferry; \(consequence)"))
        }
        if text.contains("${"), !expandsEnvironment {
            notes.append(
                (
                    root.location,
                    "there may be variables of the environment; as with Promtail they are filled in only if asked for, "
                        + "by --expand-env"
                ))
        }
        findings = notes.sorted { $0.place < $1.place }.map { "\($0.place): \($0.sentence)" }
        self.text = "# Imported from Promtail's \(file).\n" + (isGood ? editor.text : text)
        errors = Self.errors(in: self.text, options)
    }

    /// The elements of `scrape_configs` that hold sections for other sources, and none for files.
    private static func scrapesWithoutFiles(_ root: Node) -> [(place: Location, keys: [Location])] {
        (root["scrape_configs"]?.elements ?? []).compactMap { scrape in
            let present = (scrape.entries ?? []).filter { !$0.value.isNull }
            let others = present.filter { $0.key.text.map(UnsupportedSections.contains) ?? false }
            let isAboutFiles = ["static_configs", "file_sd_configs"].contains { scrape[$0]?.isNull == false }
            return others.isEmpty || isAboutFiles ? nil : (scrape.location, others.map(\.key.location))
        }
    }

    private static func isYAML(_ text: String) -> Bool {
        YAML.parse(Array(text.utf8), file: "", diagnostics: DiagnosticCollector()) != nil
    }

    private static func errors(in text: String, _ options: AgentSettings.Options) -> [String] {
        let found = DiagnosticCollector()
        _ = AgentSettings.decode(
            Array(text.utf8), file: "the new agent.conf", options: options, diagnostics: found)
        return found.diagnostics.filter { $0.severity == .error }.map(\.description)
    }
}

extension Diagnostic {
    /// What is wrong and what to do, without the place.
    fileprivate var sentence: String { remedy.map { "\(message); \($0)" } ?? message }
}

/// Comments entries and elements of a YAML text out.
private struct CommentingEditor {
    private var lines: [Substring]
    private let extents: BlockExtents
    /// What comes before a line, by the line's number.
    private var insertions: [Int: String] = [:]
    private var isDone: Set<Int> = []

    init(_ text: String, root: Node) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        extents = BlockExtents(lines, root: root)
    }

    /// Comments the entry out whose key stands at `place`. False if it shares its lines with others.
    @discardableResult
    mutating func commentOut(entryAt place: Location, because reason: String) -> Bool {
        commentOut(extents.entry(at: place), because: reason)
    }

    /// Comments the element of a sequence out that begins at `place`.
    mutating func commentOut(elementAt place: Location, because reason: String) {
        _ = commentOut(extents.element(at: place), because: reason)
    }

    private mutating func commentOut(_ extent: BlockExtents.Extent?, because reason: String) -> Bool {
        guard let extent else { return false }
        // Part of something that is commented out already.
        guard isDone.isDisjoint(with: extent.lines) else { return true }
        isDone.formUnion(extent.lines)
        let margin = String(repeating: " ", count: extent.indentation)
        let first = extent.lines.lowerBound
        // A dash stays, for the entries that follow.
        let dash = extent.followsDash ? lines[first].prefix { $0 == " " || $0 == "-" } : ""
        insertions[first] = (dash.isEmpty ? "" : dash.trimmingEnd + "\n") + margin + "# \(reason):\n"
        for line in extent.lines {
            let rest = lines[line].dropFirst(line == first ? extent.indentation : 0)
            let body = line == first ? rest : rest.withoutIndentation(upTo: extent.indentation)
            lines[line] = body.isEmpty ? "\(margin)#" : "\(margin)# \(body)"
        }
        return true
    }

    var text: String {
        lines.enumerated().map { (insertions[$0] ?? "") + $1 }.joined(separator: "\n")
    }
}

extension Substring {
    fileprivate var trimmingEnd: Substring {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }

    fileprivate func withoutIndentation(upTo count: Int) -> Substring {
        var text = self
        for _ in 0..<count where text.first == " " { text.removeFirst() }
        return text
    }
}
