// Why this file exists: positions.json, the part of the state that a person may want to read.

import CZlib
import Configuration
import Platform

/// A checkpoint state as the text of positions.json: JSON (RFC 8259), one generation a line, and in
/// the last line a CRC-32 over all before it. Version 2 brought `tail`, `run_start` and `run_timestamp` of a client,
/// `boundaries`, `size`, `finished` and `seen` of a generation, all of them optional; version 1 is read as well.
struct Snapshot: Hashable, Sendable {
    static let version = 2

    var state: CheckpointState
    /// The first journal record that the state does not hold.
    var mark: Journal.Mark

    /// The text to write.
    func encode(writtenAt realtime: Int64) -> ByteBuffer {
        let out = ByteBuffer(capacity: 4096)
        out.append(
            "{\n\"version\": \(Self.version),\n\"written\": \"\(timestampText(ofRealtime: realtime))\",\n")
        out.append("\"journal\": {\"position\": \(mark.position), \"sequence\": \(mark.sequence), ")
        out.append("\"chain\": \(mark.chain)},\n")
        out.append("\"next_generation\": \(state.nextGeneration),\n\"generations\": [")
        var separator = "\n"
        for record in state.generations.values.sorted(by: { $0.id < $1.id }) {
            out.append(separator)
            separator = ",\n"
            Self.encode(record, to: out)
        }
        out.append("\n],\n")
        out.append("\"crc32\": \"\(Self.checksumText(out.bytes))\"\n}\n")
        return out
    }

    private static func encode(_ record: GenerationRecord, to out: ByteBuffer) {
        out.append("{\"id\": \(record.id.value), \"path\": ")
        JSONText.append(plainlyQuoted: record.path, to: out)
        out.append(", \"current_path\": ")
        JSONText.append(plainlyQuoted: record.currentPath, to: out)
        out.append(", \"target\": ")
        JSONText.append(plainlyQuoted: record.target, to: out)
        let identity = record.identity
        out.append(
            ", \"device\": \(identity.device), \"inode\": \(identity.inode), \"birth\": \(identity.birth)")
        let fingerprint = record.fingerprint
        out.append(", \"fingerprint\": {\"length\": \(fingerprint.length), \"crc64\": \"")
        out.append(hex(fingerprint.hash, digits: 16) + "\"}, \"clients\": [")
        var separator = ""
        for (client, progress) in record.progress {
            out.append(separator)
            separator = ", "
            out.append("{\"client\": ")
            JSONText.append(plainlyQuoted: client, to: out)
            out.append(", \"offset\": \(progress.offset)")
            if let last = progress.lastTimestamp { out.append(", \"last_timestamp\": \(last)") }
            if let tail = progress.tail { out.append(", \"tail\": \"\(hex(tail, digits: 16))\"") }
            if let start = progress.runStart { out.append(", \"run_start\": \(start)") }
            if let time = progress.runTimestamp { out.append(", \"run_timestamp\": \(time)") }
            for (key, words) in [("memory", progress.memory), ("run_memory", progress.runMemory)]
            where !words.isEmpty {
                out.append(", \"\(key)\": [\(words.map { "\($0)" }.joined(separator: ", "))]")
            }
            out.append("}")
        }
        out.append("], \"given\": [")
        separator = ""
        for given in record.given {
            out.append("\(separator)[\(given.range.lowerBound), \(given.range.upperBound), \(given.base)]")
            separator = ", "
        }
        out.append("]")
        if !record.boundaries.isEmpty {
            out.append(", \"boundaries\": [\(record.boundaries.map { "\($0)" }.joined(separator: ", "))]")
        }
        if record.size != 0 { out.append(", \"size\": \(record.size)") }
        if record.isFinished { out.append(", \"finished\": true") }
        if record.seen != 0 { out.append(", \"seen\": \(record.seen)") }
        out.append("}")
    }

    /// Reads the text back; the error says what is wrong with it.
    ///
    /// It is read a line at a time, so that neither memory nor YAML's limit on values bounds the generations.
    static func decode(_ bytes: [UInt8], path: String) throws(CheckpointError) -> Snapshot {
        try verify(bytes, path: path)
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        guard let start = lines.firstIndex(where: { $0.elementsEqual(Self.listStart.utf8) }),
            let end = lines[start...].firstIndex(where: { $0.elementsEqual(Self.listEnd.utf8) })
        else { throw .unreadable(path: path, reason: "the list of generations is missing") }
        let text = Array(lines[...start].joined(separator: [UInt8(ascii: "\n")])) + Array("]}".utf8)
        var (mark, next) = (Journal.Mark.start, UInt64(1))
        try read(text, line: 1, of: path) { (node, diagnostics) throws(CheckpointError) in
            var top = MappingReader(node, context: "", diagnostics: diagnostics)
            let version = top.requiredInt("version", in: 1...Int.max)
            if let version, version > Self.version {
                throw .version(path: path, found: UInt64(version), known: UInt64(Self.version))
            }
            if var journal = top.mapping("journal") {
                mark.position = Int64(journal.requiredInt("position", in: 16...Int.max) ?? 16)
                mark.sequence = UInt64(journal.requiredInt("sequence", in: 1...Int.max) ?? 1)
                mark.chain = UInt32(journal.requiredInt("chain", in: 0...Int(UInt32.max)) ?? 0)
            } else {
                top.require("journal")
            }
            next = UInt64(top.requiredInt("next_generation", in: 1...Int.max) ?? 1)
        }
        var generations: [GenerationRecord] = []
        for number in (start + 1)..<end {
            let line = lines[number].last == UInt8(ascii: ",") ? lines[number].dropLast() : lines[number]
            try read(line, line: number + 1, of: path) { node, diagnostics in
                if let record = decode(record: node, diagnostics) { generations.append(record) }
            }
        }
        return Snapshot(state: CheckpointState(generations: generations, nextGeneration: next), mark: mark)
    }

