// Why this file exists: stages and Loki know one encoding, UTF-8, and files may have another.

import Platform

extension Chunk {
    /// Replaces the lines by what they are in UTF-8. Without room for that a line stays as it is.
    /// - Returns: how many characters became U+FFFD.
    func convert(with converter: EncodingConverter) -> Int {
        var replaced = 0
        for row in 0..<count {
            let line = bytes(contents[row])
            if converter.keepsASCII, Self.isASCII(line) { continue }
            let room = Self.maximumScratch - scratch.count
            guard room > 0 else { break }
            let start = scratch.count
            replaced += converter.convert(line, to: scratch, limit: room).replaced
            contents[row] = scratchSpan(from: start)
        }
        return replaced
    }

    private static func isASCII(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var at = 0
        var all: UInt64 = 0
        while at + 8 <= bytes.count {
            all |= bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            at += 8
        }
        while at < bytes.count {
            all |= UInt64(bytes[at])
            at += 1
        }
        return all & 0x8080_8080_8080_8080 == 0
    }
}
