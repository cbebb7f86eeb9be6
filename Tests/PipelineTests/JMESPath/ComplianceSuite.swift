// The public compliance suite is data: files of JSON, read with the reader that lines are read with.

import Glibc
import Platform
import Testing

@testable import Pipeline

/// One case of the suite.
struct ComplianceCase: CustomStringConvertible {
    enum Expectation {
        /// The JSON of the result, as Go writes it.
        case result(String)
        case error(String)
        /// A benchmark, which says nothing of a result.
        case benchmark
    }

    let file: String
    let number: Int
    let expression: String
    /// The JSON that the expression is run over.
    let given: String
    let expectation: Expectation

    var description: String { "\(file) \(number): \(expression)" }
}

/// Reads the suite's files.
enum ComplianceSuite {
    static var directory: String {
        #filePath.split(separator: "/").dropLast(2).map { "/" + $0 }.joined() + "/Data/jmespath"
    }

    /// The names of all files, in order.
    static func files() throws -> [String] {
        let directory = try #require(opendir(directory))
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(".json") { names.append(name) }
        }
        return names.sorted()
    }

    /// All cases of a file.
    static func cases(of file: String) throws -> [ComplianceCase] {
        let arena = JSONArena()
        let suites = try #require(
            JSONLiteral.value(try bytes(of: directory + "/" + file), into: arena), "\(file)")
        var cases: [ComplianceCase] = []
        for suite in suites.range.map({ arena.elements[$0] }) {
            let given = try #require(value("given", of: suite, arena))
            let list = try #require(value("cases", of: suite, arena))
            for item in list.range.map({ arena.elements[$0] }) {
                cases.append(
                    ComplianceCase(
                        file: file, number: cases.count + 1,
                        expression: try #require(string("expression", of: item, arena)),
                        given: try text(given, arena), expectation: try expectation(of: item, arena)))
            }
        }
        return cases
    }

    private static func expectation(of item: JSONValue, _ arena: JSONArena) throws
        -> ComplianceCase.Expectation
    {
        if let result = value("result", of: item, arena) { return .result(try text(result, arena)) }
        if let error = string("error", of: item, arena) { return .error(error) }
        _ = try #require(string("bench", of: item, arena))
        return .benchmark
    }

    private static func value(_ key: String, of object: JSONValue, _ arena: JSONArena) -> JSONValue? {
        let start = arena.text.count
        arena.text.append(key)
        defer { arena.text.truncate(to: start) }
        return arena.value(of: Span32(start, arena.text.count), in: object)
    }

    private static func string(_ key: String, of object: JSONValue, _ arena: JSONArena) -> String? {
        value(key, of: object, arena).map { String(decoding: arena.bytes($0), as: UTF8.self) }
    }

    /// A value as JSON.
    static func text(_ value: JSONValue, _ arena: JSONArena) throws -> String {
        let output = ByteBuffer()
        try ArenaWriter.append(value, of: arena, to: output, limit: 1 << 20)
        return output.text
    }

    private static func bytes(of path: String) throws -> [UInt8] {
        let file = try #require(fopen(path, "r"), "\(path)")
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&piece, 1, piece.count, file), count > 0 { bytes += piece[..<count] }
        return bytes
    }
}

/// What an expression gives for a JSON text: its result as JSON, or the suite's word for the error.
func searched(_ expression: String, _ given: String) throws -> String {
    let arena = JSONArena()
    do throws(JMESPathError) {
        let program = try JMESPathProgram(expression, arena: arena)
        arena.seal()
        guard let value = JSONLiteral.value(Array(given.utf8), into: arena) else { return "no JSON" }
        var evaluation = JMESPathEvaluation(program)
        do throws(JMESPathFailure) {
            let result = try evaluation.run(value)
            let output = ByteBuffer()
            try ArenaWriter.append(result, of: arena, to: output, limit: JMESPathLimits.outputBytes)
            return output.text
        } catch {
            switch error {
            case .invalidType: return "error: invalid-type"
            case .tooMuch: return "error: too much"
            case .notFinite: return "error: not finite"
            }
        }
    } catch {
        switch error.kind {
        case .syntax: return "error: syntax"
        case .invalidArity: return "error: invalid-arity"
        case .invalidValue: return "error: invalid-value"
        case .unknownFunction: return "error: unknown-function"
        case .tooLarge: return "error: too large"
        }
    }
}
