// An agent at rest is woken by nobody: no library's thread, which might wake by the clock, is among its own.

import Glibc
import Platform
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct RestingCommandTests {
    private func threads(of process: pid_t) throws -> [String] {
        try FileSystem.list("/proc/\(process)/task").entries.map { entry in
            let name = try FileSystem.contents(of: "/proc/\(process)/task/\(entry.name)/comm", limit: 64)
            return String(decoding: name.dropLast(), as: UTF8.self)
        }
    }

    private func configuration(_ directory: ScratchDirectory) throws -> String {
        let path = directory.path("agent.conf")
        try directory.write("a line\n", to: "a.log")
        try directory.write(goodConfiguration(directory), to: "agent.conf")
        return path
    }

    @Test func itsThreadsAreThoseThatItMade() async throws {
        let directory = try ScratchDirectory()
        let command = try Command("run", "--config", try configuration(directory))
        _ = try await command.wait { $0.standardError.contains("msg=following") }
        let known: Set = ["logferry", "ferry", "journal-sync"]
        let others = try threads(of: command.pid).filter { !known.contains($0) && !$0.hasPrefix("NIO-ELT-") }
        #expect(others == [])
        command.signal(SIGTERM)
        #expect(try await command.end().status == 0)
    }

    @Test func aHangupReloadsAndStartsNoFurtherThread() async throws {
        let directory = try ScratchDirectory()
        let command = try Command("run", "--config", try configuration(directory))
        _ = try await command.wait { $0.standardError.contains("msg=following") }
        let before = try threads(of: command.pid).sorted()
        command.signal(SIGHUP)
        _ = try await command.wait { $0.standardError.contains("the configuration was reloaded") }
        #expect(try threads(of: command.pid).sorted() == before)
        command.signal(SIGTERM)
        #expect(try await command.end().status == 0)
    }
}
