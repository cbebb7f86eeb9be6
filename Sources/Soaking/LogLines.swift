// Why this file exists: every line follows from its file and number, so that whatever arrives can be checked to the byte.

import Workbench

/// The lines of one file, from number 0 on: a pure function of seed, file and number.
public struct LogLines: Sendable {
    /// What follows from a line's number besides its text.
    public struct Facts: Equatable, Sendable {
        /// The line's own time in nanoseconds since the Unix epoch; nil if the agent has to give one.
        public var time: Int64?
        /// The label `level`; nil for a line that is not JSON.
        public var level: String?
    }

    /// Lines of one second in a file of twins; twins are in the same second, and in the same generation.
    public static let blockSize = 64
    /// 2026-01-01T00:00:00Z, where every file's own time begins.
    static let start: Int64 = 1_767_225_600
    /// Nanoseconds from one line to the next where they have a time each.
    private static let step: Int64 = 1_000_003

    /// The file's number.
    public let file: Int
    /// What the lines look like.
    public let format: LineFormat
    private let seed: UInt64

    /// The lines of the file with this number.
    public init(file: Int, format: LineFormat, seed: UInt64) {
        self.file = file
        self.format = format
        self.seed = seed &+ UInt64(truncatingIfNeeded: file) &* 0x9FB2_1C65_1E98_DF25
    }

    /// The line that has this line's text: itself, or the earlier one of the same second whose twin it is.
    public func original(of number: Int) -> Int {
        guard format == .twins else { return number }
        var place = number % Self.blockSize
        let block = number - place
        while place > 0 {
            var random = draw(block + place)
            guard random.chance(perMille: 400) else { break }
            place = random.below(place)
        }
        return block + place
    }

    /// For each line of the second that `number` belongs to, the line that has its text; just `number` where lines have
    /// no twins.
    func originals(around number: Int) -> [Int] {
        guard format == .twins else { return [number] }
        let block = number - number % Self.blockSize
        return (block..<block + Self.blockSize).map { original(of: $0) }
    }

    /// Time and level of a line. Of twins, the time that the line itself says, which only the first of them keeps.
    public func facts(_ number: Int) -> Facts {
        guard isJSON(number) else { return Facts(time: nil, level: nil) }
        return Facts(time: time(number), level: level(original(of: number)))
    }

    /// Appends the text without its newline.
    public func appendText(_ number: Int, to output: inout [UInt8]) {
        let number = original(of: number)
        let isJSON = isJSON(number)
        if isJSON { output.append(string: "{\"id\": \"") }
        output.append(decimal: file)
        output.append(UInt8(ascii: ":"))
        output.append(decimal: number)
        if isJSON {
            output.append(string: "\", \"time\": \"")
            append(time: time(number), to: &output)
            output.append(UInt8(ascii: "\""))
            output.append(key: "level", text: level(number).utf8)
            output.append(key: "message")
            output.append(UInt8(ascii: "\""))
        } else {
            output.append(UInt8(ascii: " "))
        }
        // Escapes and more than ASCII, as real messages have them.
        if number % 5 == 3 { output.append(string: "Caf\u{e9} \\\"Z\u{fc}rich\\\" \u{2192} ") }
        output.append(contentsOf: filler(number))
        if isJSON { output.append(string: "\"}") }
        if format == .crlf { output.append(UInt8(ascii: "\r")) }
    }

    /// File and number that a text begins with, by whatever file's lines it was written; nil if it is no such text.
    public static func identify(_ text: some Collection<UInt8>) -> (file: Int, number: Int)? {
        let prefix = "{\"id\": \"".utf8
        var rest = text.dropFirst(text.starts(with: prefix) ? prefix.count : 0)
        func decimal() -> Int? {
            let digits = rest.prefix { (48...57).contains($0) }
            guard (1...12).contains(digits.count) else { return nil }
            rest = rest.dropFirst(digits.count)
            return digits.reduce(0) { $0 * 10 + Int($1 - 48) }
        }
        guard let file = decimal(), rest.first == UInt8(ascii: ":") else { return nil }
        rest = rest.dropFirst()
        return decimal().map { (file, $0) }
    }

    /// Where a text may be cut at the earliest to be recognized.
    public func shortestPart(_ number: Int) -> Int {
        "{\"id\": \"\(file):\(number)\"".utf8.count
    }

    private func isJSON(_ number: Int) -> Bool {
        switch format {
        case .json, .twins, .crlf: true
        case .mixed: number % 3 != 2
        case .plain: false
        }
    }

    private func time(_ number: Int) -> Int64 {
        format == .twins
            ? (Self.start + Int64(number / Self.blockSize)) * 1_000_000_000
            : Self.start * 1_000_000_000 + Int64(number) * Self.step
    }

    private func level(_ number: Int) -> String {
        ["error", "warn", "warn", "debug", "info"][min(number % 11, 4)]
    }

    private func draw(_ number: Int) -> SeededRandom {
        SeededRandom(seed: seed &+ UInt64(truncatingIfNeeded: number) &* 0xD6E8_FEB8_6659_FD93)
    }

    /// Some words, seldom very many: a chunk that the agent reads ends in the middle of lines of every length.
    private func filler(_ number: Int) -> ArraySlice<UInt8> {
        var random = draw(number)
        _ = random.next()
        let length: Int
        switch random.below(20_000) {
        case 0: length = 100_000 + random.below(200_000)
        case 1..<40: length = 1_000 + random.below(20_000)
        default: length = 20 + random.below(200)
        }
        let start = random.below(1_000)
        return Self.words[start..<(start + length)]
    }

    private static let words: [UInt8] = {
        var random = SeededRandom(seed: 5)
        var bytes: [UInt8] = []
        while bytes.count < 310_000 {
            for _ in 0..<(2 + random.below(8)) { bytes.append(UInt8(ascii: "a") + UInt8(random.below(26))) }
            bytes.append(UInt8(ascii: " "))
        }
        return bytes
    }()

    private func append(time: Int64, to output: inout [UInt8]) {
        let (second, nanosecond) = time.quotientAndRemainder(dividingBy: 1_000_000_000)
        let (day, secondOfDay) = Int(second - Self.start).quotientAndRemainder(dividingBy: 86_400)
        output.append(string: "2026-01-")
        output.append(decimal: 1 + day, width: 2)
        for (separator, value) in [
            ("T", secondOfDay / 3600), (":", secondOfDay / 60 % 60), (":", secondOfDay % 60),
        ] {
            output.append(string: separator)
            output.append(decimal: value, width: 2)
        }
        if format != .twins {
            output.append(UInt8(ascii: "."))
            output.append(decimal: Int(nanosecond), width: 9)
        }
        output.append(UInt8(ascii: "Z"))
    }
}
