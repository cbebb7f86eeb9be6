// What the tests of this room share: changes drawn by chance, with the values at which arithmetic breaks.

import Platform
import TestSupport

@testable import Checkpoints

/// Texts that break quoting, framing or a parser of lines somewhere. Neither a path nor YAML can hold a NUL.
let hostileTexts = [
    "", "a", "/var/log/app.log", "say \"hi\"", "back\\slash", "\\", "\"", "\\\"", "\\u0041", "a\nb", "\r\n",
    "\t",
    "\u{1}\u{1F}", "\u{7F}", "\u{85}", "\u{A0}", "\u{2028}\u{2029}", "\u{FEFF}", "\u{FFFD}",
    "\u{FFFE}",
    "\u{FFFF}", "é", "e\u{301}", "日本語", "😀", "\u{1F468}\u{200D}\u{1F469}", "\u{10FFFF}", "\u{1FFFE}", "{}",
    "[,]",
    "a: b", "- x", "#", "%", "!", "&a *a", "'", "null", "~", "yes", "0x10", "1_000", "<<", "...", "---",
    String(repeating: "long ", count: 200),
]

extension SeededGenerator {
    mutating func text() -> String {
        if Bool.random(using: &self) { return hostileTexts.randomElement(using: &self) ?? "" }
        let scalars = (0..<Int.random(in: 0...12, using: &self)).map { _ in
            Unicode.Scalar(UInt32.random(in: 1...0x10FFFF, using: &self)) ?? "\u{D7FF}"
        }
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars)
        return text
    }

    /// Small, middling and extreme numbers, each often.
    mutating func unsigned() -> UInt64 {
        switch Int.random(in: 0..<4, using: &self) {
        case 0: [0, 1, 127, 128, 16_383, 16_384, .max - 1, .max].randomElement(using: &self) ?? 0
        case 1: UInt64.random(in: 0...300, using: &self)
        default: next() >> UInt64.random(in: 0...63, using: &self)
        }
    }

    mutating func signed() -> Int64 {
        switch Int.random(in: 0..<4, using: &self) {
        case 0: [Int64.min, .min + 1, -1, 0, 1, .max - 1, .max].randomElement(using: &self) ?? 0
        case 1: Int64.random(in: -300...300, using: &self)
        default: Int64(bitPattern: next()) >> Int64.random(in: 0...63, using: &self)
        }
    }

    mutating func offset() -> Int64 { Int64(unsigned() >> 1) }

    mutating func progress() -> Progress {
        var progress = Progress(offset: offset(), lastTimestamp: Bool.random(using: &self) ? signed() : nil)
        if Bool.random(using: &self) { progress.tail = unsigned() }
        if Bool.random(using: &self) { progress.runStart = signed() }
        if Bool.random(using: &self) { progress.runTimestamp = signed() }
        if Bool.random(using: &self) { progress.memory = (0..<3).map { _ in signed() } }
        if Bool.random(using: &self) { progress.runMemory = [signed()] }
        return progress
    }

    mutating func identity() -> FileIdentity {
        FileIdentity(device: unsigned(), inode: unsigned(), birth: signed())
    }

    mutating func fingerprint() -> Fingerprint {
        Fingerprint(length: Int.random(in: 0...Fingerprint.maximumLength, using: &self), hash: unsigned())
    }

    mutating func given() -> GivenTimestamps {
        let (one, other) = (offset() >> 1, offset() >> 1)
        return GivenTimestamps(range: min(one, other)..<max(one, other), base: signed() >> 1)
    }

    mutating func record(_ id: GenerationID) -> GenerationRecord {
        var record = GenerationRecord(
            id: id, target: text(), path: text(), currentPath: text(),
            identity: identity(), fingerprint: fingerprint())
        for _ in 0..<Int.random(in: 0...3, using: &self) { record.progress[text()] = progress() }
        for _ in 0..<Int.random(in: 0...2, using: &self) { record.given.append(given()) }
        record.boundaries = Set((0..<Int.random(in: 0...3, using: &self)).map { _ in offset() }).sorted()
        if Bool.random(using: &self) { record.size = offset() }
        record.isFinished = Bool.random(using: &self)
        record.seen = Int64.random(in: .min ... .max, using: &self)
        return record
    }

    /// Any change at all, of any generation.
    mutating func change() -> Change {
        let id = GenerationID(unsigned())
        switch Int.random(in: 0..<11, using: &self) {
        case 0: return .born(record(id))
        case 1: return .fingerprinted(id, fingerprint())
        case 2: return .renamed(id, to: text())
        case 3:
            let parts = (0..<Int.random(in: 0...5, using: &self)).map { _ in
                Acknowledgement(GenerationID(unsigned()), progress())
            }
            return .acknowledged(client: text(), parts)
        case 4: return .gave(id, given())
        case 5: return .bounded(id, offset())
        case 6: return .rehomed(id, identity(), path: text())
        case 7: return .finished(id)
        case 8: return .clientRenamed(from: text(), to: text())
        case 9: return .clientForgotten(text())
        default: return .forgotten(id)
        }
    }

    /// A change that an agent in this state could make.
    mutating func change(in state: CheckpointState) -> Change {
        let known = state.generations.keys.sorted()
        guard known.count > 2, let id = known.randomElement(using: &self),
            !(known.count < 8 && next() % 8 == 0)
        else { return .born(record(GenerationID(state.nextGeneration))) }
        let clients = ["one", "two", "three"].shuffled(using: &self)
        switch Int.random(in: 0..<20, using: &self) {
        case 0: return .fingerprinted(id, fingerprint())
        case 1: return .renamed(id, to: text())
        case 2: return .forgotten(id)
        case 3, 4: return .gave(id, given())
        case 5, 6: return .bounded(id, offset())
        case 7: return .rehomed(id, identity(), path: text())
        case 8: return .finished(id)
        case 9: return .clientRenamed(from: clients[0], to: clients[1])
        case 10: return .clientForgotten(clients[0])
        default:
            let parts = known.shuffled(using: &self).prefix(3).map { Acknowledgement($0, progress()) }
            return .acknowledged(client: clients[0], parts)
        }
    }
}

extension ByteBuffer {
    /// A copy of the bytes.
    var array: [UInt8] { Array(bytes) }
}

/// The payload of a record that holds these changes of an agent that remembered `state` before them.
func payload(of changes: [Change], after state: CheckpointState = CheckpointState()) -> [UInt8] {
    let buffer = ByteBuffer()
    var (state, reference) = (state, RecordCodec.Reference())
    for change in changes {
        RecordCodec.encode(change, after: state, &reference, to: buffer)
        state.apply(change)
    }
    return buffer.array
}

/// What such a payload holds; nil if it holds something else as well.
func changes(in payload: [UInt8], after state: CheckpointState = CheckpointState()) -> [Change]? {
    var state = state
    var changes: [Change] = []
    let isWhole = payload.withUnsafeBytes { bytes in
        RecordCodec.replay(bytes, onto: &state) { changes.append($0) }
    }
    return isWhole ? changes : nil
}
