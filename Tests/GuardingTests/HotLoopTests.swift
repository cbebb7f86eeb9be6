// What is counted must be what the agent does: every line leaves in a body, with its labels and its time.

import Benchmarking
import CSnappy
import Platform
import TestSupport
import Testing

@testable import Guarding

@Suite struct HotLoopTests {
    private func log(lines: Int) throws -> ScratchDirectory {
        let directory = try ScratchDirectory()
        var log = AccessLog(seed: 1)
        var bytes: [UInt8] = []
        for _ in 0..<lines { log.appendLine(to: &bytes) }
        try directory.write(bytes, to: "app.log")
        return directory
    }

    @Test(arguments: GuardCase.all.filter { $0.encoding == .json })
    func everyLineLeavesInABody(_ guardCase: GuardCase) throws {
        let directory = try log(lines: 4_000)
        let loop = try HotLoop(path: directory.path("app.log"), guardCase, through: .bodies)
        for _ in 0..<2 {
            var bodies: [String] = []
            let passage = try loop.pass { body in
                bodies.append(String(decoding: gunzipped(Array(body)) ?? [], as: UTF8.self))
            }
            #expect(passage.lines == 4_000)
            #expect(passage.entries == 4_000)
            #expect(passage.bodies == bodies.count)
            #expect((2...3).contains(bodies.count))
            #expect(passage.chunks > bodies.count)
            #expect(
                bodies.allSatisfy {
                    $0.hasPrefix(
                        #"{"streams":[{"stream":{"filename":"/var/log/app.log","job":"app","level":"#)
                })
            // 2026-01-01T10:00:00 and a little.
            #expect(bodies.first?.contains(#"["176726160"#) == true)
            #expect(bodies.last?.contains(#"\"seq\": 3999,"#) == true)
        }
    }

    @Test func everyLineLeavesAsProtobuf() throws {
        let directory = try log(lines: 4_000)
        let guardCase = try #require(GuardCase.all.first { $0.encoding == .protobuf })
        let loop = try HotLoop(path: directory.path("app.log"), guardCase, through: .bodies)
        var bodies: [[UInt8]] = []
        let passage = try loop.pass { body in
            let bytes = Array(body)
            var plain = [UInt8](repeating: 0, count: max(0, Int(lf_snappy_length(bytes, bytes.count))))
            #expect(lf_snappy_uncompress(bytes, bytes.count, &plain) == 1)
            bodies.append(plain)
        }
        #expect(passage.entries == 4_000)
        #expect(passage.bodies == bodies.count)
        // Lines as they are; labels, times and lengths come to a few bytes a line.
        let bytes = bodies.reduce(0) { $0 + $1.count }
        #expect((passage.bytes...(passage.bytes + 32 * 4_000)).contains(bytes))
        #expect(String(decoding: bodies.last ?? [], as: UTF8.self).contains(#""seq": 3999,"#))
    }

    @Test func partsReadTheSameChunks() throws {
        let directory = try log(lines: 4_000)
        let passages = try HotLoop.Part.allCases.map { part in
            try HotLoop(path: directory.path("app.log"), GuardCase.all[0], through: part).pass()
        }
        #expect(Set(passages.map(\.chunks)).count == 1)
        #expect(Set(passages.map(\.lines)) == [4_000])
        #expect(Set(passages.map(\.bytes)).count == 1)
        #expect(passages.map { $0.bodies > 0 } == [false, false, false, true])
    }

    @Test func stagesThatAreNotUnderstoodAreToldOf() throws {
        let directory = try log(lines: 1)
        let guardCase = GuardCase(name: "", stages: "- jsn: {}", mostInstructions: [:], mostAllocations: 0)
        #expect(throws: (any Error).self) {
            try HotLoop(path: directory.path("app.log"), guardCase, through: .stages)
        }
    }
}
