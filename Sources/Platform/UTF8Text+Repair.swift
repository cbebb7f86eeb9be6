// Why this file exists: a log may hold bytes that are no text, and who takes only text has to get the rest of the line.

extension UTF8Text {
    /// Appends a text in which U+FFFD stands for each byte that is not UTF-8, as in JSON strings; or as much of it as about
    /// `room` bytes take.
    ///
    /// - Parameter room: bytes to be written, 1 at least; up to 3 more may be.
    /// - Returns: how many of the text's bytes are done with.
    public static func appendRepaired(
        _ text: UnsafeRawBufferPointer, room: Int = .max, to buffer: ByteBuffer
    ) -> Int {
        guard let start = text.baseAddress else { return 0 }
        var (at, written) = (0, 0)
        while at < text.count, written < room {
            let stop = at + min(text.count - at, room - written)
            var end = at
            var length = 1
            while end < stop {
                length = sequenceLength(start + end, available: text.count - end)
                if length == 0 { break }
                end += length
            }
            buffer.append(UnsafeRawBufferPointer(start: start + at, count: end - at))
            written += end - at
            at = end
            if length == 0 {
                buffer.append(literal: "\u{FFFD}")
                written += 3
                at += 1
            }
        }
        return at
    }
}
