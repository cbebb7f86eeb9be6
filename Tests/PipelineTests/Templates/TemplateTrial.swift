// What every table of templates needs: a template and what the line has in, text or an error out.

import Platform
import Testing

@testable import Pipeline

/// What a line has, written down.
indirect enum TrialValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByNilLiteral
{
    case value(TemplateValue)
    case bytes([UInt8])
    case list([TrialValue])
    case map([(String, TrialValue)])

    init(stringLiteral text: String) { self = .bytes(Array(text.utf8)) }
    init(integerLiteral value: Int64) { self = .value(.int(value)) }
    init(floatLiteral value: Double) { self = .value(.float(value)) }
    init(booleanLiteral value: Bool) { self = .value(.bool(value)) }
    init(nilLiteral: ()) { self = .value(.null) }
    init(arrayLiteral elements: TrialValue...) { self = .list(elements) }
    init(dictionaryLiteral elements: (String, TrialValue)...) { self = .map(elements) }

    /// The value, its texts kept by `keeper`.
    func made(_ keeper: TextKeeper) -> TemplateValue {
        switch self {
        case .value(let value): value
        case .bytes(let bytes): .text(keeper.keep(bytes))
        case .list(let elements): .list(elements.map { $0.made(keeper) })
        case .map(let pairs):
            .map(TemplateMap(pairs.map { (key: keeper.keep(Array($0.0.utf8)), value: $0.1.made(keeper)) }))
        }
    }
}

/// Texts that stay where they are as long as it lives.
final class TextKeeper {
    private var buffers: [ByteBuffer] = []

    func keep(_ bytes: [UInt8]) -> TemplateText {
        let buffer = ByteBuffer(capacity: bytes.count)
        bytes.withUnsafeBytes { buffer.append($0) }
        buffers.append(buffer)
        return TemplateText(buffer.bytes)
    }
}

/// A template that is run by itself.
struct TemplateTrial {
    static let functions = TemplateFunctions([TemplateFunctions.builtIn, TemplateFunctions.promtail])

    let program: TemplateProgram
    let context = TemplateContext()

    init(_ template: [UInt8], functions: TemplateFunctions = functions) throws(TemplateSyntaxError) {
        program = try TemplateParser.program(template, functions: functions)
    }

    func run(_ inputs: [String: TrialValue] = [:], now: Int64 = 0, seed: UInt64 = 0)
        throws(TemplateFailure) -> [UInt8]
    {
        let keeper = TextKeeper()
        let values = program.inputs.map { inputs[$0]?.made(keeper) ?? .null }
        let output = ByteBuffer()
        context.begin(now: now, seed: seed)
        let machine = TemplateMachine(context: context)
        let result = values.withUnsafeBufferPointer { values in
            Result { () throws(TemplateFailure) in
                try machine.run(
                    program, inputs: values,
                    all: {
                        TemplateMap(
                            inputs.map {
                                (key: keeper.keep(Array($0.key.utf8)), value: $0.value.made(keeper))
                            })
                    },
                    output: output)
            }
        }
        try result.get()
        return Array(output.bytes)
    }

    /// What a template makes of a line, or `COLUMN: PROBLEM` for an error, or `COLUMN! PROBLEM; REMEDY` for one in its
    /// text; columns from 1, in bytes.
    static func text(_ template: String, _ inputs: [String: TrialValue] = [:]) -> String {
        do {
            let trial = try TemplateTrial(Array(template.utf8))
            do {
                return String(decoding: try trial.run(inputs), as: UTF8.self)
            } catch {
                return "\(error.offset + 1): \(error.problem)"
            }
        } catch {
            return "\(error.offset + 1)! \(error.problem)" + (error.remedy.map { "; \($0)" } ?? "")
        }
    }
}

/// Checks a table of templates, each with what it makes.
func expectTemplates(
    _ cases: [(template: String, text: String)], _ inputs: [String: TrialValue] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
) {
    for (template, text) in cases {
        let found = TemplateTrial.text(template, inputs)
        #expect(found == text, "\(template)", sourceLocation: sourceLocation)
    }
}
