// Why this file exists: positions.json, the part of the state that a person may want to read.

import CZlib
import Configuration
import Platform

/// A checkpoint state as the text of positions.json, version 1: JSON (RFC 8259), one generation a line, and in
/// the last line a CRC-32 over all before it.
struct Snapshot: Hashable, Sendable {
    static let version = 1

    var state: CheckpointState
    /// The first journal record that the state does not hold.
    var mark: Journal.Mark

    /// The text to write.
    func encode(writtenAt realtime: Int64) -> ByteBuffer {
        let out = ByteBuffer(capacity: 4096)
        out.append("{\n\"version\": \(Self.version),\n\"written\": \"\(timestampText(ofRealtime: realtime))\",\n")
        out.append("\"journal\": {\"position\": \(mark.position), \"sequence\": \(mark.sequence)},\n")
        out.append("\"next_generation\": \(state.nextGeneration),\n\"generations\": [")
        var separator = "\n"
        for record in state.generations.values.sorted(by: { $0.id < $1.id }) {
            out.append(separator)
            separator = ",\n"
            Self.encode(record, to: out)
        }
        out.append("\n],\n")
        out.append("\"crc32\": \"\(Self.hex(UInt64(Self.checksum(out.bytes))))\"\n}\n")
        return out
    }

    private static func encode(_ record: GenerationRecord, to out: ByteBuffer) {
        out.append("{\"id\": \(record.id.value), \"path\": ")
        append(quoted: record.path, to: out)
        out.append(", \"current_path\": ")
        append(quoted: record.currentPath, to: out)
        out.append(", \"target\": ")
        append(quoted: record.target, to: out)
        let identity = record.identity
        out.append(", \"device\": \(identity.device), \"inode\": \(identity.inode), \"birth\": \(identity.birth)")
        let fingerprint = record.fingerprint
        out.append(", \"fingerprint\": {\"length\": \(fingerprint.length), \"crc64\": \"")
        out.append(hex(fingerprint.hash) + "\"}, \"clients\": [")
        var separator = ""
        for (client, progress) in record.progress.sorted(by: { $0.key < $1.key }) {
            out.append(separator)
            separator = ", "
            out.append("{\"client\": ")
            append(quoted: client, to: out)
            out.append(", \"offset\": \(progress.offset)")
            if let last = progress.lastTimestamp { out.append(", \"last_timestamp\": \(last)") }
            out.append("}")
        }
        out.append("], \"given\": [")
        separator = ""
        for given in record.given {
            out.append("\(separator)[\(given.range.lowerBound), \(given.range.upperBound), \(given.base)]")
            separator = ", "
        }
        out.append("]}")
    }

    /// Reads the text back; the error says what is wrong with it.
    static func decode(_ bytes: [UInt8], path: String) throws(CheckpointError) -> Snapshot {
        try verify(bytes, path: path)
        let diagnostics = DiagnosticCollector()
        let snapshot = YAML.parse(bytes, file: path, diagnostics: diagnostics)
            .flatMap { decode($0, diagnostics) }
        if let first = diagnostics.diagnostics.first {
            throw .unreadable(path: path, reason: first.description)
        }
        guard let snapshot else { throw .unreadable(path: path, reason: "it is empty") }
        return snapshot
    }

    /// The checksum is looked for from the end, so that a file cut short is told before it is parsed.
    private static func verify(_ bytes: [UInt8], path: String) throws(CheckpointError) {
        let trailer = Array("\"crc32\": \"".utf8)
        let length = trailer.count + 16 + "\"\n}\n".utf8.count
        guard bytes.count > length else { throw .unreadable(path: path, reason: "it is cut short") }
        let start = bytes.count - length
        guard bytes[start...].starts(with: trailer) else {
            throw .unreadable(path: path, reason: "it is cut short or was edited: the line with its crc32 is missing")
        }
        let found = bytes[(start + trailer.count)...].prefix(16)
        let expected = bytes.withUnsafeBytes { checksum(UnsafeRawBufferPointer(rebasing: $0[..<start])) }
        guard found.elementsEqual(hex(UInt64(expected)).utf8) else {
            throw .unreadable(path: path, reason: "its crc32 does not match its contents")
        }
    }

