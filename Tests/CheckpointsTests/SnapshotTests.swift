// positions.json: a public text, the same for the same state, and believed only when it is whole.

import Platform
import TestSupport
import Testing

@testable import Checkpoints

@Suite struct SnapshotTests {
    /// A record with every field set.
    private static func record(_ id: UInt64, path: String = "/var/log/app.log") -> GenerationRecord {
        var record = GenerationRecord(
            id: GenerationID(id), target: #"{job="app"}"#, path: path, currentPath: path + ".1",
            identity: FileIdentity(device: 2049, inode: 131_075, birth: 1_700_000_000_000_000_001),
            fingerprint: Fingerprint(length: 1024, hash: 0xAB))
        record.progress["loki"] = Progress(
            offset: 4096, lastTimestamp: -5, tail: 0xCD, runStart: 4000, runTimestamp: -6)
        record.progress["backup"] = Progress(offset: 0)
        record.given = [
            GivenTimestamps(range: 0..<10, base: 7), GivenTimestamps(range: 10..<4096, base: -9),
        ]
        record.boundaries = [70, 4090]
        record.size = 5000
        record.isFinished = true
        return record
    }

    private static func snapshot(_ records: [GenerationRecord]) -> Snapshot {
        var mark = Journal.Mark(position: 272, sequence: 12)
        mark.chain = 0xC0FFEE
        return Snapshot(state: CheckpointState(generations: records, nextGeneration: 9), mark: mark)
    }

    private func encoded(_ snapshot: Snapshot) -> [UInt8] {
        snapshot.encode(writtenAt: 1_795_341_600_123_456_789).array
    }

    private func decoded(_ bytes: [UInt8]) throws -> Snapshot { try Snapshot.decode(bytes, path: "p") }

    private static let head = """
        {
        "version": 2,
        "written": "2026-11-22T10:00:00.123Z",
        "journal": {"position": 272, "sequence": 12, "chain": 12648430},
        "next_generation": 9,
        "generations": [

        """

