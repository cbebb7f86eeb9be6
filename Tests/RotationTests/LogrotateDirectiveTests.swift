// Each of logrotate's directives, and what it comes out as in a policy.

import Configuration
import TestSupport
import Testing

@testable import Rotation

@Suite struct LogrotateDirectiveTests {
    /// The lines of the only policy, without its paths, of a block with this body behind these globals.
    private static func policy(_ body: String, globals: String = "") throws -> [String] {
        let directory = try ScratchDirectory()
        try directory.write(Array("\(globals)\n/var/log/a.log {\n\(body)\n}\n".utf8), to: "logrotate.conf")
        let imported = LogrotateImport([directory.path("logrotate.conf")])
        #expect(imported.remarks.filter { $0.kind == .error } == [])
        let policy = try #require(imported.policies.first)
        // What is printed means what was read.
        let diagnostics = DiagnosticCollector()
        let decoded = try #require(decode(imported.text, diagnostics).first)
        #expect(diagnostics.diagnostics.filter { $0.severity == .error } == [])
        var expected = policy
        expected.name = decoded.name
        #expect(decoded == expected)
        return PolicyText.lines(of: policy).dropFirst().map { String($0.dropFirst(4)) }
    }

    static func decode(_ text: String, _ diagnostics: DiagnosticCollector) -> [Policy] {
        guard let root = YAML.parse(Array(text.utf8), file: "agent.conf", diagnostics: diagnostics) else {
            return []
        }
        var top = MappingReader(root, context: "", diagnostics: diagnostics)
        _ = top.mapping("positions")
        return Policy.decode(top.mappings("rotation") ?? [], diagnostics: diagnostics)
    }

    private static let nothing = ["size: 1M", "rotate: 0", "method: rename"]
    private static func with(_ lines: String...) -> [String] { nothing + lines }
    private static func interval(_ lines: String...) -> [String] { lines + ["rotate: 0", "method: rename"] }

