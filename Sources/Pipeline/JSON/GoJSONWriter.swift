// Why this file exists: Promtail decodes objects and arrays and encodes them anew; a label must come out the same.

import Glibc
import Platform

/// Writes JSON anew as Go's encoding/json would after reading it: without spaces, the keys of objects sorted by their
/// bytes, of repeated keys the last one's value, numbers as doubles. Keeps its memory; used by one thread.
final class GoJSONWriter {
    private struct Member {
        /// The key without escapes, in `keys`.
        let key: Span32
        /// Where its value starts.
        let value: Int
    }

    private var members: [Member] = []
    private let keys = ByteBuffer()
    private let unescaped = ByteBuffer()

    /// Appends the value that starts at `start`, which the scanner must have passed as well-formed.
    func append(_ scanner: JSONScanner, _ base: UnsafePointer<UInt8>, _ start: Int, to buffer: ByteBuffer) {
        members.removeAll(keepingCapacity: true)
        keys.removeAll()
        _ = appendValue(scanner, base, start, depth: 0, to: buffer)
    }

    /// Gives the place behind the value.
    private func appendValue(
        _ scanner: JSONScanner, _ base: UnsafePointer<UInt8>, _ start: Int, depth: Int, to buffer: ByteBuffer
    ) -> Int {
        switch scanner[start] {
        case UInt8(ascii: "{"): return appendObject(scanner, base, start, depth: depth + 1, to: buffer)
        case UInt8(ascii: "["): return appendArray(scanner, base, start, depth: depth + 1, to: buffer)
        case UInt8(ascii: "\""):
            let quote = scanner.endOfString(start + 1)
            guard quote >= 0 else { return quote }
            GoJSONText.append(quoted: text(base, start + 1, quote), to: buffer)
            return quote + 1
        case let first:
            let end = scanner.skipValue(start, depth: depth)
            guard end >= 0 else { return end }
            let bytes = UnsafeRawBufferPointer(start: base + start, count: end - start)
            if first == UInt8(ascii: "-") || (48...57).contains(first) {
                GoJSONText.append(number: bytes, to: buffer)
            } else {
                buffer.append(bytes)
            }
            return end
        }
    }

    /// A string's inside without escapes. Valid until the next one.
    private func text(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> UnsafeRawBufferPointer {
        let bytes = UnsafeRawBufferPointer(start: base + start, count: end - start)
        guard memchr(base + start, 0x5c, end - start) != nil else { return bytes }
        unescaped.removeAll()
        JSONEscapes.appendUnescaped(bytes, to: unescaped)
        return unescaped.bytes
    }

    private func appendArray(
        _ scanner: JSONScanner, _ base: UnsafePointer<UInt8>, _ start: Int, depth: Int, to buffer: ByteBuffer
    ) -> Int {
        guard depth <= JSONScanner.maximumDepth else { return JSONScanner.malformed }
        buffer.append(UInt8(ascii: "["))
        var at = scanner.skipSpace(start + 1)
        while scanner[at] != UInt8(ascii: "]") {
            at = appendValue(scanner, base, at, depth: depth, to: buffer)
            guard at >= 0 else { return at }
            at = scanner.skipSpace(at)
            guard scanner[at] == UInt8(ascii: ",") else { break }
            buffer.append(UInt8(ascii: ","))
            at = scanner.skipSpace(at + 1)
        }
        buffer.append(UInt8(ascii: "]"))
        return scanner[at] == UInt8(ascii: "]") ? at + 1 : JSONScanner.malformed
    }

    private func appendObject(
        _ scanner: JSONScanner, _ base: UnsafePointer<UInt8>, _ start: Int, depth: Int, to buffer: ByteBuffer
    ) -> Int {
        guard depth <= JSONScanner.maximumDepth else { return JSONScanner.malformed }
        let (first, firstKey) = (members.count, keys.count)
        defer {
            members.removeSubrange(first...)
            keys.truncate(to: firstKey)
        }
        let end = collectMembers(scanner, base, start, depth: depth)
        guard end >= 0 else { return end }
        sortMembers(from: first)
        buffer.append(UInt8(ascii: "{"))
        var isFirst = true
        let last = members.count
        for index in first..<last {
            let member = members[index]
            if index + 1 < last, order(member.key, members[index + 1].key) == 0 { continue }
            if !isFirst { buffer.append(UInt8(ascii: ",")) }
            isFirst = false
            GoJSONText.append(quoted: bytes(member.key), to: buffer)
            buffer.append(UInt8(ascii: ":"))
            guard appendValue(scanner, base, member.value, depth: depth, to: buffer) >= 0 else {
                return JSONScanner.malformed
            }
        }
        buffer.append(UInt8(ascii: "}"))
        return end
    }

    private func collectMembers(
        _ scanner: JSONScanner, _ base: UnsafePointer<UInt8>, _ start: Int, depth: Int
    ) -> Int {
        var at = scanner.skipSpace(start + 1)
        while scanner[at] == UInt8(ascii: "\"") {
            let quote = scanner.endOfString(at + 1)
            guard quote >= 0 else { return quote }
            let key = keys.count
            keys.append(text(base, at + 1, quote))
            at = scanner.skipColon(quote + 1)
            guard at >= 0 else { return at }
            members.append(Member(key: Span32(key, keys.count), value: at))
            at = scanner.skipValue(at, depth: depth)
            guard at >= 0 else { return at }
            at = scanner.skipSpace(at)
            if scanner[at] == UInt8(ascii: ",") { at = scanner.skipSpace(at + 1) }
        }
        return scanner[at] == UInt8(ascii: "}") ? at + 1 : JSONScanner.malformed
    }

    /// By key, and among equal keys in the order of the line.
    private func sortMembers(from first: Int) {
        if members.count - first > 32 {
            members[first...].sort { a, b in
                let order = order(a.key, b.key)
                return order == 0 ? a.value < b.value : order < 0
            }
            return
        }
        var index = first + 1
        while index < members.count {
            var place = index
            while place > first, order(members[place - 1].key, members[place].key) > 0 {
                members.swapAt(place - 1, place)
                place -= 1
            }
            index += 1
        }
    }

    private func bytes(_ key: Span32) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: keys.base + Int(key.start), count: Int(key.length))
    }

    private func order(_ a: Span32, _ b: Span32) -> Int {
        let shared = Int(min(a.length, b.length))
        let order = memcmp(keys.base + Int(a.start), keys.base + Int(b.start), shared)
        return order == 0 ? Int(a.length) - Int(b.length) : Int(order)
    }
}
