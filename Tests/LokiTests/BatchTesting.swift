// What the tests of batches share: appending text, and a body as Loki would read it.

import Platform
import TestSupport
import Testing

@testable import Loki
@testable import Receiver

typealias Labels = [(name: String, value: String)]

extension Batch {
    /// Appends a line, making its stream when it is new: streams are known by their labels here.
    func append(_ line: [UInt8], at timestamp: Int64, _ labels: Labels, now: Int64 = 0) {
        var hasher = Hasher()
        for label in labels {
            hasher.combine(label.name)
            hasher.combine(label.value)
        }
        let key = UInt64(bitPattern: Int64(hasher.finalize()))
        let stream = self.stream(key) ?? addStream(key, labels: labels)
        line.withUnsafeBytes { append($0, timestamp: timestamp, stream: stream, now: now) }
    }

    func append(_ line: String, at timestamp: Int64, _ labels: Labels = [("job", "a")]) {
        append(Array(line.utf8), at: timestamp, labels)
    }
}

extension RejectedStore {
    /// Keeps all of a batch.
    func keep(_ batch: Batch, answer: PushAnswer, client: String, now: Int64) throws -> Kept {
        try keep(batch, [Refusal(answer, Sifted(refused: 0..<batch.count))], client: client, now: now)
    }
}

/// The bytes of a gzip stream without their compression, by zlib.
func unzipped(_ bytes: ByteBuffer) throws -> [UInt8] {
    try ContentCoding.gzip.decoded(Array(bytes.bytes), limit: 1 << 30)
}

/// The body of a push of the batch, as text.
func text(of batch: Batch, _ encoder: PushBodyEncoder = PushBodyEncoder()) throws -> String {
    let output = ByteBuffer()
    try encoder.encode(batch, to: output)
    return String(decoding: try unzipped(output), as: UTF8.self)
}

/// The entries of a push of the batch, as a receiver reads them.
func received(_ batch: Batch, _ encoder: PushBodyEncoder = PushBodyEncoder()) throws -> [ReceivedEntry] {
    let output = ByteBuffer()
    try encoder.encode(batch, to: output)
    return try decodePush(
        Array(output.bytes), contentType: "application/json", contentEncoding: "gzip", tenant: "t",
        limit: 1 << 30)
}

/// The text of bytes, each that is not part of a UTF-8 sequence (RFC 3629) replaced by U+FFFD, found the slow way.
func repaired(_ bytes: [UInt8]) -> (text: String, replaced: Int) {
    if let text = String(validating: bytes, as: UTF8.self) { return (text, 0) }
    var (text, replaced, place) = ("", 0, 0)
    while place < bytes.count {
        let sequence = (1...4).lazy.filter { place + $0 <= bytes.count }
            .compactMap { String(validating: bytes[place..<(place + $0)], as: UTF8.self) }.first
        text.unicodeScalars.append(contentsOf: (sequence ?? "\u{FFFD}").unicodeScalars)
        replaced += sequence == nil ? 1 : 0
        place += sequence?.utf8.count ?? 1
    }
    return (text, replaced)
}

extension SeededGenerator {
    /// A line of text, or of bytes that are mostly no text.
    mutating func line(upTo length: Int) -> [UInt8] {
        let count = Int.random(in: 0...length, using: &self)
        switch Int.random(in: 0..<3, using: &self) {
        case 0: return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &self) }
        case 1: return (0..<count).map { _ in UInt8.random(in: 32...126, using: &self) }
        default:
            let scalars = (0..<(count / 3)).map { _ in
                Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &self)) ?? "\u{20}"
            }
            return scalars.flatMap { Array(String($0).utf8) }
        }
    }
}
