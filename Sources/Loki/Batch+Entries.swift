// Why this file exists: single entries are asked for after Loki refused some, and by those who look at a batch's edges.

import Platform

extension Batch {
    /// An entry's stream.
    func streamIndex(of index: Int) -> Int { Int(entries[index].stream) }

    /// An entry's nanoseconds since the Unix epoch.
    func timestamp(of index: Int) -> Int64 { entries[index].timestamp }

    /// An entry's line, as it was read. Valid until something is added.
    func line(of index: Int) -> UnsafeRawBufferPointer { bytes(entries[index].line) }

    /// No line is longer than this when Loki gets it: what is not UTF-8 grows.
    func longestLength(of index: Int) -> Int { Int(entries[index].line.length) * 3 }

    /// Bytes of an entry's line as Loki counts them.
    func lineLength(of index: Int) -> Int {
        let line = line(of: index)
        return line.count + 2 * UTF8Text.strayBytes(in: line)
    }

    /// An entry's structured metadata.
    func metadata(of index: Int) -> UnsafeMutableBufferPointer<Cell>.SubSequence {
        let entry = entries[index]
        return cells.all[Int(entry.firstCell)..<Int(entry.firstCell &+ entry.cells)]
    }

    /// A stream's labels as a JSON object, for people.
    func labelText(of stream: Int) -> String {
        let text = ByteBuffer()
        for (index, label) in labels(of: stream).enumerated() {
            text.append(index == 0 ? UInt8(ascii: "{") : UInt8(ascii: ","))
            JSONText.append(quoted: label.name, to: text)
            text.append(UInt8(ascii: ":"))
            JSONText.append(quoted: label.value, to: text)
        }
        return text.text + (labels(of: stream).isEmpty ? "{}" : "}")
    }
}
