// Files of logrotate that include each other, and what is kept of their comments.

import Glibc
import TestSupport
import Testing

@testable import Rotation

@Suite struct LogrotateFilesTests {
    private let directory: ScratchDirectory

    init() throws {
        directory = try ScratchDirectory()
        mkdir(directory.path("d"), 0o755)
    }

    private func write(_ name: String, _ text: String, mode: mode_t = 0o644) throws {
        try directory.write(Array(text.utf8), to: name)
        chmod(directory.path(name), mode)
    }

    private func read(_ names: String...) -> LogrotateImport {
        LogrotateImport(names.map { directory.path($0) })
    }

    private func paths(_ imported: LogrotateImport) -> [String] { imported.policies.flatMap(\.patterns) }

    @Test func aDirectoryIsReadInTheOrderOfItsNamesWithoutWhatIsTaboo() throws {
        let good = ["#x#", ".hidden", "10", "9", "C.conf", "a.conf", "dpkg-old", "z.new", "z.orig"]
        let taboo = [
            "a,v", "a.bak", "a.cfsaved", "a.disabled", "a.dpkg-bak", "a.dpkg-del", "a.dpkg-dist",
            "a.dpkg-new", "a.dpkg-old",
            "a.dpkg-tmp", "a.rhn-cfg-tmp-1", "a.rpmnew", "a.rpmorig", "a.rpmsave", "a.swp", "a.ucf-dist",
            "a.ucf-new",
            "a.ucf-old", "a~",
        ]
        for name in good + taboo { try write("d/\(name)", "/\(name) {\n}\n") }
        mkdir(directory.path("d/sub"), 0o755)
        mkfifo(directory.path("d/fifo"), 0o644)
        try write("c", "include \(directory.path("d"))\n/last {\n}\n")
        let imported = read("c")
        #expect(paths(imported) == good.map { "/" + $0 } + ["/last"])
        #expect(imported.remarks == [])
        #expect(paths(read("d")) == good.map { "/" + $0 })
    }

    @Test(arguments: [
        ("tabooext + .x , .y", ["a.conf"]),
        ("tabooext .x", ["a.conf", "b.y", "c.bak"]),
        ("tabooext = + .x .y,.bak", ["a.conf"]),
        ("taboopat a.*", ["b.y", "c.bak", "d.x"]),
        ("taboopat + a.*", ["b.y", "d.x"]),
    ])
    func tabooListsCanBeChanged(_ line: String, _ kept: [String]) throws {
        for name in ["a.conf", "b.y", "c.bak", "d.x"] { try write("d/\(name)", "/\(name) {\n}\n") }
        try write("c", "\(line)\ninclude \(directory.path("d"))\n")
        #expect(paths(read("c")) == kept.map { "/" + $0 })
    }

    @Test func globalsOfAnIncludedFileHoldForWhatFollows() throws {
        try write("d/a", "rotate 3\ncompress\n")
        try write("d/b", "/b {\n}\n")
        try write("c", "rotate 1\n/a {\n}\ninclude \(directory.path("d"))\n/c {\n}\n")
        let imported = read("c")
        #expect(imported.policies.map(\.keeps) == [1, 3, 3])
        #expect(imported.policies.map { $0.compression != nil } == [false, true, true])
    }

    @Test func globalsOfAFileThatIsRefusedDoNot() throws {
        try write("d/a", "rotate 3\n/a {\nsize x\n}\n/b {\n}\n")
        try write("c", "rotate 1\ninclude \(directory.path("d"))\n/c {\n}\n")
        let imported = read("c")
        #expect(paths(imported) == ["/b", "/c"])
        #expect(imported.policies.map(\.keeps) == [3, 1])
        #expect(imported.isRefused)
        #expect(
            imported.remarks.map(\.description).first?.hasPrefix(
                directory.path("d/a:3: error: “x” is no size")) == true)
    }

    @Test func aFileIncludedWithinABlockIsOfThatBlock() throws {
        try write("d/a", "rotate 7\ncompress\n")
        try write("c", "/a {\nrotate 1\ninclude \(directory.path("d/a"))\n}\n/b {\n}\n")
        #expect(read("c").policies.map(\.keeps) == [7, 0])
    }

    @Test func whatOthersCanWriteOrIsNotThereIsLeftOut() throws {
        try write("d/a", "/a {\n}\n", mode: 0o664)
        try write("d/b", "/b {\n}\n", mode: 0o646)
        try write("d/c", "/c {\n}\n", mode: 0o600)
        try write("c", "include \(directory.path("d"))\n")
        let imported = read("c")
        #expect(paths(imported) == ["/c"])
        #expect(!imported.isRefused)
        #expect(imported.remarks.map(\.kind) == [.warning, .warning])

        try write("e", "include \(directory.path("none"))\n/a {\n}\n")
        let missing = read("e", "f")
        #expect(paths(missing) == ["/a"])
        #expect(missing.isRefused)
        #expect(missing.remarks.map(\.kind) == [.error, .error])
    }

    @Test func filesThatIncludeEachOtherEnd() throws {
        try write("a", "include \(directory.path("b"))\n/a {\n}\n")
        try write("b", "include \(directory.path("a"))\n")
        let imported = read("a")
        #expect(imported.isRefused)
        #expect(imported.remarks.contains { $0.text.hasPrefix("files include each other") })
    }

    @Test func whatABlockThatIgnoresDuplicatesHasMayBeNamedAgain() throws {
        try write("c", "/a {\n}\n/b {\nignoreduplicates\n}\n/c {\n}\n")
        #expect(read("c").policies.map(\.ignoresDuplicates) == [false, true, true])
    }

    @Test func theStateDirectoryMayHoldNoLog() throws {
        try write("c", "/var/lib/logferry/*.log {\n}\n")
        #expect(read("c").remarks.map(\.kind) == [.error])
        #expect(LogrotateImport([directory.path("c")], positions: "/srv/state/p.json").remarks == [])
    }

    @Test func commentsStayWithWhatTheyAreAbout() throws {
        try write(
            "d/app",
            """
            # The application's
            # two logs.
            /var/log/app.log
            # and the second
            /var/log/app2.log {
                # a week is enough
                rotate 7
                daily # each day
                # reopen
                postrotate
                    kill -HUP 1  # it does
                endscript
                # the end
            }
            """)
        try write(
            "c",
            "# see logrotate(8)\n\n# weekly is good\nweekly\n#dateext\ninclude \(directory.path("d"))\n\n# done\n"
        )
        #expect(
            read("c").text == """
                # Imported from logrotate's \(directory.path("c")).

                positions:
                  # What rotation remembers is kept beside this file, in a directory that belongs to this agent alone and holds no log.
                  filename: "/var/lib/logferry/positions.json"

                rotation:

                  # \(directory.path("c")), for all that follows:
                  # see logrotate(8)
                  # weekly is good
                  #   weekly
                  #dateext

                  # \(directory.path("d/app")):3
                  # The application's
                  # two logs.
                  # and the second
                  - paths: ["/var/log/app.log", "/var/log/app2.log"]
                    # each day
                    interval: daily
                    # a week is enough
                    rotate: 7
                    method: rename
                    # reopen
                    postrotate: |-
                      kill -HUP 1  # it does
                    # the end

                  # \(directory.path("c")), for all that follows:
                  # done

                """)
    }

    @Test func nothingAtAllIsAnEmptyList() throws {
        try write("c", "")
        #expect(read("c").text.hasSuffix("\nrotation: []\n"))
        #expect(read("c").remarks == [])
    }
}
