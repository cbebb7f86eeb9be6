// What the decoders say, word for word.

import Testing

@testable import Configuration

@Suite struct MessageTests {
    private enum Question: Sendable {
        case string, secret, bool, duration, durationFrom1sTo1h, size, sizeFrom1KTo1M, choice, strings, map,
            list, mapping
        case require, requireExample, requiredString, single
    }

    private static let shortDurations: ClosedRange<Int64> = 1_000_000_000...3_600_000_000_000
    private static let duration = "a duration is a number with a unit: 500ms, 10s, 5m, 1h"
    private static let size = "a size is a number of bytes, or a number with a unit: 512, 256KB, 2MB, 1GB"
    private static let units = "the units are ns, us, ms, s, m, h, d, w and y"
    private static let oneLine =
        "write a single value; put a text with ': ', or one that begins with {, in quotes"
    private static let below = "write its keys below, as 'key: value', indented by two spaces"

    private static let table: [(Question, String, String)] = [
        (.string, "k: {}", "1:4: k: expected text, found a mapping; \(oneLine)"),
        (.string, "k: []", "1:4: k: expected text, found a list; write a single value, without '- ' or [ ]"),
        (
            .secret, "k: [hunter2]",
            "1:4: k: expected text, found a list; write a single value, without '- ' or [ ]"
        ),
        (.bool, "k: maybe", "1:4: k: 'maybe' is not a Boolean; write true or false"),
        (.bool, "k: []", "1:4: k: expected true or false, found a list; write true or false"),
        (.duration, "k: 10", "1:4: k: '10' has no unit; write a unit, for example 10s"),
        (.duration, "k: 1h30", "1:4: k: '1h30' has no unit; write a unit, for example 1h30m"),
        (.duration, "k: ten", "1:4: k: 'ten' is not a duration; \(duration)"),
        (.duration, "k: 5min", "1:4: k: '5min' has the unknown unit 'min'; \(units)"),
        (.duration, "k: 300y", "1:4: k: '300y' is too long; write at most 292y"),
        (.duration, "k: {}", "1:4: k: expected a duration, found a mapping; \(duration)"),
        (.durationFrom1sTo1h, "k: 10ms", "1:4: k: '10ms' is out of range; write a duration from 1s to 1h"),
        (.durationFrom1sTo1h, "k: 0", "1:4: k: '0' is out of range; write a duration from 1s to 1h"),
        (.size, "k: big", "1:4: k: 'big' is not a size; \(size)"),
        (.size, "k: -1", "1:4: k: '-1' is not a size; \(size)"),
        (.size, "k: 99999999T", "1:4: k: '99999999T' is too large; write a smaller size"),
        (.size, "k: []", "1:4: k: expected a size, found a list; \(size)"),
        (.sizeFrom1KTo1M, "k: 99999999T", "1:4: k: '99999999T' is too large; write a size from 1KiB to 1MiB"),
        (.sizeFrom1KTo1M, "k: 2M", "1:4: k: '2M' is out of range; write a size from 1KiB to 1MiB"),
        (.choice, "k: inof", "1:4: k: must be one of debug, info, warn, found 'inof'; did you mean 'info'?"),
        (.choice, "k: INFO", "1:4: k: must be one of debug, info, warn, found 'INFO'; did you mean 'info'?"),
        (.choice, "k: loud", "1:4: k: must be one of debug, info, warn, found 'loud'; write one of them"),
        (.choice, "k: []", "1:4: k: expected one of debug, info, warn, found a list; write one of them"),
        (.strings, "k: {}", "1:4: k: expected a list, found a mapping; start each element with '- '"),
        (.strings, "k: [a, {}]", "1:8: k[1]: expected text, found a mapping; \(oneLine)"),
        (
            .strings, "k:\n  - a\n  -\n",
            "3:4: k[1]: the element is empty; write a value after the '-', or remove it"
        ),
        (.map, "k: []", "1:4: k: expected a mapping, found a list; remove the '- ' before its keys"),
        (.map, "k: x", "1:4: k: expected a mapping, found text; \(below)"),
        (
            .map, "k: {a: [b]}",
            "1:8: k.a: expected text, found a list; write a single value, without '- ' or [ ]"
        ),
        (.list, "k: {}", "1:4: k: expected a list, found a mapping; start each element with '- '"),
        (.list, "k: x", "1:4: k: expected a list, found text; start each element with '- '"),
        (.list, "k: [~]", "1:5: k[0]: the element is empty; write a value after the '-', or remove it"),
        (.mapping, "k: []", "1:4: k: expected a mapping, found a list; remove the '- ' before its keys"),
        (.mapping, "k: x", "1:4: k: expected a mapping, found text; \(below)"),
        (.require, "x: y", "1:1: the key 'k' is missing; add 'k: ' with its value"),
        (.requireExample, "x: y", "1:1: the key 'k' is missing; add 'k: http://loki:3100'"),
        (.requiredString, "x: y", "1:1: the key 'k' is missing; add 'k: v'"),
        (.require, "k:", "1:3: k: the value is missing; write a value after the ':'"),
        (.requireExample, "k:", "1:3: k: the value is missing; write 'k: http://loki:3100'"),
        (
            .requiredString, "k: []",
            "1:4: k: expected text, found a list; write a single value, without '- ' or [ ]"
        ),
        (.single, "k: {}", "1:4: k: expected one key, found 0; write one, as in '- key: value'"),
        (.single, "k: {a: 1, b: 2}", "1:4: k: expected one key, found 2; start each of them with '- '"),
        (.single, "k: x", "1:4: k: expected a mapping, found text; \(below)"),
    ]

