// Why this file exists: a log line may hold anything, and what the json stage takes out of it must be what is in it.

import Configuration
import Platform
import TestSupport

@testable import Pipeline

extension Check {
    /// Lines through the json stage, held against a slow reader.
    static let json = Check(
        name: "json",
        seeds: [
            #"{"ts":"2026-11-22T10:00:00.5Z","a":"info","msg":"hello","b":{"c":{"d":"ann"},"id":7}}"#,
            #"{"a":1795341600123,"b":3e2,"msg":"{\"a\":{\"b\":\"in \\u00e9\"},\"level\":\"x\"}","b":{"c":0.10}}"#,
            #"{"b":[1,{"c":{"d":"no"}}],"msg":null,"a":"\ud83d\ude00\ud83d","\u0061":"2026-11-22 10:00:00"}"#,
            #"{"a":"a","b":{"c":1,"c":[1,2,{}]},"b":{"c":{},"c":{"d":"","d":true}}}"# + "\nplain\n\n{}\n[]\n",
            #" { "a" : -0.0e-10 , "b" : { "c" : { "d" : "\b\f\n\r\t\/\\\"" } } } "#,
            #"{"b":[{"c":["<&>\u2028",[1e21,-1e-7,{"b":1,"a":0.10,"b":"\u00e9\u0007"},7]],"b":[]},{"c":[[],[3,4]]}]}"#,
            #"{"a":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]],"b":{"c":{"c":{"c":{}}}}}"# + "\n" + #"{"a":"x"#,
        ].map { Array($0.utf8) },
        findings: []
    ) { bytes in
        let lines = bytes.split(separator: 10, omittingEmptySubsequences: false).map { Array($0) }
        return JSONTrial().problem(with: lines)
    }
}

/// A json stage, and what it takes out of a chunk of lines.
private struct JSONTrial {
    /// The keys to each value, numbers for indexes, and its column.
    private let values: [(path: [String], slot: Int)]
    private let stages: [any Stage]
    private let slotCount: Int
    private let table = LabelTable()
    private let chunk = Chunk()

    init() {
        let diagnostics = DiagnosticCollector()
        let yaml =
            "- json: {expressions: {one: a, two: b, three: b.c, four: b.c.d, five: a.b.c.d, "
            + "six: 'b[0]', seven: 'b[-1].c', eight: 'b.c[1][-2]'}}"
        let node = YAML.parse(Array(yaml.utf8), file: "stages", diagnostics: diagnostics)
        var compiler = StageCompiler(labels: table, diagnostics: diagnostics)
        stages = compiler.compile(node?.list(diagnostics: diagnostics, what: "stages") ?? [], context: "")
        values = [
            ("one", ["a"]), ("two", ["b"]), ("three", ["b", "c"]), ("four", ["b", "c", "d"]),
            ("five", ["a", "b", "c", "d"]), ("six", ["b", "0"]), ("seven", ["b", "-1", "c"]),
            ("eight", ["b", "c", "1", "-2"]),
        ].map { ($0.1, compiler.slot($0.0)) }
        slotCount = compiler.slotCount
    }

    func problem(with lines: [[UInt8]]) -> String? {
        for line in lines {
            let start = chunk.text.count
            line.withUnsafeBytes { chunk.text.append($0) }
            chunk.lines.append(Span32(start, chunk.text.count))
            chunk.text.append(10)
        }
        chunk.prepare(slots: slotCount, labelSet: table.number(of: []), base: 0)
        let memory = PipelineMemory()
        for stage in stages { stage.run(chunk, memory: memory) }
        for (row, line) in lines.enumerated() {
            let object = SlowJSON.parse(line, maximumDepth: JSONScanner.maximumDepth)
            for (path, slot) in values {
                let expected = Self.text(of: Self.value(at: path[...], in: object))
                let found = text(chunk.column(slot)[row])
                if found != expected {
                    return
                        "line \(row): \(path.joined(separator: ".")) is \(found), and should be \(expected)"
                }
            }
        }
        return nil
    }

    /// The value that the keys lead to; of a repeated key the last counts.
    private static func value(at path: ArraySlice<String>, in value: SlowJSON.Value?) -> SlowJSON.Value? {
        guard let key = path.first else { return value }
        if case .array(_, let elements) = value, let index = Int(key) {
            let place = index < 0 ? elements.count + index : index
            return self.value(
                at: path.dropFirst(), in: elements.indices.contains(place) ? elements[place] : nil)
        }
        guard case .object(_, let members) = value else { return nil }
        return self.value(
            at: path.dropFirst(), in: members.last { $0.key.elementsEqual(key.utf8) }?.value)
    }

    /// What a value is, and its bytes, in a form that can be compared and shown.
    private static func text(of value: SlowJSON.Value?) -> String {
        switch value {
        case nil: "absent"
        case .null: "null"
        case .boolean(let bytes): "boolean \(bytes)"
        case .number(let bytes): "number \(bytes)"
        case .string(let bytes): "text \(bytes)"
        case .some(let structure): "structure \(structure.goText)"
        }
    }

    private func text(_ value: Value) -> String {
        switch value.kind {
        case .absent: "absent"
        case .null: "null"
        default: "\(value.kind) \(Array(chunk.bytes(value.span)))"
        }
    }
}
