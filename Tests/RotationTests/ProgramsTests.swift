// Programs that rotation starts: they get little, are waited for no longer than is right, and what they say is kept.

import Glibc
import Platform
import TestSupport
import Testing

@testable import Rotation

@Suite struct ProgramsTests {
    private func run(
        _ script: String, limitSeconds: Int = 60, as identity: Policy.Identity? = nil,
        shouldStop: () -> Bool = { false }
    ) -> ScriptResult {
        Programs(limitSeconds: limitSeconds).run(
            ["/bin/sh", "-c", script, "logrotate_script", "one", "two words"], input: nil, output: nil,
            as: identity,
            shouldStop: shouldStop)
    }

    @Test func whatAScriptSaysAndHowItEndsIsKnown() {
        #expect(
            run("echo $0 \"$1\" \"$2\"; echo wrong >&2; exit 3")
                == ScriptResult(.exited(3), output: "logrotate_script one two words\nwrong\n"))
        #expect(run("kill -TERM $$").ending == .signalled(SIGTERM))
        #expect(run("cat; true") == ScriptResult(.exited(0)))
        #expect(run("exec 1>&- 2>&-; exit 4").ending == .exited(4))
        let result = Programs().run(
            ["/no/such program"], input: nil, output: nil, as: nil, shouldStop: { false })
        #expect(result.ending == .notStarted("cannot start /no/such program: No such file or directory"))
    }

    @Test func itHasNoSignalBlockedAndNoDescriptorButThree() throws {
        let file = try File("/dev/null", .read)
        let kept = dup(file.descriptor)
        defer { close(kept) }
        #expect(run("exec ls /proc/self/fd").output == "0\n1\n2\n3\n")
        let result = run("grep -E 'SigBlk|SigIgn' /proc/self/status; ps -o pgid= -p $$ | tr -d ' '; echo $$")
        let lines = result.output.split(separator: "\n")
        let masks = lines.filter { $0.hasPrefix("Sig") }.compactMap { UInt64($0.suffix(16), radix: 16) }
        // Above 31 are the C library's own.
        #expect(masks.map { $0 & 0x7FFF_FFFF } == [0, 0])
        #expect(lines.suffix(2).first == lines.last)
    }

    @Test func whatItLeavesBehindWithItsOutputOpenIsNotWaitedFor() {
        let start = System.calls.monotonic()
        let result = run("sleep 50 & echo $!")
        #expect(result.ending == .exited(0))
        #expect(System.calls.monotonic() - start < 40_000_000_000)
        // It lives on, because it may be the program that was started anew.
        let left = pid_t(result.output.dropLast()) ?? 0
        #expect(left > 1 && kill(left, SIGKILL) == 0)
    }

    @Test func itIsKilledWithItsGroupWhenItTakesTooLong() {
        let result = run("sleep 50 & echo $!; wait", limitSeconds: 0)
        #expect(result.ending == .tookTooLong(seconds: 0))
    }

    @Test func aStopEndsItAndAllThatItStarted() throws {
        var asked = 0
        let scratch = try ScratchDirectory()
        let file = scratch.path("child")
        let result = run("sleep 50 & echo $! > \(file).new; mv \(file).new \(file); wait") {
            asked += 1
            return access(file, F_OK) == 0
        }
        #expect(result.ending == .stopped)
        #expect(asked > 0)
        let child = pid_t(String(decoding: try scratch.read("child").dropLast(), as: UTF8.self)) ?? 0
        // Dead, or not yet fetched by the one who has it now.
        func isAlive() -> Bool {
            guard let state = try? FileSystem.contents(of: "/proc/\(child)/stat") else { return false }
            return state.split(separator: 0x20).dropFirst(2).first?.elementsEqual("Z".utf8) != true
        }
        while isAlive() { sched_yield() }
    }

    @Test func aFloodIsReadAndForgotten() {
        let result = run("head -c 3000000 /dev/zero | tr '\\0' x; echo; echo end")
        #expect(result.ending == .exited(0))
        #expect(result.output.utf8.count == 16 << 10)
    }

    @Test(.enabled(if: geteuid() == 0)) func itRunsAsTheUserThatIsSaidForGood() {
        let identity = Policy.Identity(user: "4711", group: "4712")
        let result = run("id -u; id -ru; id -g; id -G; grep CapEff /proc/self/status", as: identity)
        #expect(result.output == "4711\n4711\n4712\n4712\nCapEff:\t0000000000000000\n")
        #expect(geteuid() == 0 && getuid() == 0 && getegid() == 0)
        let nobody = run("true", as: Policy.Identity(user: "no such user", group: "0"))
        #expect(nobody.ending == .notStarted("there is no user no such user"))
    }

    @Test func aSignalGoesToAProcessThatIsThere() throws {
        #expect(throws: SystemError.self) { try Programs().send(0, to: .max) }
        try Programs().send(0, to: getpid())
    }
}