    @Test(arguments: table)
    private func saysWhatAndHow(question: Question, text: String, expected: String) throws {
        let (_, findings) = try read(text) { ask(question, &$0) }
        let pieces = expected.split(separator: ":", maxSplits: 2)
        try #require(pieces.count == 3)
        #expect(findings == ["f:\(pieces[0]):\(pieces[1]): error:\(pieces[2])"])
    }

    private func ask(_ question: Question, _ reader: inout MappingReader) {
        switch question {
        case .string: #expect(reader.string("k") == nil)
        case .secret: #expect(reader.secret("k") == nil)
        case .bool: #expect(reader.bool("k") == nil)
        case .duration: #expect(reader.duration("k") == nil)
        case .durationFrom1sTo1h: #expect(reader.duration("k", in: Self.shortDurations) == nil)
        case .size: #expect(reader.byteSize("k") == nil)
        case .sizeFrom1KTo1M: #expect(reader.byteSize("k", in: 1_024...1_048_576) == nil)
        case .choice: #expect(reader.choice("k", [("debug", 1), ("info", 2), ("warn", 3)]) == nil)
        case .strings: _ = reader.strings("k")
        case .map: _ = reader.stringMap("k")
        case .list: _ = reader.list("k")
        case .mapping: _ = reader.mapping("k")
        case .require: #expect(reader.require("k") == false)
        case .requireExample: #expect(reader.require("k", example: "http://loki:3100") == false)
        case .requiredString: #expect(reader.requiredString("k", example: "v") == nil)
        case .single:
            let node = reader.node("k")
            #expect(node?.singlePair(diagnostics: reader.diagnostics, what: "k") == nil)
        }
    }

    @Test func wrongKindAtTheTop() throws {
        let (_, findings) = try read("- a: 1\n") { reader in
            #expect(reader.string("a") == nil)
            reader.finish()
        }
        #expect(
            findings == ["f:1:1: error: expected a mapping, found a list; remove the '- ' before its keys"])
    }

    @Test func requireInAContextNamesIt() throws {
        let (_, findings) = try read("x: 1", context: "clients[0]") {
            $0.require("url", example: "http://loki:3100")
        }
        #expect(
            findings == ["f:1:1: error: the key 'url' is missing in clients[0]; add 'url: http://loki:3100'"])
    }

    @Test func elementsOfAListDecodeByThemselves() throws {
        let diagnostics = DiagnosticCollector()
        let elements = try #require(try tree("[a, ~, 7, {json: x}]").elements)
        #expect(elements[0].scalarText(diagnostics: diagnostics, what: "s[0]") == "a")
        #expect(elements[1].scalarText(diagnostics: diagnostics, what: "s[1]") == nil)
        #expect(elements[2].int(in: 0...9, diagnostics: diagnostics, what: "s[2]") == 7)
        let pair = try #require(elements[3].singlePair(diagnostics: diagnostics, what: "s[3]"))
        #expect(pair.key == "json")
        #expect(pair.keyLocation.description == "f:1:12")
        #expect(pair.value.text == "x")
        #expect(elements[1].texts(diagnostics: diagnostics, what: "s[1]") == nil)
        #expect(elements[1].pairs(diagnostics: diagnostics, what: "")?.isEmpty == true)
        #expect(elements[1].singlePair(diagnostics: diagnostics, what: "t") == nil)
        #expect(
            diagnostics.diagnostics.map(\.description) == [
                "f:1:5: error: s[1]: expected text, found nothing; write a value after the ':'",
                "f:1:5: error: s[1]: expected a list, found nothing; start each element with '- '",
                "f:1:5: error: t: expected a mapping, found nothing; "
                    + "write its keys below, as 'key: value', indented by two spaces",
            ])
    }
}