    private static let listStart = "\"generations\": ["
    private static let listEnd = "],"

    private static func read(
        _ text: some Collection<UInt8>, line: Int, of path: String,
        _ body: (Node, DiagnosticCollector) throws(CheckpointError) -> Void
    ) throws(CheckpointError) {
        let diagnostics = DiagnosticCollector()
        if let node = YAML.parse(text, file: path, diagnostics: diagnostics) { try body(node, diagnostics) }
        guard let first = diagnostics.diagnostics.first else { return }
        throw .unreadable(path: path, reason: "line \(line + first.location.line - 1): \(first.message)")
    }

    /// The checksum is looked for from the end, so that a file cut short is told before it is parsed. Every version
    /// ends in it.
    private static func verify(_ bytes: [UInt8], path: String) throws(CheckpointError) {
        let (trailer, ending) = (Array("\"crc32\": \"".utf8), Array("\"\n}\n".utf8))
        let start = bytes.count - trailer.count - 8 - ending.count
        guard start > 0 else { throw .unreadable(path: path, reason: "it is cut short") }
        guard bytes[start...].starts(with: trailer), bytes.suffix(ending.count).elementsEqual(ending) else {
            throw .unreadable(
                path: path, reason: "it is cut short or was edited: the line with its crc32 is missing")
        }
        let found = bytes[(start + trailer.count)...].prefix(8)
        let expected = bytes.withUnsafeBytes { checksumText(UnsafeRawBufferPointer(rebasing: $0[..<start])) }
        guard found.elementsEqual(expected.utf8) else {
            throw .unreadable(path: path, reason: "its crc32 does not match its contents")
        }
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
            guard let client = progress.requiredString("client") else { continue }
            record.progress[client] = decode(progress: &progress, diagnostics)
        }
        for node in entry.list("given") ?? [] {
            let numbers = (node.texts(diagnostics: diagnostics, what: "given") ?? []).compactMap { Int64($0) }
            guard numbers.count == 3,
                let given = GivenTimestamps(from: numbers[0], to: numbers[1], base: numbers[2])
            else {
                diagnostics.error(node.location, "given: not a range and a time")
                continue
            }
            record.given.append(given)
        }
        if let node = entry.node("boundaries") {
            let texts = node.texts(diagnostics: diagnostics, what: "boundaries") ?? []
            record.boundaries = texts.compactMap { Int64($0) }
            if record.boundaries.count < texts.count || record.boundaries != record.boundaries.sorted()
                || record.boundaries.first ?? 0 < 0
            {
                diagnostics.error(node.location, "boundaries: not rising offsets")
            }
        }
        record.size = Int64(entry.int("size", in: Int.min...Int.max) ?? 0)
        record.isFinished = entry.bool("finished") ?? false
        record.seen = Int64(entry.int("seen", in: Int.min...Int.max) ?? 0)
        return record
    }

    private static func decode(progress: inout MappingReader, _ diagnostics: DiagnosticCollector) -> Progress?
    {
        guard let offset = progress.requiredInt("offset", in: 0...Int.max) else { return nil }
        func number(_ key: String) -> Int64? {
            progress.int(key, in: Int.min...Int.max).map { Int64($0) }
        }
        var tail: UInt64?
        if let text = progress.string("tail") {
            tail = UInt64(text, radix: 16)
            if tail == nil {
                diagnostics.error(progress.location(of: "tail"), "tail: not a hexadecimal number")
            }
        }
        func words(_ key: String) -> [Int64] {
            let texts = progress.node(key)?.texts(diagnostics: diagnostics, what: key) ?? []
            let words = texts.compactMap { Int64($0) }
            if words.count < texts.count || words.count > Progress.maximumWords {
                diagnostics.error(progress.location(of: key), "\(key): not a list of numbers")
            }
            return words
        }
        return Progress(
            offset: Int64(offset), lastTimestamp: number("last_timestamp"), tail: tail,
            runStart: number("run_start"), runTimestamp: number("run_timestamp"), memory: words("memory"),
            runMemory: words("run_memory"))
    }

    private static func unsigned(_ reader: inout MappingReader, _ key: String) -> UInt64? {
        reader.string(key).flatMap { UInt64($0) }
    }

    private static func hex(_ value: UInt64, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    /// CRC-32 as gzip and PNG have it, in eight digits.
    static func checksumText(_ bytes: UnsafeRawBufferPointer) -> String {
        let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        return hex(UInt64(crc32_z(0, start, bytes.count)), digits: 8)
    }
}

extension MappingReader {
    /// As `int`, and an error if the key is absent.
    fileprivate mutating func requiredInt(_ key: String, in range: ClosedRange<Int>) -> Int? {
        require(key) ? int(key, in: range) : nil
    }
}
