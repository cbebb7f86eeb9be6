// Why this file exists: values are taken out of a JSON object in the one pass that checks it.

import Glibc
import Platform

/// Takes the values of some paths out of lines that are JSON objects, into columns of the chunk. Used by one thread.
final class JSONExtractor {
    private let tree: KeyTree
    private let sequence = KeySequence()
    private let copy = ScannableCopy()
    private let structures = GoJSONWriter()
    /// The columns that earlier stages may have filled, and all that may hold a label's value.
    private let inherited: [Int]
    private let columns: [Int]
    // Asked for with every line, where an array would be counted.
    private let hasInherited: Bool
    private let hasCopies: Bool
    /// What one row had there.
    private var earlier: [Value]

    /// - Parameters:
    ///   - tree: the paths and their columns.
    ///   - inherited: those of the columns that may hold something already.
    init(tree: KeyTree, inherited: [Int]) {
        self.tree = tree
        self.inherited = inherited
        columns = tree.slots
        (hasInherited, hasCopies) = (!inherited.isEmpty, !tree.copies.isEmpty)
        earlier = Array(repeating: .absent, count: max(inherited.count, columns.count))
    }

    /// Fills the columns of a row from `text`, a slice of the chunk; what is not found there stays as it was.
    /// - Returns: false if the text is no JSON object from its first byte to its last; then nothing is found.
    @inline(__always)
    func extract(_ row: Int, from text: Span32, _ chunk: Chunk) -> Bool {
        if chunk.isInText(text), text == chunk.lines[row] || !hasLineBreak(chunk.bytes(text)) {
            let start = Int(text.start)
            return extract(chunk.text, chunk.marks, start..<(start + Int(text.length)), row, text, chunk)
        }
        return extractFromCopy(row, text, chunk)
    }

    /// Text that a stage wrote is looked at in a copy, as what is extracted may move it; so is text with line breaks.
    @inline(never)
    private func extractFromCopy(_ row: Int, _ text: Span32, _ chunk: Chunk) -> Bool {
        copy.take(chunk.bytes(text))
        return extract(copy.text, copy.marks, 0..<Int(text.length), row, text, chunk)
    }

    private func hasLineBreak(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let start = bytes.baseAddress else { return false }
        return memchr(start, 10, bytes.count) != nil
    }

    /// Fills the columns of one row from the bytes at `place`, which `line` names in the chunk.
    @inline(__always)
    private func extract(
        _ text: ByteBuffer, _ marks: ByteMarks, _ place: Range<Int>, _ row: Int, _ line: Span32,
        _ chunk: Chunk
    ) -> Bool {
        let base = UnsafePointer(text.base.assumingMemoryBound(to: UInt8.self))
        let scanner = JSONScanner(base, marks: marks.special, end: place.upperBound)
        let target = Target(
            chunk: chunk, base: base, row: row,
            shift: Int(line.start & ~Chunk.scratchBit) - place.lowerBound, inText: chunk.isInText(line))
        let isInheriting = hasInherited || chunk.hasLabelValues
        if isInheriting { setAside(row, chunk) }
        let start = scanner.skipSpace(place.lowerBound)
        var at =
            scanner[start] == 0x7b
            ? scanRoot(scanner, start, target) : JSONScanner.malformed
        if at >= 0 { at = scanner.skipSpace(at) }
        let isObject = at == place.upperBound
        if !isObject { clear(row, chunk) } else if hasCopies { fillCopies(row, chunk) }
        if isInheriting { putBack(row, chunk) }
        return isObject
    }

    @inline(never)
    private func clear(_ row: Int, _ chunk: Chunk) {
        for slot in columns { chunk.column(slot)[row] = .absent }
    }

    @inline(never)
    private func fillCopies(_ row: Int, _ chunk: Chunk) {
        for (from, to) in tree.copies { chunk.column(to)[row] = chunk.column(from)[row] }
    }

    /// Clears the row's inherited values, so that what is there after the scan came out of the line.
    @inline(never)
    private func setAside(_ row: Int, _ chunk: Chunk) {
        let inherited = chunk.hasLabelValues ? columns : inherited
        for (index, slot) in inherited.enumerated() {
            earlier[index] = chunk.column(slot)[row]
            chunk.column(slot)[row] = .absent
        }
    }

    @inline(never)
    private func putBack(_ row: Int, _ chunk: Chunk) {
        let inherited = chunk.hasLabelValues ? columns : inherited
        for (index, slot) in inherited.enumerated() where chunk.column(slot)[row].kind == .absent {
            chunk.column(slot)[row] = earlier[index]
        }
    }

    /// Where the values of one row go.
    private struct Target {
        // Whoever made the target holds the chunk; to count that with every line costs more than some stages.
        unowned(unsafe) let chunk: Chunk
        let base: UnsafePointer<UInt8>
        let row: Int
        /// From a place in what is scanned to one in the chunk.
        let shift: Int
        let inText: Bool

        @inline(__always)
        func span(_ start: Int, _ end: Int) -> Span32 {
            let span = Span32(start &+ shift, end &+ shift)
            return inText ? span : Span32(start: span.start | Chunk.scratchBit, length: span.length)
        }
    }

