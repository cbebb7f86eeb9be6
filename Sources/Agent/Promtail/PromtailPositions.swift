// Why this file exists: Promtail remembers paths and offsets in a YAML file, and whoever comes after it goes on from there.

import Configuration
import Platform
import Tailing

/// The contents of Promtail's `positions.yaml`: a mapping `positions` from the path of a file to the number of bytes
/// that were read, as text. Other sources keep other texts there (`cursor-…` for journals), which are passed over. A
/// path may stand with labels, as its successors write it: then the least of its offsets counts.
public struct PromtailPositions: Hashable, Sendable {
    /// The files, by path; each path stands once, relative ones as they were written.
    public private(set) var files: [ForeignPosition] = []
    /// How many positions are of something else than a file.
    public private(set) var others = 0

    /// True if the file of this name is Promtail's rather than one of the agent's own snapshots, which are JSON objects.
    public static func areMeant(by bytes: [UInt8], named name: String) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let line = rest.prefix { $0 != 10 }
            rest = rest.dropFirst(line.count + 1)
            let text = line.drop { $0 == 32 || $0 == 9 || $0 == 13 }
            guard let first = text.first, first != UInt8(ascii: "#"), !text.starts(with: "---".utf8) else {
                continue
            }
            if first == UInt8(ascii: "{") { return false }
            return isYAML(name) || text.starts(with: "positions:".utf8)
        }
        return isYAML(name)
    }

    private static func isYAML(_ name: String) -> Bool { name.hasSuffix(".yaml") || name.hasSuffix(".yml") }

    /// Reads the file's text. Reports what is wrong with it, where, and returns nil then.
    public init?(_ bytes: [UInt8], file: String, diagnostics: DiagnosticCollector) {
        let (plain, labelled) = Self.separated(bytes)
        guard let root = YAML.parse(plain, file: file, diagnostics: diagnostics) else { return nil }
        var reader = MappingReader(root, context: "", diagnostics: diagnostics)
        var offsets: [String: Int64] = [:]
        var entries: [(name: String, value: String, place: Location)] = []
        for (key, value) in reader.node("positions")?.entries ?? [] {
            guard let name = key.text else { continue }
            entries.append((name, value.text ?? "", value.location))
        }
        if let node = reader.node("positions"), node.entries == nil {
            _ = node.pairs(diagnostics: diagnostics, what: "positions")
        }
        for entry in labelled {
            let place = Location(file: file, line: entry.line, column: 1)
            if let path = entry.path { entries.append((path, entry.offset, place)) } else { others += 1 }
        }
        reader.finish()
        for (name, value, place) in entries {
            guard Self.isPath(name, value) else {
                others += 1
                continue
            }
            guard let offset = Int64(value), offset >= 0, value.utf8.allSatisfy({ (48...57).contains($0) })
            else {
                diagnostics.error(
                    place, "'\(value)' is no number of bytes, which the position of \(name) must be",
                    fix: "correct it, or remove the line: then the file is begun anew")
                continue
            }
            offsets[name] = min(offsets[name] ?? offset, offset)
        }
        guard !diagnostics.hasErrors else { return nil }
        files = offsets.sorted { $0.key < $1.key }.map { ForeignPosition(path: $0.key, offset: $0.value) }
    }

    /// Cursors and bookmarks of other sources have names that are no paths.
    private static func isPath(_ name: String, _ value: String) -> Bool {
        if name.hasPrefix("/") { return true }
        return !name.hasPrefix("cursor-") && !value.isEmpty
            && value.utf8.allSatisfy { (48...57).contains($0) } && name.utf8.contains(UInt8(ascii: "/"))
    }
}

extension PromtailPositions {
    private struct Labelled {
        let path: String?
        let offset: String
        let line: Int
    }

    /// Takes entries whose keys are mappings out of the text, leaving their lines empty, since they are no YAML that a
    /// configuration could have:
    ///
    ///     ? path: /var/log/app.log
    ///       labels: '{job="app"}'
    ///     : "1234"
    private static func separated(_ bytes: [UInt8]) -> (plain: [UInt8], labelled: [Labelled]) {
        var plain: [UInt8] = []
        var labelled: [Labelled] = []
        var key: [ArraySlice<UInt8>]?
        let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let text = line.drop { $0 == 32 }
            if text.starts(with: "? ".utf8) {
                key = [text.dropFirst(2)]
            } else if key != nil, text.starts(with: ": ".utf8) {
                let path = key?.lazy.compactMap { value(of: "path", in: $0) }.first
                labelled.append(
                    Labelled(path: path, offset: scalar(text.dropFirst(2)) ?? "", line: index + 1))
                key = nil
            } else if key != nil {
                key?.append(text)
            } else {
                plain += line
            }
            if index < lines.count - 1 { plain.append(10) }
        }
        return (plain, labelled)
    }

    private static func value(of name: String, in line: ArraySlice<UInt8>) -> String? {
        guard line.starts(with: "\(name): ".utf8) else { return nil }
        return scalar(line.dropFirst(name.utf8.count + 2))
    }

    private static func scalar(_ text: ArraySlice<UInt8>) -> String? {
        YAML.parse(text, file: "", diagnostics: DiagnosticCollector())?.text
    }
}