    @Test(arguments: [
        // When.
        ("", nothing),
        ("hourly", interval("interval: hourly")),
        ("daily", interval("interval: daily")),
        ("weekly", interval("interval: weekly")),
        ("weekly 3", interval("interval: weekly", "weekday: wednesday")),
        ("weekly 7", interval("interval: weekly", "weekday: 7  # every seven days")),
        ("monthly", interval("interval: monthly")),
        ("yearly", interval("interval: yearly")),
        ("size 100", interval("size: 100")),
        ("size 100k", interval("size: 100k")),
        ("size=2048", interval("size: 2k")),
        ("size = 3M", interval("size: 3M")),
        ("size 1G", interval("size: 1G")),
        ("size 0", interval("size: 0")),
        ("size 0x10", interval("size: 16")),
        ("daily\nsize 5", interval("size: 5")),
        ("size 5\ndaily", interval("interval: daily")),
        ("size 5\nmaxsize 3\nminsize 9\nminage 2", interval("size: 4")),
        ("size 5\nmaxsize 30", interval("size: 5")),
        (
            "daily\nminsize 1k\nmaxsize 1M\nminage 2",
            interval("interval: daily", "minsize: 1k", "maxsize: 1M", "minage: 2d")
        ),
        // What is kept.
        ("rotate 14", ["size: 1M", "rotate: 14", "method: rename"]),
        ("rotate -1", ["size: 1M", "rotate: -1", "method: rename"]),
        ("rotate 010", ["size: 1M", "rotate: 8", "method: rename"]),
        ("rotate = 0x10", ["size: 1M", "rotate: 16", "method: rename"]),
        ("maxage 30", ["size: 1M", "rotate: 0", "maxage: 30d", "method: rename"]),
        ("maxage 30\nmaxage 0", nothing),
        ("shred", ["size: 1M", "rotate: 0", "shred: true", "method: rename"]),
        (
            "shred\nshredcycles 3",
            ["size: 1M", "rotate: 0", "shred: true", "shredcycles: 3", "method: rename"]
        ),
        ("shredcycles 3", nothing),
        ("shred\nnoshred", nothing),
        ("missingok", ["size: 1M", "rotate: 0", "missingok: true", "method: rename"]),
        ("missingok\nnomissingok", nothing),
        ("notifempty", ["size: 1M", "rotate: 0", "notifempty: true", "method: rename"]),
        ("notifempty ifempty", nothing),
        ("allowhardlink", ["size: 1M", "rotate: 0", "allowhardlink: true", "method: rename"]),
        ("allowhardlink\nnoallowhardlink", nothing),
        ("ignoreduplicates", ["size: 1M", "rotate: 0", "ignoreduplicates: true", "method: rename"]),
        ("su root 0", ["size: 1M", "rotate: 0", "su: {user: \"root\", group: \"0\"}", "method: rename"]),
        // How.
        ("create", with("create: true")),
        ("create 640", with("create: {mode: \"0640\"}")),
        ("create 0640 root", with("create: {mode: \"0640\", owner: \"root\"}")),
        ("create 02640 root root", with("create: {mode: \"2640\", owner: \"root\", group: \"root\"}")),
        ("create root root", with("create: {owner: \"root\", group: \"root\"}")),
        ("create 0600\nnocreate", nothing),
        ("create 0600 root\nnocreate\ncreate 0640", with("create: {mode: \"0640\", owner: \"root\"}")),
        ("copytruncate\ncreate", ["size: 1M", "rotate: 0", "method: copytruncate"]),
        ("copy\ncopytruncate", ["size: 1M", "rotate: 0", "method: copytruncate"]),
        ("copytruncate\ncopy", ["size: 1M", "rotate: 0", "method: copytruncate"]),
        ("copytruncate\nnocopytruncate", nothing),
        ("copytruncate\nnocopy", ["size: 1M", "rotate: 0", "method: copytruncate"]),
        ("copy\ncreate 0600", ["size: 1M", "rotate: 0", "method: copy"]),
        ("copy\nnocopy", nothing),
        ("renamecopy\ncreate", ["size: 1M", "rotate: 0", "method: renamecopy", "create: true"]),
        ("copytruncate\nrenamecopy", ["size: 1M", "rotate: 0", "method: renamecopy"]),
        ("renamecopy\ncopytruncate", ["size: 1M", "rotate: 0", "method: copytruncate"]),
        ("renamecopy\nnorenamecopy", nothing),
        // Compression.
        ("compress", with("compress: true")),
        ("compress nocompress", nothing),
        ("delaycompress", nothing),
        ("compress\ndelaycompress", with("compress: true", "delaycompress: true")),
        ("compress\ndelaycompress\nnodelaycompress", with("compress: true")),
        ("compress\ncompressoptions -9", with("compress: true", "compress_level: 9")),
        ("compress\ncompressoptions --fast", with("compress: true", "compress_level: 1")),
        ("compress\ncompressoptions -6", with("compress: true")),
        (
            "compress\ncompressoptions -9 --rsyncable",
            with(
                "compress: true", "compresscmd: \"/bin/gzip\"", "compressoptions: \"-9 --rsyncable\"",
                "compressext: \".gz\"")
        ),
        ("compress\ncompresscmd /usr/bin/gzip", with("compress: true")),
        (
            "compress\ncompresscmd /usr/bin/xz\nuncompresscmd /usr/bin/unxz",
            with("compress: true", "compresscmd: \"/usr/bin/xz\"", "compressext: \".xz\"")
        ),
        (
            "compress\ncompressext .foo\ncompresscmd zstd\ncompressoptions -T0 '-3'",
            with(
                "compress: true", "compresscmd: \"zstd\"", "compressoptions: \"-T0 -3\"",
                "compressext: \".zst\"")
        ),
        (
            "compress\ncompresscmd /usr/bin/pigz",
            with("compress: true", "compresscmd: \"/usr/bin/pigz\"", "compressext: \".gz\"")
        ),
        ("compress\ncompressext .z", with("compress: true", "compressext: \".z\"")),
        // Names.
        ("start 0", with("start: 0")),
        ("dateext", with("dateext: true")),
        ("dateext\nnodateext", nothing),
        ("dateformat -%Y", nothing),
        ("dateext\ndateformat = .%Y-%m-%d", with("dateext: true", "dateformat: \".%Y-%m-%d\"")),
        ("dateext\ndateyesterday", with("dateext: true", "dateyesterday: true")),
        ("dateext\ndatehourago", with("dateext: true", "datehourago: true")),
        ("extension .log", with("extension: \".log\"")),
        ("addextension .log", with("addextension: \".log\"")),
        ("olddir old", with("olddir: \"old\"")),
        ("olddir old\nnoolddir", nothing),
        ("createolddir 750", nothing),
        ("olddir /x\ncreateolddir", with("olddir: \"/x\"", "createolddir: true")),
        (
            "olddir /x\ncreateolddir 750 root root",
            with("olddir: \"/x\"", "createolddir: {mode: \"0750\", owner: \"root\", group: \"root\"}")
        ),
        ("olddir /x\ncreateolddir\nnocreateolddir", with("olddir: \"/x\"")),
        // Mail means nothing.
        ("nomail mailfirst maillast", nothing),
        // Several on one line, trailing comments behind words.
        (
            "missingok notifempty compress # so",
            [
                "size: 1M", "rotate: 0", "missingok: true", "notifempty: true", "method: rename",
                "compress: true",
            ]
        ),
        ("daily rotate 2", ["interval: daily", "rotate: 2", "method: rename"]),
        ("\tdaily\t\n\trotate\t2  ", ["interval: daily", "rotate: 2", "method: rename"]),
        // Scripts.
        (
            "postrotate\n\techo 1\n\n\t  echo \"2\"\nendscript",
            with("postrotate: |-", "  echo 1", "", "    echo \"2\"")
        ),
        (
            "postrotate ignored\necho }\n  endscript missingok",
            ["size: 1M", "rotate: 0", "missingok: true", "method: rename", "postrotate: |-", "  echo }"]
        ),
        ("sharedscripts", with("sharedscripts: true")),
        ("sharedscripts\nprerotate\na\nendscript", with("sharedscripts: true", "prerotate: |-", "  a")),
        (
            "firstaction\na\nendscript\nlastaction\nb\nendscript\npreremove\nc\nendscript",
            with("firstaction: |-", "  a", "lastaction: |-", "  b", "preremove: |-", "  c")
        ),
        ("postrotate\na\nendscript\npostrotate\nb\nendscript", with("postrotate: |-", "  b")),
        ("postrotate\n\nendscript", nothing),
        (
            "postrotate\n  cat <<E\n    x\nE\nendscript",
            with("postrotate: |2-", "    cat <<E", "      x", "  E")
        ),
        ("postrotate\nendscripts\nendscript", with("postrotate: |-", "  endscripts")),
    ])
    func aDirectiveComesOutAsItsKey(_ body: String, _ lines: [String]) throws {
        #expect(try Self.policy(body) == lines)
    }

    @Test(arguments: [
        (
            "weekly\nrotate 4\ncreate", "",
            ["interval: weekly", "rotate: 4", "method: rename", "create: true"]
        ),
        (
            "weekly\nrotate 4\ncreate", "size 1k\nrotate 2\nnocreate",
            ["size: 1k", "rotate: 2", "method: rename"]
        ),
        (
            "create 0600 root root", "create",
            [
                "size: 1M", "rotate: 0", "method: rename",
                "create: {mode: \"0600\", owner: \"root\", group: \"root\"}",
            ]
        ),
        (
            "postrotate\na\nendscript", "",
            ["size: 1M", "rotate: 0", "method: rename", "postrotate: |-", "  a"]
        ),
        (
            "postrotate\na\nendscript", "postrotate\nb\nendscript",
            ["size: 1M", "rotate: 0", "method: rename", "postrotate: |-", "  b"]
        ),
        ("mail root\ncompress", "nocompress", ["size: 1M", "rotate: 0", "method: rename"]),
    ])
    func globalsHoldUntilABlockSaysOtherwise(_ globals: String, _ body: String, _ lines: [String]) throws {
        #expect(try Self.policy(body, globals: globals) == lines)
    }
}
