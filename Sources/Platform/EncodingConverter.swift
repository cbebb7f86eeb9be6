// Why this file exists: Loki takes UTF-8, and files are not always written in it.

import CPlatform
import Glibc

/// Converts lines to UTF-8 by iconv(3), each for itself. Used by one thread.
public final class EncodingConverter {
    /// What became of a line.
    public struct Result: Hashable, Sendable {
        /// How many characters were U+FFFD instead, because what stood there is none of the encoding.
        public var replaced = 0
        /// True if the line did not fit and was cut off after a character.
        public var isCut = false
    }

    /// The encoding that is converted from, with its byte order.
    public let encoding: LineEncoding
    /// True if the bytes below 0x80 mean what they mean in ASCII, so that a line with no others needs no converting.
    public let keepsASCII: Bool
    private let descriptor: IconvDescriptor

    static func knows(_ name: String) -> Bool { IconvDescriptor(to: "UTF-8", from: name) != nil }

    /// - Parameter encoding: one whose byte order is known, see `LineEncoding.resolved`, and that needs conversion.
    /// - Throws: if iconv does not have it any more: its module was removed, or there is no memory.
    public init(_ encoding: LineEncoding) throws(SystemError) {
        guard let descriptor = IconvDescriptor(to: "UTF-8", from: encoding.name) else {
            throw SystemError("convert from", encoding.name, code: errno == 0 ? EINVAL : errno)
        }
        self.encoding = encoding
        self.descriptor = descriptor
        keepsASCII =
            encoding.width == 1
            && (0..<128).allSatisfy { byte in descriptor.converted([UInt8(byte)]) == [UInt8(byte)] }
    }

    /// Appends the line to `target` in UTF-8, at most `limit` bytes of it.
    ///
    /// What cannot be converted becomes U+FFFD, one a unit of the encoding, or one for an unfinished character at the
    /// line's end. Takes time linear in the line, whatever is in it.
    public func convert(_ line: UnsafeRawBufferPointer, to target: ByteBuffer, limit: Int = .max) -> Result {
        var result = Result()
        let start = target.count
        let last = limit < Int.max - start ? start + max(0, limit) : Int.max
        descriptor.reset()
        var input = line
        while !input.isEmpty {
            let room = min(last - target.count, max(64, 2 * input.count))
            target.reserve(room)
            let step = descriptor.step(input, UnsafeMutableRawBufferPointer(start: target.end, count: room))
            target.advance(by: step.given)
            input = UnsafeRawBufferPointer(rebasing: input[step.taken...])
            switch step.code {
            case 0: break
            case E2BIG where step.given > 0 || room < 64:
                guard last - target.count >= 64 || step.given > 0 else { return cut(result) }
            case EILSEQ, EINVAL:
                guard last - target.count >= 3 else { return cut(result) }
                target.append(literal: "\u{FFFD}")
                result.replaced += 1
                let bad = step.code == EINVAL ? input.count : min(encoding.width, input.count)
                input = UnsafeRawBufferPointer(rebasing: input[bad...])
            default:
                return cut(result)
            }
        }
        // Some encodings hold a letter back until they have seen whether an accent follows.
        let room = min(last - target.count, 64)
        target.reserve(room)
        target.advance(by: descriptor.finish(UnsafeMutableRawBufferPointer(start: target.end, count: room)))
        return result
    }

    private func cut(_ result: Result) -> Result {
        var result = result
        result.isCut = true
        return result
    }
}

/// An iconv_t, closed with its owner.
final class IconvDescriptor {
    private let descriptor: iconv_t

    /// Nil if one of the names is not known.
    init?(to: String, from: String) {
        guard let descriptor = iconv_open(to, from), descriptor != iconv_t(bitPattern: -1) else { return nil }
        self.descriptor = descriptor
    }

    deinit { iconv_close(descriptor) }

    /// Forgets what came before.
    func reset() { _ = iconv(descriptor, nil, nil, nil, nil) }

    /// Converts as much as is possible; `code` is 0, or the errno value.
    func step(_ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer) -> (
        taken: Int, given: Int, code: Int32
    ) {
        // iconv(3) reads its input; the type lacks the const.
        var from = UnsafeMutableRawPointer(mutating: input.baseAddress)?.assumingMemoryBound(to: CChar.self)
        var (left, room) = (input.count, output.count)
        var to = output.baseAddress?.assumingMemoryBound(to: CChar.self)
        let code = iconv(descriptor, &from, &left, &to, &room)
        let error = code == Int(bitPattern: UInt.max) ? errno : 0
        return (input.count - left, output.count - room, error)
    }

    /// Writes what was held back; returns how many bytes.
    func finish(_ output: UnsafeMutableRawBufferPointer) -> Int {
        var room = output.count
        var to = output.baseAddress?.assumingMemoryBound(to: CChar.self)
        _ = iconv(descriptor, nil, nil, &to, &room)
        return output.count - room
    }

    /// What a few bytes become; nil if they cannot be converted.
    func converted(_ bytes: [UInt8]) -> [UInt8]? {
        reset()
        var output = [UInt8](repeating: 0, count: 16)
        let (code, given) = bytes.withUnsafeBytes { input in
            output.withUnsafeMutableBytes { output in
                let step = step(input, output)
                let rest = UnsafeMutableRawBufferPointer(rebasing: output[step.given...])
                return (step.code, step.given + finish(rest))
            }
        }
        return code == 0 ? Array(output[..<given]) : nil
    }
}
