// Why this file exists: the example application must do what real ones do: append, rename, start anew, delete.

import Agent
import Configuration
import Glibc
import Platform
import Testing

@testable import Demonstration

@Suite("The example application")
struct ApplicationTests {
    private static func lines(_ path: String) throws -> [String] {
        String(decoding: try FileSystem.contents(of: path), as: UTF8.self).split(separator: "\n").map(
            String.init)
    }

    private static func names(_ directory: String) throws -> [String] {
        try FileSystem.list(directory).entries.map(\.name).sorted()
    }

    @Test("A rotation renames every file, and the oldest goes")
    func rotation() throws {
        let directory = try TemporaryDirectory(name: "application-test")
        defer { try? directory.remove() }
        let path = directory.path + "/app.log"
        let log = try ApplicationLog(path: path, keptFiles: 2)
        try log.rotate()
        #expect(try Self.names(directory.path) == ["app.log"], "an empty log stays")
        for _ in 0..<4 {
            try log.append(lines: 3) {}
            try log.rotate()
        }
        try log.append(lines: 1) {}
        #expect(try Self.names(directory.path) == ["app.log", "app.log.1", "app.log.2"])
        #expect(try Self.lines(path).allSatisfy { $0.contains("\"seq\": 12, ") })
        #expect(try Self.lines(path + ".1").first?.contains("\"seq\": 9, ") == true)
        #expect(try Self.lines(path + ".2").first?.contains("\"seq\": 6, ") == true)
        #expect(log.lines == 13)
        #expect(log.rotations == 4)
    }

    @Test("It writes what its rate makes of its time, to the line, and counts bytes as the file does")
    func duration() async throws {
        let directory = try TemporaryDirectory(name: "application-test")
        defer { try? directory.remove() }
        var settings = Application.Settings(directory: directory.path)
        (settings.rate, settings.duration) = (100_000, 20_000_000)
        let application = try Application(settings)
        try await application.run { _ in 0 }
        #expect(application.counts.lines == 2000)
        let bytes = try FileSystem.contents(of: directory.path + "/app.log").count
        #expect(application.counts.bytes == Int64(bytes))
    }

    @Test("It stops when it is told to, also beforehand, and writes nothing while it is held back")
    func stop() async throws {
        let directory = try TemporaryDirectory(name: "application-test")
        defer { try? directory.remove() }
        let application = try Application(Application.Settings(directory: directory.path))
        application.stop()
        try await application.run { _ in .max }
        #expect(application.counts.lines == 0)
        #expect(application.counts.isHeldBack)
    }

    @Test("A directory that is not there is an error that names the file")
    func missingDirectory() async throws {
        let application = try Application(Application.Settings(directory: "/nonexistent-directory"))
        await #expect(throws: SystemError.self) { try await application.run { _ in 0 } }
    }

    @Test("A temporary directory goes with all that is in it, links not followed")
    func scratch() throws {
        let outer = try TemporaryDirectory(name: "scratch-test")
        defer { try? outer.remove() }
        let kept = try outer.directory("kept")
        try Array("x".utf8).withUnsafeBytes { try File(kept + "/file", .replace).write($0) }
        let inner = try TemporaryDirectory(name: "inner", in: outer.path)
        let deep = try inner.directory("a")
        try Array("x".utf8).withUnsafeBytes { try File(deep + "/file", .replace).write($0) }
        try #require(symlink(kept, inner.path + "/link") == 0)
        try inner.remove()
        #expect(try Self.names(outer.path) == ["kept"])
        #expect(try Self.names(kept) == ["file"])
    }

    @Test(
        "The demo's configuration is good, whatever its paths are",
        arguments: ["/var/log/app", "/tmp/a b/\"q\"", "/tmp/\\x/ü\t"])
    func configuration(_ directory: String) throws {
        let text = DemoConfiguration(
            logDirectory: "/var/log/app", stateDirectory: directory,
            pushURL: "http://127.0.0.1:3100/loki/api/v1/push"
        ).text
        let diagnostics = DiagnosticCollector()
        let settings = AgentSettings.decode(Array(text.utf8), file: "agent.conf", diagnostics: diagnostics)
        #expect(diagnostics.diagnostics.map(\.description) == [])
        #expect(settings?.positions.filename == directory + "/positions.json")
        #expect(settings?.server.address.port == 0)
        #expect(settings?.targets.count == 1)
    }
}