    private static func decode(_ node: Node, _ diagnostics: DiagnosticCollector) -> Snapshot? {
        var top = MappingReader(node, context: "", diagnostics: diagnostics)
        guard let version = top.int("version", in: 1...Int.max) else { return nil }
        guard version == Self.version else {
            diagnostics.error(
                top.location(of: "version"), "format \(version) is not known, only \(Self.version)",
                fix: "use the version of logferry that wrote it")
            return nil
        }
        var position = Journal.Mark.start
        if var journal = top.mapping("journal") {
            position.position = Int64(journal.int("position", in: 16...Int.max) ?? 16)
            position.sequence = UInt64(journal.int("sequence", in: 1...Int.max) ?? 1)
        }
        let next = UInt64(top.int("next_generation", in: 1...Int.max) ?? 1)
        let generations = (top.list("generations") ?? []).compactMap { decode(record: $0, diagnostics) }
        return Snapshot(
            state: CheckpointState(generations: generations, nextGeneration: next), mark: position)
    }

    private static func decode(record node: Node, _ diagnostics: DiagnosticCollector) -> GenerationRecord? {
        var entry = MappingReader(node, context: "generations", diagnostics: diagnostics)
        guard let id = unsigned(&entry, "id"), let path = entry.string("path"),
            let current = entry.string("current_path"), let target = entry.string("target"),
            let device = unsigned(&entry, "device"), let inode = unsigned(&entry, "inode"),
            let birth = entry.int("birth", in: Int.min...Int.max), var head = entry.mapping("fingerprint"),
            let length = head.int("length", in: 0...Fingerprint.maximumLength),
            let hash = head.string("crc64").flatMap({ UInt64($0, radix: 16) })
        else {
            diagnostics.error(entry.location, "an incomplete generation")
            return nil
        }
        var record = GenerationRecord(
            id: GenerationID(id), target: target, path: path, currentPath: current,
            identity: FileIdentity(device: device, inode: inode, birth: Int64(birth)),
            fingerprint: Fingerprint(length: length, hash: hash))
        for value in entry.list("clients") ?? [] {
            var progress = MappingReader(value, context: "clients", diagnostics: diagnostics)
            guard let client = progress.string("client"), let offset = progress.int("offset", in: 0...Int.max) else { continue }
            let last = progress.int("last_timestamp", in: Int.min...Int.max)
            record.progress[client] = Progress(offset: Int64(offset), lastTimestamp: last.map { Int64($0) })
        }
        for node in entry.list("given") ?? [] {
            let numbers = (node.texts(diagnostics: diagnostics, what: "given") ?? []).compactMap { Int64($0) }
            guard numbers.count == 3, numbers[0] <= numbers[1] else { continue }
            record.given.append(GivenTimestamps(range: numbers[0]..<numbers[1], base: numbers[2]))
        }
        return record
    }

    /// A JSON string that YAML's parser reads as well: what is not printable ASCII below U+FFFF is escaped, since
    /// YAML takes some of those characters for line breaks and forbids others.
    private static func append(quoted text: String, to out: ByteBuffer) {
        out.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22, 0x5C:
                out.append(UInt8(ascii: "\\"))
                out.append(UInt8(truncatingIfNeeded: scalar.value))
            case 0x20..<0x7F: out.append(UInt8(truncatingIfNeeded: scalar.value))
            case 0...0xFFFF:
                let digits = String(scalar.value, radix: 16)
                out.append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
            default: out.append(String(scalar))
            }
        }
        out.append(UInt8(ascii: "\""))
    }

    private static func unsigned(_ reader: inout MappingReader, _ key: String) -> UInt64? {
        reader.string(key).flatMap { UInt64($0) }
    }

    private static func hex(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        return UInt32(truncatingIfNeeded: crc32_z(0, start, bytes.count))
    }
}
