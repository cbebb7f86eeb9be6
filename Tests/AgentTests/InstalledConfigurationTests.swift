// agent.conf at the top of the repository is what gets installed: all that it shows must be true.

import Platform
import Testing

@testable import Agent
@testable import Loki

@Suite struct InstalledConfigurationTests {
    private func lines() throws -> [String] {
        let directory = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let text = String(decoding: try FileSystem.contents(of: "/\(directory)/agent.conf"), as: UTF8.self)
        return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test func defaultsItWritesOutAreTheDefaults() throws {
        let (settings, found) = try load(lines().joined(separator: "\n"))
        #expect(found == [])
        let all = try #require(settings)
        let plain = try #require(load(configuration("server:")).settings)
        #expect(all.server.address == plain.server.address)
        #expect(all.server.log.level == plain.server.log.level)
        #expect(all.positions.filename == plain.positions.filename)
        #expect(all.positions.startAt == plain.positions.startAt)
        #expect(all.positions.rejectedMaximum == plain.positions.rejectedMaximum)
        let client = try #require(all.clients.first)
        let other = try #require(plain.clients.first)
        #expect(client.batchWait == other.batchWait)
        #expect(client.batchSize == other.batchSize)
        #expect(client.timeout == other.timeout)
        #expect(client.backoff == other.backoff)
    }

    /// The setting behind a `#`, if there is one and not a sentence.
    private func setting(in line: String) -> String? {
        let indent = line.prefix { $0 == " " }
        guard line.dropFirst(indent.count).hasPrefix("# ") else { return nil }
        let text = line.dropFirst(indent.count + 2)
        let key = text.drop { $0 == " " || $0 == "-" }
        let name = key.prefix { $0.isLowercase || $0 == "_" }
        guard !name.isEmpty, key.dropFirst(name.count).hasPrefix(":") else { return nil }
        // Two ways to authorise exclude each other: the first one shown is tried.
        return name == "bearer_token_file" ? nil : String(indent + text)
    }

    @Test func settingsItShowsInCommentsAreGoodToo() throws {
        let lines = try lines()
        #expect(lines.count { setting(in: $0) != nil } > 25)
        let (settings, found) = load(lines.map { setting(in: $0) ?? $0 }.joined(separator: "\n"))
        #expect(found == [])
        #expect(settings?.targets.count == 3)
    }
}
