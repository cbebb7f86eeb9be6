// Why this file exists: the `json` stage, which extracts values from lines that are JSON objects.

import Configuration
import Glibc
import Platform

/// Extracts values from a line that is a JSON object.
///
///     - json:
///         expressions:
///           level:                     # the key "level"
///           user: request.user.name    # a key of a key of a key
///
/// A line that is not JSON, from its first byte to its last, gives nothing and goes on unchanged. Of a repeated key
/// the last counts. A number becomes text as a float does: 1e3 is "1000". An object or array is its text in the line.
final class JSONStage: Stage {
    private let tree: KeyTree

    private init(tree: KeyTree) { self.tree = tree }

    static func decode(_ settings: StageSettings, _ compiler: inout StageCompiler) -> (any Stage)? {
        let tree = KeyTree()
        let expressions = settings.read { reader in
            reader.require("expressions", example: "{level: level}")
            return reader.stringMap("expressions") ?? []
        }
        for (name, expression, location) in expressions {
            guard let path = path(expression.isEmpty ? name : expression) else {
                compiler.diagnostics.error(
                    location, "'\(expression)' is not a path",
                    fix: "write a key, or keys joined by dots: request.user.name")
                continue
            }
            tree.insert(path, slot: compiler.slot(name))
        }
        return JSONStage(tree: tree)
    }

    /// "a.b" as ["a", "b"]; nil for what is more than plain keys.
    private static func path(_ expression: String) -> [String]? {
        let keys = expression.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let arePlain = keys.allSatisfy { key in
            !key.isEmpty
                && key.unicodeScalars.allSatisfy {
                    $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "_" || $0 == "-"
                }
        }
        return arePlain ? keys : nil
    }

    func run(_ chunk: Chunk, memory: inout PipelineMemory) {
        for row in 0..<chunk.count where chunk.dropped[row] == .none {
            let line = chunk.contents[row]
            // Unescaped values go to scratch, and a line that lies there must not move meanwhile; they are
            // never longer than the line.
            if line.start & Chunk.scratchBit != 0 { chunk.scratch.reserve(Int(line.length)) }
            let bytes = chunk.bytes(line)
            guard let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { continue }
            var scanner = JSONScanner(base, count: bytes.count)
            scanner.skipSpace()
            let isObject = scanObject(&scanner, node: 0, depth: 0, row: row, line: line, base, chunk)
            scanner.skipSpace()
            guard isObject, scanner.isAtEnd else {
                for slot in tree.slots { chunk.column(slot)[row] = .absent }
                continue
            }
            for (from, to) in tree.copies { chunk.column(to)[row] = chunk.column(from)[row] }
        }
    }

    private func scanObject(
        _ scanner: inout JSONScanner, node: Int, depth: Int, row: Int, line: Span32, _ base: UnsafePointer<UInt8>,
        _ chunk: Chunk
    ) -> Bool {
        guard depth < JSONScanner.maximumDepth, scanner.take(UInt8(ascii: "{")) else { return false }
        scanner.skipSpace()
        if scanner.take(UInt8(ascii: "}")) { return true }
        while true {
            scanner.skipSpace()
            guard let key = scanner.scanString(), scanner.takeColon() else { return false }
            if let branch = branch(key, node, base) {
                guard scanWanted(branch, &scanner, depth: depth, row: row, line: line, base, chunk) else { return false }
            } else {
                guard scanner.skipValue(depth: depth) else { return false }
            }
            scanner.skipSpace()
            if scanner.take(UInt8(ascii: "}")) { return true }
            guard scanner.take(UInt8(ascii: ",")) else { return false }
        }
    }

    @inline(__always)
    private func branch(_ key: JSONScanner.Text, _ node: Int, _ base: UnsafePointer<UInt8>) -> KeyTree.Branch? {
        if key.isEscaped { return escapedBranch(key, node, base) }
        let length = key.end &- key.start
        for branch in tree.nodes[node] where branch.length == length {
            if memcmp(branch.key, base + key.start, length) == 0 { return branch }
        }
        return nil
    }

    @inline(never)
    private func escapedBranch(_ key: JSONScanner.Text, _ node: Int, _ base: UnsafePointer<UInt8>) -> KeyTree.Branch? {
        let text = ByteBuffer(capacity: key.end - key.start)
        JSONEscapes.appendUnescaped(UnsafeRawBufferPointer(start: base + key.start, count: key.end - key.start), to: text)
        return tree.nodes[node].first { $0.length == text.count && memcmp($0.key, text.base, text.count) == 0 }
    }

    private func scanWanted(
        _ branch: KeyTree.Branch, _ scanner: inout JSONScanner, depth: Int, row: Int, line: Span32,
        _ base: UnsafePointer<UInt8>, _ chunk: Chunk
    ) -> Bool {
        let start = scanner.at
        var value = Value.absent
        switch scanner.byte {
        case UInt8(ascii: "\""):
            guard let text = scanner.scanString() else { return false }
            value = Value(span: span(line, text.start, text.end), kind: .text)
            if text.isEscaped, branch.slot >= 0, chunk.scratch.count < Chunk.maximumScratch {
                let begin = chunk.scratch.count
                let inside = UnsafeRawBufferPointer(start: base + text.start, count: text.end - text.start)
                JSONEscapes.appendUnescaped(inside, to: chunk.scratch)
                value.span = chunk.scratchSpan(from: begin)
            }
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            let descends = branch.child >= 0 && scanner.byte == UInt8(ascii: "{")
            if descends { forget(below: branch.child, row: row, chunk) }
            let isGood =
                descends
                ? scanObject(&scanner, node: branch.child, depth: depth + 1, row: row, line: line, base, chunk)
                : scanner.skipValue(depth: depth)
            guard isGood else { return false }
            value = Value(span: span(line, start, scanner.at), kind: .structure)
        default:
            guard let kind = scanner.skipScalar() else { return false }
            value = Value(span: span(line, start, scanner.at), kind: kind)
        }
        if branch.slot >= 0 { chunk.column(branch.slot)[row] = value }
        return true
    }

    /// A repeated key replaces the whole of what the first one held.
    private func forget(below node: Int, row: Int, _ chunk: Chunk) {
        for branch in tree.nodes[node] {
            if branch.slot >= 0 { chunk.column(branch.slot)[row] = .absent }
            if branch.child >= 0 { forget(below: branch.child, row: row, chunk) }
        }
    }

    @inline(__always)
    private func span(_ line: Span32, _ start: Int, _ end: Int) -> Span32 {
        Span32(start: line.start &+ UInt32(truncatingIfNeeded: start), length: UInt32(truncatingIfNeeded: end &- start))
    }
}