    /// The lines of a text up to its checksum, and the checksum.
    private func parts(_ bytes: [UInt8]) -> (text: String, checksum: String) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let start = text.firstRange(of: "\"crc32\": \"") else { return (text, "") }
        return (String(text[..<start.lowerBound]), String(text[start.upperBound...]))
    }

    @Test func aStateIsOneGenerationALineOldestFirst() {
        let (text, checksum) = parts(encoded(Self.snapshot([Self.record(8, path: "/a"), Self.record(2)])))
        #expect(
            text == Self.head + """
                {"id": 2, "path": "/var/log/app.log", "current_path": "/var/log/app.log.1", \
                "target": "{job=\\"app\\"}", "device": 2049, "inode": 131075, "birth": 1700000000000000001, \
                "fingerprint": {"length": 1024, "crc64": "00000000000000ab"}, \
                "clients": [{"client": "backup", "offset": 0}, \
                {"client": "loki", "offset": 4096, "last_timestamp": -5, "tail": "00000000000000cd", \
                "run_start": 4000, "run_timestamp": -6}], \
                "given": [[0, 10, 7], [10, 4096, -9]], "boundaries": [70, 4090], "size": 5000, \
                "finished": true},
                {"id": 8, "path": "/a", "current_path": "/a.1", \
                "target": "{job=\\"app\\"}", "device": 2049, "inode": 131075, "birth": 1700000000000000001, \
                "fingerprint": {"length": 1024, "crc64": "00000000000000ab"}, \
                "clients": [{"client": "backup", "offset": 0}, \
                {"client": "loki", "offset": 4096, "last_timestamp": -5, "tail": "00000000000000cd", \
                "run_start": 4000, "run_timestamp": -6}], \
                "given": [[0, 10, 7], [10, 4096, -9]], "boundaries": [70, 4090], "size": 5000, \
                "finished": true}
                ],

                """)
        #expect(checksum.count == 8 + "\"\n}\n".count)
        #expect(checksum.hasSuffix("\"\n}\n"))
    }

    @Test func aStateOfNothingIsATextToo() throws {
        let bytes = encoded(Snapshot(state: CheckpointState(), mark: .start))
        #expect(
            String(decoding: bytes, as: UTF8.self) == """
                {
                "version": 2,
                "written": "2026-11-22T10:00:00.123Z",
                "journal": {"position": 16, "sequence": 1, "chain": 0},
                "next_generation": 1,
                "generations": [
                ],
                "crc32": "327d60c2"
                }

                """)
        #expect(try decoded(bytes) == Snapshot(state: CheckpointState(), mark: .start))
    }

    @Test(arguments: hostileTexts)
    func aTextOfAnyKindComesBackAsItWas(text: String) throws {
        var record = GenerationRecord(
            id: GenerationID(1), target: text, path: text, currentPath: text,
            identity: FileIdentity(device: .max, inode: .max, birth: .min), fingerprint: .empty)
        record.progress[text] = Progress(offset: .max, lastTimestamp: .max)
        let snapshot = Self.snapshot([record])
        let bytes = encoded(snapshot)
        let read = try decoded(bytes)
        #expect(read == snapshot)
        // String's own equality takes differently composed characters for equal.
        #expect(read.state.generations[GenerationID(1)]?.path.utf8.elementsEqual(text.utf8) == true)
        #expect(bytes.split(separator: 10, omittingEmptySubsequences: false).count == 11)
    }

    @Test func everyCharacterComesBackAsItWas() throws {
        var path = ""
        for value in 1...0x10FFFF as ClosedRange<UInt32> where value < 0x3000 || value % 251 == 0 {
            if let scalar = Unicode.Scalar(value) { path.unicodeScalars.append(scalar) }
        }
        let read = try decoded(encoded(Self.snapshot([Self.record(1, path: path)])))
        #expect(read.state.generations[GenerationID(1)]?.path.utf8.elementsEqual(path.utf8) == true)
    }

    @Test(arguments: 0..<4)
    func anyStateComesBackAsItWas(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var state = CheckpointState()
        for _ in 0..<50 { state.apply(generator.change(in: state)) }
        var mark = Journal.Mark(position: .random(in: 16...(4 << 20), using: &generator), sequence: .max >> 1)
        mark.chain = .random(in: 0 ... .max, using: &generator)
        let snapshot = Snapshot(state: state, mark: mark)
        #expect(try decoded(encoded(snapshot)) == snapshot)
        #expect(encoded(try decoded(encoded(snapshot))) == encoded(snapshot))
    }

    @Test func manyFilesComeBack() throws {
        let records = (1...1000).map { id in Self.record(UInt64(id), path: "/var/log/\(id).log") }
        let snapshot = Self.snapshot(records)
        #expect(try decoded(encoded(snapshot)) == snapshot)
    }

    @Test func aChangedByteIsNoticedWhereverItIs() {
        let bytes = encoded(Self.snapshot([Self.record(2)]))
        for place in bytes.indices {
            for mask in [0x01, 0x20, 0x80] as [UInt8] {
                var changed = bytes
                changed[place] ^= mask
                #expect(throws: CheckpointError.self, "byte \(place)") { try decoded(changed) }
            }
        }
    }

    @Test func aTextThatIsCutShortIsNoticedWhereverItEnds() {
        let bytes = encoded(Self.snapshot([Self.record(2)]))
        for length in bytes.indices {
            #expect(throws: CheckpointError.self, "\(length) bytes") { try decoded(Array(bytes[..<length])) }
        }
    }

    @Test(arguments: 0..<2)
    func mutationsAreRefusedAndNeverTrap(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let bytes = encoded(Self.snapshot([Self.record(2)]))
        for _ in 0..<200 {
            let mutated = generator.mutated(bytes)
            if mutated != bytes { #expect(throws: CheckpointError.self) { try decoded(mutated) } }
        }
    }

    private func reason(_ text: String) -> String? {
        let error = #expect(throws: CheckpointError.self) { try decoded(Array(text.utf8)) }
        return error?.description
    }

    @Test func whatIsWrongIsSaid() throws {
        let text = String(decoding: encoded(Self.snapshot([Self.record(2)])), as: UTF8.self)
        #expect(reason("") == "p cannot be read: it is cut short")
        #expect(reason(String(text.prefix(20))) == "p cannot be read: it is cut short")
        #expect(
            reason(String(text.dropLast(10)))
                == "p cannot be read: it is cut short or was edited: the line with its crc32 is missing")
        let edited = String(text.replacing("4096", with: "4097"))
        #expect(reason(edited) == "p cannot be read: its crc32 does not match its contents")
    }

    /// A text with a checksum that fits.
    private func sealed(_ text: String) -> String {
        let bytes = ByteBuffer()
        bytes.append(text)
        return text + "\"crc32\": \"\(Snapshot.checksumText(bytes.bytes))\"\n}\n"
    }

    @Test func anotherVersionIsNamedWithWhatToDo() throws {
        let (text, _) = parts(encoded(Self.snapshot([])))
        let other = sealed(text.replacing("\"version\": 2", with: "\"version\": 3"))
        #expect(
            reason(other)
                == "p was written in format 3, and this logferry reads format 2; use the version of logferry that "
                + "wrote it, or move the file away to start anew")
    }

    @Test(
        arguments: [
            ("\"id\": 2, ", "", "line 7: an incomplete generation"),
            ("\"offset\": 4096", "\"offset\": -1", nil), ("\"length\": 1024", "\"length\": 1025", nil),
            ("\"version\": 2,\n", "", nil), ("\"position\": 272", "\"position\": 15", nil),
            ("{\"id\"", "[\"id\"", nil), ("[10, 4096, -9]", "[10, 9, -9]", nil),
            ("[0, 10, 7]", "[0, 10]", nil), ("[70, 4090]", "[4090, 70]", nil), ("[70, 4090]", "[70, x]", nil),
            ("00cd\"", "00cg\"", nil), ("\"finished\": true", "\"finished\": 7", nil),
            ("\"next_generation\": 9", "\"next_generation\": x", nil),
            ("\"generations\": [", "\"g\": [", nil),
        ] as [(String, String, String?)])
    func aWholeTextThatSaysSomethingElseIsRefused(old: String, new: String, words: String?) throws {
        let (text, _) = parts(encoded(Self.snapshot([Self.record(2)])))
        let changed = text.replacing(old, with: new)
        #expect(changed != text)
        let found = reason(sealed(changed))
        #expect(found?.hasPrefix("p cannot be read: ") == true)
        if let words { #expect(found == "p cannot be read: " + words) }
    }
}
