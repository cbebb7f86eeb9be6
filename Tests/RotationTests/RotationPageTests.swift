// The page on rotation names every key, and no other.

import Configuration
import Platform
import Testing

@testable import Rotation

@Suite struct RotationPageTests {
    private let page: String

    init() throws {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        page = String(decoding: try FileSystem.contents(of: root + "/docs/rotation.md"), as: UTF8.self)
    }

    /// What stands in back-ticks in the first column of the tables of keys.
    private var keys: [String] {
        let chapter = page.split(separator: "\n").drop { $0 != "## The keys of a policy" }.dropFirst()
            .prefix { !$0.hasPrefix("## ") }
        return chapter.filter { $0.hasPrefix("| `") }.flatMap { line in
            let cell = line.split(separator: "|").first ?? ""
            return cell.split(separator: "`").enumerated().filter { $0.offset % 2 == 1 }.map {
                String($0.element)
            }
        }
    }

    @Test func everyKeyOfThePageIsKnown() throws {
        #expect(keys.count >= 50)
        for key in keys {
            let (_, diagnostics) = try Scenario.decode("\(key): [x]")
            #expect(!diagnostics.contains { $0.message.hasPrefix("unknown key '\(key)'") }, "\(key)")
        }
    }

    @Test func everyKnownKeyIsOnThePage() throws {
        let known = [
            "paths", "name", "missingok", "notifempty", "ifempty", "allowhardlink", "ignoreduplicates", "su",
            "interval",
            "weekday", "at", "size", "minsize", "maxsize", "minage", "maxage", "rotate", "max_total_size",
            "min_free_space", "keep_unshipped", "shred", "shredcycles", "method", "copytruncate", "copy",
            "renamecopy",
            "create", "nocreate", "firstaction", "prerotate", "postrotate", "lastaction", "preremove",
            "sharedscripts",
            "signal", "compress", "delaycompress", "compress_level", "compressoptions", "compresscmd",
            "compressext",
            "dateext", "dateformat", "dateyesterday", "datehourago", "start", "extension", "addextension",
            "olddir",
            "createolddir",
        ]
        #expect(Set(keys) == Set(known))
    }

    @Test func theExampleIsUnderstood() throws {
        let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
        let example = lines.drop { $0 != "```yaml" }.dropFirst().prefix { $0 != "```" }.joined(
            separator: "\n")
        let diagnostics = DiagnosticCollector()
        let root = try #require(YAML.parse(Array(example.utf8), file: "page", diagnostics: diagnostics))
        var top = MappingReader(root, context: "", diagnostics: diagnostics)
        let policies = Policy.decode(top.mappings("rotation") ?? [], diagnostics: diagnostics)
        #expect(diagnostics.diagnostics == [])
        #expect(policies.map(\.effectiveMethod) == [.rename])
    }
}
