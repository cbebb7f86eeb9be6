// What was really written: each log's bytes from its birth or its truncation on, and who holds them still.

/// The bytes of a log between its birth, or a truncation, and the next.
final class Generation {
    let number: Int
    /// The path that it was written to.
    let path: String
    private(set) var bytes: [UInt8] = []
    /// Inodes that hold the first bytes of it.
    private(set) var holders: [Origin] = []
    /// Bytes that must be delivered although nobody holds them any more, because the agent let go of them.
    private(set) var obliged = 0
    /// Lengths of copies: where one ends within a line, this part of the line may be delivered.
    private(set) var ends: Set<Int> = []

    init(number: Int, path: String) {
        self.number = number
        self.path = path
    }

    func append(_ piece: UnsafeRawBufferPointer, after hole: Int) {
        bytes.append(contentsOf: repeatElement(0, count: hole))
        bytes.append(contentsOf: piece)
    }

    func hold(_ origin: Origin) { holders.append(origin) }

    func oblige(_ length: Int) { obliged = max(obliged, length) }

    func noteEnd(_ length: Int) { ends.insert(length) }

    /// The lines of the first `length` bytes, each with the offset behind it, and the unfinished rest.
    func lines(upTo length: Int, limit: Int) -> (lines: [(text: Text, end: Int)], rest: [Text]) {
        var lines: [(text: Text, end: Int)] = []
        let bytes = bytes[..<length]
        var start = 0
        while let newline = bytes[start...].firstIndex(of: 10) {
            for part in Self.parts(bytes[start..<newline], limit: limit) { lines.append((part, newline + 1)) }
            start = newline + 1
        }
        return (lines, start < bytes.endIndex ? Self.parts(bytes[start...], limit: limit) : [])
    }

    /// A line as it is delivered: in parts of `limit` bytes, without the hole before it. Long lines of the model are
    /// ASCII.
    private static func parts(_ line: ArraySlice<UInt8>, limit: Int) -> [Text] {
        let line = line.drop { $0 == 0 }
        var parts: [Text] = []
        var start = line.startIndex
        while line.endIndex - start > limit {
            parts.append(plain(line[start..<(start + limit)]))
            start += limit
        }
        parts.append(plain(line[start...]))
        return parts
    }

    /// Without what the delivery may leave out: a carriage return behind it.
    static func plain(_ text: ArraySlice<UInt8>) -> Text {
        Text(Array(text.last == 13 ? text.dropLast() : text))
    }
}

/// What an inode holds of a generation.
final class Origin {
    enum Form { case original, copy, archive }

    private(set) var generation: Generation
    let node: ModelNode
    let form: Form
    /// How many of the generation's first bytes.
    private(set) var length: Int
    /// Makes the generation that follows a truncation.
    private let next: () -> Generation
    init(
        _ generation: Generation, _ form: Form, in node: ModelNode, length: Int = 0,
        next: @escaping () -> Generation
    ) {
        self.generation = generation
        self.node = node
        self.form = form
        self.length = length
        self.next = next
        generation.hold(self)
        if form != .original { generation.noteEnd(length) }
    }

    /// False once nothing is held any more.
    private(set) var isHeld = true

    func wrote(_ bytes: UnsafeRawBufferPointer, after hole: Int) {
        guard form == .original else { return }
        generation.append(bytes, after: hole)
        length = generation.bytes.count
    }

    /// A copy grew by a piece, or an archive can be read to its end.
    func extended(to length: Int) {
        self.length = length
        generation.noteEnd(length)
    }

    func truncated() {
        isHeld = false
        guard form == .original else { return }
        generation = next()
        length = 0
        isHeld = true
        generation.hold(self)
    }

    /// The inode is gone.
    func vanished() { isHeld = false }

    /// The agent closed a file without a name: what is in it must be delivered, since nobody else will find it.
    func letGo() { generation.oblige(length) }
}
