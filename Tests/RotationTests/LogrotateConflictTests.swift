// Logs that logrotate rotates, too, are found before it comes to that.

import Glibc
import TestSupport
import Testing

@testable import Rotation

@Suite struct LogrotateConflictTests {
    private let directory: ScratchDirectory

    init() throws {
        directory = try ScratchDirectory()
        try directory.makeDirectory("logrotate.d")
        try directory.makeDirectory("log")
        let rules =
            "# the application's\n\(directory.path("log"))/app*.log \(directory.path("log"))/new.log {\n  daily\n}\n"
        for (name, text) in [
            ("logrotate.d/app", rules),
            ("logrotate.d/bad", "\(directory.path("log"))/bad.log {\nrotate x\n}\n"),
            ("logrotate.conf", "include \(directory.path("logrotate.d"))\n"),
        ] {
            try directory.write(text, to: name)
            chmod(directory.path(name), 0o644)
        }
        for name in ["app1.log", "app2.log", "other.log"] { try directory.write("x", to: "log/" + name) }
    }

    private func conflicts(_ patterns: String...) -> [String] {
        let policy = Policy(name: "rotation[0]", patterns: patterns.map { directory.path("log/" + $0) })
        let places = ["logrotate.conf", "logrotate.d", "none"].map { directory.path($0) }
        let rule = directory.path("logrotate.d/app:2")
        return LogrotateRules.conflicts(with: [policy], in: places).map {
            #expect($0.rule == rule)
            return String($0.path.dropFirst(directory.path("log/").count))
        }
    }

    @Test func aLogThatBothRotateIsNamed() {
        #expect(conflicts("app1.log") == ["app1.log"])
        #expect(conflicts("*1.log") == ["app1.log"])
        #expect(conflicts("*.log") == ["app1.log", "app2.log"])
        #expect(conflicts("*.log", "app1.log") == ["app1.log", "app2.log"])
    }

    @Test func aLogThatIsYetToComeIsNamedToo() {
        #expect(conflicts("app3.log") == ["app3.log"])
        #expect(conflicts("new.log") == ["new.log"])
        #expect(conflicts("n*.log") == ["new.log"])
        #expect(conflicts("app?.log", "{new,x}.log") == ["app1.log", "app2.log"])
    }

    @Test func othersAreNot() {
        #expect(conflicts("other.log") == [])
        #expect(conflicts("o*.log", "x/app1.log") == [])
        // logrotate leaves this rule out.
        #expect(conflicts("bad.log") == [])
    }

    @Test func theSentenceSaysWhere() {
        let conflict = LogrotateConflict(
            path: "/var/log/a", policy: "rotation[2]", rule: "/etc/logrotate.d/a:1")
        #expect(
            conflict.description
                == "rotation[2]: /var/log/a is rotated by logrotate, too: /etc/logrotate.d/a:1; take it out of one of the two"
        )
    }
}
