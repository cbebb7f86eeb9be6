// Why this file exists: the `decolorize` stage, for programs that write to a file as if it were a terminal.

import Configuration
import Glibc
import Platform

/// Takes ANSI colours out of the line.
///
///     - decolorize:
///
/// What goes are the control sequences of ECMA-48, section 5.4 (ESC [ and what follows, up to a letter), and those that
/// begin with ESC ] and end with BEL or ESC \, which carry links. One that does not end in the line stays.
final class DecolorizeStage: Stage {
    private static let escape: UInt8 = 0x1b

    static func decode(_ settings: StageSettings, _ compiler: inout StageCompiler) -> (any Stage)? {
        settings.read { _ in DecolorizeStage() }
    }

    func run(_ chunk: Chunk, memory: PipelineMemory) {
        for row in 0..<chunk.count where chunk.dropped[row] == .none {
            let span = chunk.contents[row]
            let bytes = chunk.bytes(span)
            guard let start = bytes.baseAddress, memchr(start, Int32(Self.escape), bytes.count) != nil,
                chunk.scratch.count + bytes.count < Chunk.maximumScratch
            else { continue }
            // The line may lie in what grows.
            chunk.scratch.reserve(bytes.count)
            chunk.contents[row] = strip(chunk.bytes(span), chunk)
        }
    }

    private func strip(_ bytes: UnsafeRawBufferPointer, _ chunk: Chunk) -> Span32 {
        let start = chunk.scratch.count
        var (place, copied) = (0, 0)
        while place < bytes.count {
            guard bytes[place] == Self.escape, let end = Self.endOfSequence(bytes, place) else {
                place += 1
                continue
            }
            chunk.scratch.append(UnsafeRawBufferPointer(rebasing: bytes[copied..<place]))
            place = end
            copied = end
        }
        chunk.scratch.append(UnsafeRawBufferPointer(rebasing: bytes[copied...]))
        return chunk.scratchSpan(from: start)
    }

    /// Where the sequence that starts at `start` ends; nil if none does there.
    private static func endOfSequence(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Int? {
        guard start + 1 < bytes.count else { return nil }
        var place = start + 2
        switch bytes[start + 1] {
        case UInt8(ascii: "["):
            while place < bytes.count, (0x20...0x3f).contains(bytes[place]) { place += 1 }
            return place < bytes.count && (0x40...0x7e).contains(bytes[place]) ? place + 1 : nil
        case UInt8(ascii: "]"):
            while place < bytes.count {
                if bytes[place] == 0x07 { return place + 1 }
                if bytes[place] == escape {
                    return place + 1 < bytes.count && bytes[place + 1] == UInt8(ascii: "\\") ? place + 2 : nil
                }
                place += 1
            }
            return nil
        default: return nil
        }
    }
}
