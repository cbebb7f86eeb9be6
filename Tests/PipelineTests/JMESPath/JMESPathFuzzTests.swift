// Random expressions over random documents: none may trap, and each result is JSON again.

import Platform
import TestSupport
import Testing

@testable import Pipeline

/// Makes expressions and documents that use the same few keys.
private struct Maker {
    var random: SeededGenerator

    mutating func pick<T>(_ choices: [T]) -> T { choices[Int.random(in: choices.indices, using: &random)] }

    mutating func key() -> String { pick(["a", "b", "c", "\"d e\"", "\"\\u00e9\""]) }

    mutating func number() -> String { pick(["0", "1", "-1", "2", "-3", "7"]) }

    mutating func expression(_ depth: Int) -> String {
        guard depth > 0 else {
            return pick([key(), "@", "`\(document(1))`", "'x'", "*", "[0]", "[]", "[*]"])
        }
        let (left, right) = (expression(depth - 1), expression(depth - Int.random(in: 1...2, using: &random)))
        switch Int.random(in: 0..<18, using: &random) {
        case 0: return "\(left).\(key())"
        case 1: return "\(left)[\(number())]"
        case 2: return "\(left)[\(number()):\(pick(["", number()])):\(pick(["", "2", "-1"]))]"
        case 3: return "\(left)[*].\(key())"
        case 4: return "\(left)[]"
        case 5: return "\(left).*"
        case 6: return "\(left)[?\(right)]"
        case 7: return "\(left) \(pick(["==", "!=", "<", "<=", ">", ">="])) \(right)"
        case 8: return "\(left) \(pick(["||", "&&", "|"])) \(right)"
        case 9: return "!\(left)"
        case 10: return "(\(left))"
        case 11: return "[\(left), \(right)]"
        case 12: return "{\(key()): \(left), \(key()): \(right)}"
        case 13: return "\(left).[\(right)]"
        default: return call(left, right)
        }
    }

    private mutating func call(_ left: String, _ right: String) -> String {
        let function = pick(JMESPathFunction.allCases)
        var arguments: [String] = []
        for (parameter, argument) in zip([function.parameters.0, function.parameters.1], [left, right]) {
            arguments.append(parameter == .expression ? "&\(argument)" : argument)
        }
        return "\(function.name)(\(arguments.prefix(function.count).joined(separator: ", ")))"
    }

    mutating func document(_ depth: Int) -> String {
        switch Int.random(in: 0..<(depth > 0 ? 10 : 6), using: &random) {
        case 0: return "null"
        case 1: return pick(["true", "false"])
        case 2: return pick(["0", "1", "-1.5", "1e3", "12345678901234567890", "0.1"])
        case 3...5: return pick(["\"\"", "\"x\"", "\"12\"", "\"\\u00e9\\n\"", "\"d e\""])
        case 6, 7:
            let count = Int.random(in: 0...4, using: &random)
            return "[\((0..<count).map { _ in document(depth - 1) }.joined(separator: ","))]"
        default:
            let count = Int.random(in: 0...4, using: &random)
            return "{\((0..<count).map { _ in "\(key()):\(document(depth - 1))" }.joined(separator: ","))}"
                .replacing("{a", with: "{\"a\"").replacing("{b", with: "{\"b\"").replacing(
                    "{c", with: "{\"c\""
                )
                .replacing(",a:", with: ",\"a\":").replacing(",b:", with: ",\"b\":").replacing(
                    ",c:", with: ",\"c\":")
        }
    }
}

@Suite struct JMESPathFuzzTests {
    @Test(arguments: UInt64(1)...3)
    func everyResultIsJSON(_ seed: UInt64) throws {
        var maker = Maker(random: SeededGenerator(seed: seed))
        var results = 0
        for _ in 0..<400 {
            let (expression, document) = (maker.expression(4), maker.document(3))
            let found = try searched(expression, document)
            if found.hasPrefix("error:") {
                #expect(found == "error: invalid-type" || found == "error: too much", "\(expression)")
                continue
            }
            results += 1
            #expect(JSONLiteral.value(Array(found.utf8), into: JSONArena()) != nil, "\(expression)")
            // The same again is the same.
            #expect(try searched(expression, document) == found)
        }
        #expect(results > 100)
    }

    @Test(arguments: UInt64(1)...2)
    func brokenExpressionsNeverTrap(_ seed: UInt64) throws {
        var maker = Maker(random: SeededGenerator(seed: seed))
        for _ in 0..<400 {
            let bytes = maker.random.mutated(Array(maker.expression(4).utf8), edits: 3)
            _ = try searched(String(decoding: bytes, as: UTF8.self), maker.document(3))
        }
    }

    /// The scanner and the evaluation must agree about what a path leads to.
    @Test(arguments: UInt64(1)...2)
    func pathGivesTheSameBothWays(_ seed: UInt64) throws {
        var maker = Maker(random: SeededGenerator(seed: seed))
        for _ in 0..<150 {
            let steps = (0..<Int.random(in: 0...2, using: &maker.random)).map { _ in
                maker.pick([".\(maker.key())", "[\(maker.number())]"])
            }
            let path = maker.key() + steps.joined()
            let line = Array(
                "{\"a\":\(maker.document(3)),\"b\":\(maker.document(3)),\"a\":\(maker.document(3))}".utf8)
            let scanned = try extracted("{a: '\(path)'}", line)
            let computed = try extracted("{a: '@ | \(path)'}", line)
            #expect(
                computed == (scanned == "a:null=null" ? "" : scanned),
                "\(path) in \(String(decoding: line, as: UTF8.self))")
        }
    }
}