    /// `start` is the opening brace of a line; gives the place after the closing one. Goes from key to key as in the lines
    /// before, and looks for keys only where this one is different.
    private func scanRoot(_ scanner: JSONScanner, _ start: Int, _ target: Target) -> Int {
        let (sequence, branches) = (self.sequence, tree.branches(of: 0))
        guard !sequence.rests() else { return scanObject(scanner, start, node: 0, depth: 1, target) }
        var at = start
        var link = KeySequence.start
        while true {
            var branch = KeySequence.none
            if let next = sequence.follow(link, target.base + at) {
                link = next
                at &+= sequence.length(next)
                branch = sequence.branch(next)
            } else {
                let first = at
                at = scanLink(scanner, at, isFirst: at == start, branches, target, &branch)
                guard at >= 0 else { return JSONScanner.malformed }
                let bytes = UnsafeRawBufferPointer(start: target.base + first, count: at &- first)
                link = sequence.learn(bytes, branch: branch, after: link)
            }
            if branch == KeySequence.end { return at }
            // A link that is known may be the start of one with more space.
            if scanner[at] <= 0x20 { at = scanner.skipSpace(at) }
            if branch >= 0 {
                at = scanWanted(scanner, at, branches[branch], depth: 1, target)
            } else if scanner[at] == 0x22 {
                at = scanner.skipString(at)
            } else {
                at = scanner.skipValue(at, depth: 1)
            }
            guard at >= 0 else { return JSONScanner.malformed }
        }
    }

    /// What is between two values: from behind the last one, or from the opening brace, to the first byte of the next, whose
    /// branch is given; or to behind the closing brace.
    @inline(never)
    private func scanLink(
        _ scanner: JSONScanner, _ start: Int, isFirst: Bool,
        _ branches: UnsafeMutableBufferPointer<KeyTree.Branch>, _ target: Target, _ branch: inout Int
    ) -> Int {
        var at = scanner.skipSpace(isFirst ? start &+ 1 : start)
        if scanner[at] == 0x7d {
            branch = KeySequence.end
            return at &+ 1
        }
        if !isFirst {
            guard scanner[at] == 0x2c else { return JSONScanner.malformed }
            at = scanner.skipSpace(at &+ 1)
        }
        guard scanner[at] == 0x22 else { return JSONScanner.malformed }
        let key = at &+ 1
        let quote = scanner.endOfString(key)
        guard quote >= 0 else { return JSONScanner.malformed }
        let isPlain = scanner.nextSpecial(key) == quote
        if let found = self.branch(branches, target.base + key, quote &- key, isPlain: isPlain) {
            branch = found
        }
        return scanner.skipColon(quote &+ 1)
    }

    /// `start` is an opening brace; gives the place after the closing one.
    private func scanObject(_ scanner: JSONScanner, _ start: Int, node: Int, depth: Int, _ target: Target)
        -> Int
    {
        guard depth <= JSONScanner.maximumDepth else { return JSONScanner.malformed }
        let branches = tree.branches(of: node)
        var at = scanner.skipSpace(start &+ 1)
        if scanner[at] == 0x7d { return at &+ 1 }
        // Most keys and strings hold nothing special, so the next marks are just their quotes. Taking them one
        // after the other does not wait for the bytes between to be looked at.
        var marks = scanner.cursor(at)
        while true {
            guard scanner[at] == 0x22 else { return JSONScanner.malformed }
            let key = at &+ 1
            if marks.next() != at { marks.seek(key) }
            var quote = marks.next()
            let isPlain = scanner.isEndOfString(quote)
            if !isPlain {
                quote = scanner.endOfString(key)
                guard quote >= 0 else { return JSONScanner.malformed }
                marks.seek(quote &+ 1)
            }
            at = scanner.skipColon(quote &+ 1)
            guard at >= 0 else { return JSONScanner.malformed }
            if let branch = branch(branches, target.base + key, quote &- key, isPlain: isPlain) {
                at = scanWanted(scanner, at, branches[branch], depth: depth, target)
                guard at >= 0 else { return JSONScanner.malformed }
                marks.seek(at)
            } else if scanner[at] == 0x22 {
                if marks.next() != at { marks.seek(at &+ 1) }
                let end = marks.next()
                if scanner.isEndOfString(end) {
                    at = end &+ 1
                } else {
                    at = scanner.skipValue(at, depth: depth)
                    guard at >= 0 else { return JSONScanner.malformed }
                    marks.seek(at)
                }
            } else {
                at = scanner.skipValue(at, depth: depth)
            }
            guard at >= 0 else { return JSONScanner.malformed }
            if scanner[at] <= 0x20 { at = scanner.skipSpace(at) }
            if scanner[at] == 0x2c {
                at &+= 1
                if scanner[at] <= 0x20 { at = scanner.skipSpace(at) }
                continue
            }
            return scanner[at] == 0x7d ? at &+ 1 : JSONScanner.malformed
        }
    }

