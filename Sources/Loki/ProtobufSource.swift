// Why this file exists: a message of protocol buffers says beforehand how long each part is, and a batch is too large to be
// written twice.

import CSnappy
import Platform

/// The message of a batch's entries, block by block as it is compressed: first every length is worked out, then nothing but the
/// block at hand is written.
struct ProtobufSource {
    /// What the compressor compresses for itself, and looks at in place if it gets it in one piece.
    static let block = Int(LF_SNAPPY_BLOCK)
    /// What `staging` holds unless there are very long labels or metadata.
    static let usualStaging = block + (1 << 12)

    /// Bytes of the whole message.
    private(set) var length = 0
    /// Bytes that are not UTF-8.
    private(set) var replaced = 0

    private let batch: Batch
    private let order: [Int32]
    private let staging: ByteBuffer
    private let labels: ByteBuffer
    private var streams: [Stream] = []
    /// The lines with bytes that are not UTF-8, in the order in which they are written.
    private var strays: [Stray] = []

    // Where the writing stands.
    private var handedOut = 0
    private var nextStream = 0
    private var nextPlace = 0
    private var endOfStream = 0
    private var nextStray = 0
    /// What is left of the entry at hand: of its line, and its metadata, which come behind it.
    private var line = UnsafeRawBufferPointer(start: nil, count: 0)
    private var hasStrays = false
    private var entryWithMetadata: Int?

    private struct Stream {
        let labels: Span32
        let entries: Int
        let length: Int
    }

    private struct Stray {
        let place: Int
        let bytes: Int
    }

    /// Works out the lengths. The buffers are overwritten; nobody may use them, or change the batch, while this is in use.
    init(_ batch: Batch, _ range: Range<Int>, staging: ByteBuffer, labels: ByteBuffer) {
        self.batch = batch
        self.staging = staging
        self.labels = labels
        staging.removeAll()
        staging.reserve(range.isEmpty ? 0 : Self.usualStaging)
        labels.removeAll()
        let (order, counts) = batch.entriesByStream(range)
        self.order = order
        var next = 0
        for (stream, count) in counts.enumerated() where count > 0 {
            let start = labels.count
            LabelSetText.append(batch.labels(of: stream), to: labels)
            var length = Protobuf.fieldSize(labels.count - start)
            for place in next..<(next + count) { length += Self.entryFieldSize(measure(place)) }
            streams.append(Stream(labels: Span32(start, labels.count), entries: count, length: length))
            self.length += Protobuf.fieldSize(length)
            next += count
        }
    }

    /// An entry is there even if it is empty.
    @inline(__always)
    private static func entryFieldSize(_ length: Int) -> Int {
        1 + Protobuf.size(UInt64(length)) + length
    }

    // MARK: - Lengths

    /// The length of an entry; notes if its line has to be repaired.
    private mutating func measure(_ place: Int) -> Int {
        let index = Int(order[place])
        let entry = batch.entries[index]
        var lineLength = Int(entry.line.length)
        let stray = UTF8Text.strayBytes(in: batch.bytes(entry.line))
        if stray > 0 {
            strays.append(Stray(place: place, bytes: stray))
            replaced += stray
            lineLength += 2 * stray
        }
        var length = EntryTime(entry.timestamp).fieldSize + Protobuf.fieldSize(lineLength)
        if entry.cells > 0 {
            for cell in batch.metadata(of: index) {
                let (pair, stray) = pairLength(cell)
                length += Self.entryFieldSize(pair)
                replaced += stray
            }
        }
        return length
    }

    /// The length of a piece of metadata, and how many of its bytes are not UTF-8.
    private func pairLength(_ cell: Batch.Cell) -> (length: Int, strays: Int) {
        let (name, value) = (batch.bytes(cell.name), batch.bytes(cell.value))
        let strays = (name: UTF8Text.strayBytes(in: name), value: UTF8Text.strayBytes(in: value))
        return (
            Protobuf.fieldSize(name.count + 2 * strays.name)
                + Protobuf.fieldSize(value.count + 2 * strays.value),
            strays.name + strays.value
        )
    }

    // MARK: - Bytes

    /// The next bytes of the message, a whole block unless it is the last. Valid until the next call.
    mutating func nextBlock() -> UnsafeRawBufferPointer {
        let left = staging.count - handedOut
        if handedOut > 0 {
            staging.base.copyMemory(from: staging.base + handedOut, byteCount: left)
            staging.truncate(to: left)
        }
        while staging.count < Self.block, step() {}
        handedOut = min(staging.count, Self.block)
        return UnsafeRawBufferPointer(start: staging.base, count: handedOut)
    }

