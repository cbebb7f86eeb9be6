// Why this file exists: names of logs and options of the compressing program are words in which quotes and backslashes count.

/// Words as logrotate takes them apart.
enum LogrotateWords {
    /// The words of a text. Between single or double quotes blanks are part of a word; a backslash takes the next byte as it is,
    /// between quotes only the quote, so that glob(7) still sees the backslash there.
    static func split(_ text: [UInt8]) -> [[UInt8]] {
        var words: [[UInt8]] = []
        var word: [UInt8] = []
        var quote: UInt8?
        var isInWord = false
        var rest = text[...]
        while let byte = rest.popFirst() {
            if let open = quote {
                if byte == open {
                    quote = nil
                } else if byte == UInt8(ascii: "\\"), let following = rest.popFirst() {
                    if following != open { word.append(byte) }
                    word.append(following)
                } else {
                    word.append(byte)
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                quote = byte
                isInWord = true
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), 0x0B, 0x0C, 0x0D:
                if isInWord || !word.isEmpty { words.append(word) }
                word = []
                isInWord = false
            case UInt8(ascii: "\\"):
                if let following = rest.popFirst() { word.append(following) }
            default:
                word.append(byte)
            }
        }
        if isInWord || !word.isEmpty { words.append(word) }
        return words
    }

    /// The words of a line, apart at blanks alone.
    static func plain(_ text: [UInt8]) -> [[UInt8]] {
        text.split(whereSeparator: LogrotateCursor.isBlank).map(Array.init)
    }
}
