// Why this file exists: the scanner of JSON wants a marked text with a line break behind it, and not every text is one.

import Glibc
import Platform

/// A copy of a text for the scanner. Keeps its memory; used by one thread.
final class ScannableCopy {
    let text = ByteBuffer()
    let marks = ByteMarks()

    /// Copies a text, whose length is then the place of its end.
    func take(_ bytes: UnsafeRawBufferPointer) {
        text.removeAll()
        text.append(bytes)
        replaceLineBreaks()
        text.append(10)
        text.reserve(64)
        marks.update(text.bytes)
    }

    /// The scanner takes a line break for the end; a carriage return is white space and forbidden in strings alike.
    private func replaceLineBreaks() {
        var at = text.base
        while let found = memchr(at, 10, text.end - at) {
            found.storeBytes(of: 13, as: UInt8.self)
            at = found + 1
        }
    }
}
