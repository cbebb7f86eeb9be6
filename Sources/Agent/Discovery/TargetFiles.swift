// Why this file exists: file_sd_configs name files of targets; a broken one must not end what was followed so far.

import Configuration
import Platform
import Synchronization
import Tailing

/// A name or pattern of files of targets, out of `file_sd_configs`.
public struct TargetFilePattern: Hashable, Sendable {
    /// The longest list of files that a pattern may stand for.
    static let maximumFiles = 1000

    /// An absolute path whose last part may be a glob.
    public let path: String
    /// After so many nanoseconds the files are read again in any case.
    public let refreshInterval: Int64

    /// Whether the path is the name of one file.
    var isName: Bool { !path.utf8.contains { "*?[{".utf8.contains($0) } }

    /// The files that there are, by name.
    var files: [String] {
        guard !isName else { return [path] }
        let directory = FileSystem.parent(of: path)
        guard let pattern = try? PathPattern(path), let entries = try? FileSystem.list(directory).entries
        else { return [] }
        let paths = entries.filter { $0.kind != .directory }.map { FileSystem.join(directory, $0.name) }
        return Array(paths.filter { pattern.matches($0) }.sorted().prefix(Self.maximumFiles))
    }
}

/// What was last read of each file of targets. Shared by all who read one configuration again and again.
final class TargetFiles: Sendable {
    /// The largest file that is read, in bytes.
    static let sizeLimit = 8 << 20

    private let groups = Mutex<[String: [TargetGroup]]>([:])

    /// The groups of all files that `pattern` stands for, with their paths.
    ///
    /// A file that cannot be read, or is no list of groups, has the groups of before, and that is a warning. Files that
    /// a glob does not find any more have none.
    func read(_ pattern: TargetFilePattern, at place: Location, _ diagnostics: DiagnosticCollector)
        -> [(path: String, groups: [TargetGroup])]
    {
        pattern.files.map { path in
            do throws(Problem) {
                let read = try Self.read(path)
                groups.withLock { $0[path] = read }
                return (path, read)
            } catch {
                let before = groups.withLock { $0[path] }
                diagnostics.warning(
                    error.location ?? place, error.sentence,
                    fix: before == nil
                        ? error.remedy ?? "no targets of \(path) are followed until it can be read"
                        : "the targets that were in \(path) before go on being followed")
                return (path, before ?? [])
            }
        }
    }

    private struct Problem: Error {
        let location: Location?
        let sentence: String
        var remedy: String?
    }

    private static func read(_ path: String) throws(Problem) -> [TargetGroup] {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try FileSystem.contents(of: path, limit: sizeLimit)
        } catch {
            throw Problem(location: nil, sentence: "\(error)")
        }
        let found = DiagnosticCollector()
        let groups = decode(bytes, file: path, diagnostics: found)
        if let first = found.diagnostics.first(where: { $0.severity == .error }) {
            throw Problem(location: first.location, sentence: first.message, remedy: first.remedy)
        }
        return groups
    }

    /// Reads a list of groups, YAML or JSON.
    static func decode(_ bytes: [UInt8], file: String, diagnostics: DiagnosticCollector) -> [TargetGroup] {
        let text = file.hasSuffix(".json") ? JSONAsYAML.converted(bytes) : bytes
        guard let node = YAML.parse(text, file: file, diagnostics: diagnostics) else { return [] }
        // An empty file is an empty list.
        if node.entries?.isEmpty == true { return [] }
        guard let elements = node.list(diagnostics: diagnostics, what: "") else { return [] }
        return elements.enumerated().map { index, element in
            TargetGroup(MappingReader(element, context: "[\(index)]", diagnostics: diagnostics))
        }
    }
}

/// JSON is YAML but for two things.
enum JSONAsYAML {
    /// A JSON text in which tabs are blanks, since YAML's grammar has no use for them outside texts, and JSON's none
    /// within, and in which characters written as two surrogates (RFC 8259, section 7) stand as they are.
    static func converted(_ json: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(json.count)
        var index = 0
        while index < json.count {
            if json[index] == UInt8(ascii: "\\"), index + 1 < json.count {
                if let scalar = surrogates(json[index...]) {
                    result += Array(String(scalar).utf8)
                    index += 12
                } else {
                    // An escape as a whole, so that the second of two backslashes begins none.
                    result += json[index...index + 1]
                    index += 2
                }
            } else {
                result.append(json[index] == UInt8(ascii: "\t") ? UInt8(ascii: " ") : json[index])
                index += 1
            }
        }
        return result
    }

    /// The character that `\uD83D\uDE00` at the start of `text` stands for.
    private static func surrogates(_ text: ArraySlice<UInt8>) -> Unicode.Scalar? {
        guard let high = unit(text), (0xD800...0xDBFF).contains(high), let low = unit(text.dropFirst(6)),
            (0xDC00...0xDFFF).contains(low)
        else { return nil }
        return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    }

    private static func unit(_ text: ArraySlice<UInt8>) -> UInt32? {
        let escape = text.prefix(6)
        guard escape.count == 6, escape.starts(with: Array("\\u".utf8)) else { return nil }
        return UInt32(String(decoding: escape.dropFirst(2), as: UTF8.self), radix: 16)
    }
}
