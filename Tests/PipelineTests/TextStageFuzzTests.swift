// Whatever is in a log, no line may stop the agent: random bytes through the stages that look for patterns in text.

import TestSupport
import Testing

@testable import Pipeline

@Suite struct TextStageFuzzTests {
    static let everyStage = #"""
        - regex: {expression: '^(?P<ip>\S+) (?P<user>.*?) ?"(?P<message>.*)$'}
        - eventlogmessage: {drop_invalid_labels: true}
        - eventlogmessage: {source: message}
        - decolorize:
        - replace: {expression: '(?P<word>\w+)|(\d)?', replace: '<>'}
        - replace: {expression: '(.)', source: message, replace: 'é'}
        - drop: {source: [ip, user], expression: '^x'}
        - drop: {longer_than: 4kb}
        - labels: {ip: , user: , word: , Key: }
        - structured_metadata: {user: , message: }
        - labelallow: [word, user, Key]
        - tenant: {source: ip}
        """#

    @Test(arguments: UInt64(1)...3)
    func randomBytesNeverTrap(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let trial = try StageTrial(Self.everyStage)
        let pieces: [[UInt8]] = [
            [0x1b, 0x5b], [0x1b, 0x5d], [0x07], [13, 10], Array("Key: ".utf8), Array(":".utf8), [0x20],
            [0x22],
            Array("31m".utf8), [0xc3], [0xa9], [0xff], Array("11.1.1.1".utf8), Array("größe".utf8), [0], [10],
        ]
        for _ in 0..<10 {
            let lines = (0..<20).map { _ in
                (0..<Int.random(in: 0...20, using: &generator)).flatMap { _ in
                    pieces[Int.random(in: pieces.indices, using: &generator)]
                }
            }
            let outcomes = trial.run(lines, labels: [Label("filename", "/f")])
            #expect(outcomes.count == lines.count)
            #expect(!outcomes.contains { $0.hasOwnTime })
        }
    }
}
