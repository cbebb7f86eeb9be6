// The multiline stage: blocks as the documentation shows them, and the same blocks however the file is cut.

import TestSupport
import Testing

@testable import Pipeline

@Suite struct MultilineStageTests {
    static let flask = #"""
        [2020-12-03 11:36:20] "GET /hello HTTP/1.1" 200 -
        [2020-12-03 11:36:23] ERROR in app: Exception on /error [GET]
        Traceback (most recent call last):
          File "/home/pallets/.pyenv/versions/3.8.5/lib/python3.8/site-packages/flask/app.py", line 2447, in wsgi_app
            response = self.full_dispatch_request()
        Exception: Sorry, this route always breaks
        [2020-12-03 11:36:23] "GET /error HTTP/1.1" 500 -
        [2020-12-03 11:36:26] "GET /hello HTTP/1.1" 200 -
        """#.split(separator: "\n").map(String.init)

    @Test func tracebackIsOneEntry() throws {
        let entries = try CutTrial.everyCut(
            #"- multiline: {firstline: '^\[\d{4}-\d{2}-\d{2} \d{1,2}:\d{2}:\d{2}\]', max_wait_time: 3s}"#,
            Self.flask)
        let block = Self.flask[1...5].joined(separator: "\n")
        #expect(entries.map(\.text) == [Self.flask[0], block, Self.flask[6], Self.flask[7]])
    }

    @Test func zeroWidthSpaceBeginsABlock() throws {
        let entries = try CutTrial.everyCut(
            #"- multiline: {firstline: '^\x{200B}\['}"#, ["\u{200B}[a", "b", "\u{200B}c", "\u{200B}[d"])
        #expect(entries.map(\.text) == ["\u{200B}[a\nb\n\u{200B}c", "\u{200B}[d"])
    }

    @Test func blockHasTheFirstLinesLabelsAndTime() throws {
        let entries = try CutTrial.everyCut(
            """
            - json: {expressions: {t: , m: }}
            - timestamp: {source: t, format: Unix}
            - multiline: {firstline: '"t"'}
            - labels: {m: }
            """, [#"{"t":1,"m":"a"}"#, "x", #"{"m":"b"}"#, #"{"t":2,"m":"c"}"#])
        #expect(entries.map(\.text) == [#"{"t":1,"m":"a"}"# + "\nx\n" + #"{"m":"b"}"#, #"{"t":2,"m":"c"}"#])
        #expect(entries.map(\.labels) == ["m=a", "m=c"])
        #expect(entries.map(\.time) == [1_000_000_000, 2_000_000_000])
    }

    @Test func linesThatAStageWroteAreJoined() throws {
        let entries = try CutTrial.everyCut(
            "- json: {expressions: {m: }}\n- output: {source: m}\n- multiline: {firstline: ^S}",
            [#"{"m":"S\t1"}"#, #"{"m":"two"}"#, #"{"m":"\u0033"}"#, #"{"m":"S"}"#])
        #expect(entries.map(\.text) == ["S\t1\ntwo\n3", "S"])
    }

    @Test func laterStagesSeeTheWholeBlock() throws {
        let entries = try CutTrial.everyCut(
            "- multiline: {firstline: '^{'}\n- json: {expressions: {a: , b: }}\n- labels: {a: , b: }",
            ["{", " \"a\": 1,", " \"b\": [2,", "3]}", "{\"a\":4}"])
        #expect(entries.map(\.labels) == ["a=1,b=[2,3]", "a=4"])
    }

    @Test(arguments: [("", 3_000_000_000), (", max_wait_time: 500ms", 500_000_000)] as [(String, Int64)])
    func openBlockWaits(_ setting: String, _ quiet: Int64) throws {
        let trial = try StageTrial("- multiline: {firstline: ^S\(setting)}")
        trial.place = Chunk.Place(isEnded: false)
        #expect(trial.run(["S1", "x", "S2", "y"]).map(\.text) == ["S1\nx", "x"])
        #expect(trial.chunk.waiting?.condition == .lines(quiet: quiet))
        #expect(trial.chunk.waiting?.start == 5)
    }

    /// What comes of lines, one after the other; a line's stream is its tenth character.
    private func model(_ lines: [String], maximumLines: Int) -> [String] {
        var blocks: [(stream: Character?, rows: [Int])] = []
        var open: [Character?: Int] = [:]
        var hasStarted = false
        for (row, line) in lines.enumerated() {
            let stream = line.dropFirst(9).first
            if line.hasPrefix("S") {
                hasStarted = true
                open[stream] = nil
            }
            if hasStarted, let block = open[stream], blocks[block].rows.count < maximumLines {
                blocks[block].rows.append(row)
            } else {
                blocks.append((stream, [row]))
                if hasStarted { open[stream] = blocks.count - 1 }
            }
        }
        return blocks.map { $0.rows.map { lines[$0] }.joined(separator: "\n") }
    }

    @Test(arguments: UInt64(1)...8)
    func anyCutGivesTheBlocksOfANaiveModel(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let maximumLines = [1, 2, 5, 128][Int(seed % 4)]
        let lines = (0..<300).map { number in
            let isFirst = number > 5 && Int.random(in: 0..<5, using: &generator) == 0
            let stream = Int.random(in: 0..<4, using: &generator) == 0 ? "e" : "o"
            return "\(isFirst ? "S" : "-") stream=\(stream) \(number)"
        }
        let entries = try CutTrial.everyCut(
            """
            - logfmt: {mapping: {stream: }}
            - labels: {stream: }
            - multiline: {firstline: ^S, max_lines: \(maximumLines)}
            """, lines, seed: seed)
        #expect(entries.map(\.text) == model(lines, maximumLines: maximumLines))
    }
}