    @inline(__always)
    private func branch(
        _ branches: UnsafeMutableBufferPointer<KeyTree.Branch>, _ key: UnsafePointer<UInt8>, _ length: Int,
        isPlain: Bool
    ) -> Int? {
        guard isPlain else { return escapedBranch(branches, key, length) }
        for index in 0..<branches.count where branches[index].matches(key, length: length) { return index }
        return nil
    }

    @inline(never)
    private func escapedBranch(
        _ branches: UnsafeMutableBufferPointer<KeyTree.Branch>, _ key: UnsafePointer<UInt8>, _ length: Int
    ) -> Int? {
        let text = ByteBuffer(capacity: length + 8)
        JSONEscapes.appendUnescaped(UnsafeRawBufferPointer(start: key, count: length), to: text)
        text.reserve(8)
        return branches.firstIndex { $0.matches(text.base, length: text.count) }
    }

    /// Passes a value and puts it where it belongs.
    @inline(never)
    private func scanWanted(
        _ scanner: JSONScanner, _ start: Int, _ branch: KeyTree.Branch, depth: Int, _ target: Target
    )
        -> Int
    {
        var value = Value.absent
        var end = JSONScanner.malformed
        if branch.child >= 0 { forget(below: branch.child, target) }
        switch scanner[start] {
        case UInt8(ascii: "\""):
            let quote = scanner.endOfString(start &+ 1)
            guard quote >= 0 else { return quote }
            end = quote &+ 1
            value = Value(span: target.span(start &+ 1, quote), kind: .text)
            if branch.slot >= 0, scanner.nextSpecial(start &+ 1) != quote {
                unescape(&value, start &+ 1, quote, target)
            }
        case UInt8(ascii: "{") where branch.child >= 0:
            end = scanObject(scanner, start, node: branch.child, depth: depth &+ 1, target)
            value.kind = .structure
        case UInt8(ascii: "[") where branch.child >= 0 && tree.hasIndexes(branch.child):
            end = scanArray(scanner, start, node: branch.child, depth: depth &+ 1, target)
            value.kind = .structure
        case let first:
            end = scanner.skipValue(start, depth: depth)
            value.kind =
                switch first {
                case UInt8(ascii: "{"), UInt8(ascii: "["): .structure
                case UInt8(ascii: "t"), UInt8(ascii: "f"): .boolean
                case UInt8(ascii: "n"): .null
                default: .number
                }
        }
        guard end >= 0 else { return end }
        if value.kind != .text { value.span = target.span(start, end) }
        if branch.slot >= 0, value.kind == .structure { rewrite(&value, scanner, start, target) }
        if branch.slot >= 0 { target.chunk.column(branch.slot)[target.row] = value }
        return end
    }

    /// `start` is an opening bracket; gives the place after the closing one.
    private func scanArray(_ scanner: JSONScanner, _ start: Int, node: Int, depth: Int, _ target: Target)
        -> Int
    {
        guard depth <= JSONScanner.maximumDepth else { return JSONScanner.malformed }
        let branches = tree.branches(of: node)
        let count = tree.needsCount(node) ? scanner.countElements(start, depth: depth) : 0
        var at = scanner.skipSpace(start &+ 1)
        if scanner[at] == 0x5d { return at &+ 1 }
        var index = 0
        while true {
            var end = JSONScanner.malformed
            var isWanted = false
            // From the front and from the end, two branches may stand for one element.
            for branch in branches where branch.matches(index: index, of: count) {
                isWanted = true
                end = scanWanted(scanner, at, branch, depth: depth, target)
                guard end >= 0 else { return JSONScanner.malformed }
            }
            if !isWanted { end = scanner.skipValue(at, depth: depth) }
            guard end >= 0 else { return JSONScanner.malformed }
            at = scanner.skipSpace(end)
            if scanner[at] == 0x5d { return at &+ 1 }
            guard scanner[at] == 0x2c else { return JSONScanner.malformed }
            at = scanner.skipSpace(at &+ 1)
            index &+= 1
        }
    }

    /// An object or array becomes text as Promtail writes it.
    private func rewrite(_ value: inout Value, _ scanner: JSONScanner, _ start: Int, _ target: Target) {
        let scratch = target.chunk.scratch
        guard scratch.count < Chunk.maximumScratch else { return }
        let begin = scratch.count
        structures.append(scanner, target.base, start, to: scratch)
        value.span = target.chunk.scratchSpan(from: begin)
    }

    private func unescape(_ value: inout Value, _ start: Int, _ end: Int, _ target: Target) {
        let scratch = target.chunk.scratch
        guard scratch.count < Chunk.maximumScratch else { return }
        let begin = scratch.count
        JSONEscapes.appendUnescaped(
            UnsafeRawBufferPointer(start: target.base + start, count: end - start), to: scratch)
        value.span = target.chunk.scratchSpan(from: begin)
    }

    /// A repeated key replaces the whole of what the first one held.
    private func forget(below node: Int, _ target: Target) {
        for branch in tree.branches(of: node) {
            if branch.slot >= 0 { target.chunk.column(branch.slot)[target.row] = .absent }
            if branch.child >= 0 { forget(below: branch.child, target) }
        }
    }
}