    /// Writes the next part; false if there is none.
    @inline(__always)
    private mutating func step() -> Bool {
        if !line.isEmpty {
            writeLine()
        } else if let index = entryWithMetadata {
            entryWithMetadata = nil
            for cell in batch.metadata(of: index) { writePair(cell) }
        } else if nextPlace < endOfStream {
            startEntry()
        } else if nextStream < streams.count {
            startStream()
        } else {
            return false
        }
        return true
    }

    private mutating func startStream() {
        let stream = streams[nextStream]
        nextStream += 1
        endOfStream = nextPlace + stream.entries
        Protobuf.append(Protobuf.bytesTag(1), length: stream.length, to: staging)
        Protobuf.append(Protobuf.bytesTag(1), length: Int(stream.labels.length), to: staging)
        staging.append(
            UnsafeRawBufferPointer(
                start: labels.base + Int(stream.labels.start), count: Int(stream.labels.length)))
    }

    /// Writes what stands before an entry's line.
    private mutating func startEntry() {
        let index = Int(order[nextPlace])
        let entry = batch.entries[index]
        line = batch.bytes(entry.line)
        var lineLength = line.count
        hasStrays = nextStray < strays.count && strays[nextStray].place == nextPlace
        if hasStrays {
            lineLength += 2 * strays[nextStray].bytes
            nextStray += 1
        }
        nextPlace += 1
        let time = EntryTime(entry.timestamp)
        var length = time.fieldSize + Protobuf.fieldSize(lineLength)
        if entry.cells > 0 {
            entryWithMetadata = index
            for cell in batch.metadata(of: index) {
                length += Self.entryFieldSize(pairLength(cell).length)
            }
        }
        staging.reserve(3 * (1 + Protobuf.maximumVarint) + EntryTime.maximumFieldSize)
        var out = Protobuf.put(Protobuf.bytesTag(2), UInt64(length), at: staging.end)
        out = time.put(at: out)
        if lineLength > 0 { out = Protobuf.put(Protobuf.bytesTag(2), UInt64(lineLength), at: out) }
        staging.advance(by: out - staging.end)
    }

    /// Writes as much of the line as the block takes.
    private mutating func writeLine() {
        let room = Self.block - staging.count
        guard hasStrays else {
            let count = min(room, line.count)
            staging.append(UnsafeRawBufferPointer(rebasing: line[..<count]))
            line = UnsafeRawBufferPointer(rebasing: line[count...])
            return
        }
        let taken = UTF8Text.appendRepaired(line, room: room, to: staging)
        line = UnsafeRawBufferPointer(rebasing: line[taken...])
    }

    private func writePair(_ cell: Batch.Cell) {
        Protobuf.append(Protobuf.bytesTag(3), length: pairLength(cell).length, to: staging)
        writeText(1, batch.bytes(cell.name))
        writeText(2, batch.bytes(cell.value))
    }

    private func writeText(_ field: UInt8, _ text: UnsafeRawBufferPointer) {
        guard !text.isEmpty else { return }
        Protobuf.append(
            Protobuf.bytesTag(field), length: text.count + 2 * UTF8Text.strayBytes(in: text), to: staging)
        _ = UTF8Text.appendRepaired(text, to: staging)
    }
}

/// An entry's time as a message of whole seconds and the nanoseconds behind them.
///
/// Source: https://protobuf.dev/reference/protobuf/google.protobuf/#timestamp
struct EntryTime {
    private let seconds: UInt64
    private let nanos: UInt64

    /// The most bytes of the field.
    static let maximumFieldSize = 2 + 2 * (1 + Protobuf.maximumVarint)

    /// - Parameter timestamp: nanoseconds since the Unix epoch.
    @inline(__always)
    init(_ timestamp: Int64) {
        // Rounded down, so that the nanoseconds count forward before 1970, too.
        let (quotient, rest) = timestamp.quotientAndRemainder(dividingBy: 1_000_000_000)
        seconds = UInt64(bitPattern: rest < 0 ? quotient - 1 : quotient)
        nanos = UInt64(bitPattern: rest < 0 ? rest + 1_000_000_000 : rest)
    }

    private var length: Int {
        (seconds == 0 ? 0 : 1 + Protobuf.size(seconds)) + (nanos == 0 ? 0 : 1 + Protobuf.size(nanos))
    }

    /// Bytes of the field, which is there for the epoch itself, too.
    @inline(__always)
    var fieldSize: Int { 2 + length }

    /// Writes the field; returns the place behind it.
    @inline(__always)
    func put(at place: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        var out = Protobuf.put(Protobuf.bytesTag(1), UInt64(length), at: place)
        if seconds != 0 { out = Protobuf.put(Protobuf.numberTag(1), seconds, at: out) }
        if nanos != 0 { out = Protobuf.put(Protobuf.numberTag(2), nanos, at: out) }
        return out
    }
}
