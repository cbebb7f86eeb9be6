// Turns the text of a layout into its elements; what counts as an element is decided here and nowhere else.

/// A layout taken apart.
struct LayoutProgram: Sendable {
    private(set) var elements: [LayoutElement] = []
    private(set) var literals: [UInt8] = []

    var hasElement: Bool { elements.contains { !$0.isLiteral } }

    var hasYear: Bool { elements.contains(.longYear) || elements.contains(.shortYear) }

    /// Whether a month or a day of the year is among the elements.
    var hasMonth: Bool {
        elements.contains { element in
            switch element {
            case .shortMonth, .longMonth, .month, .dayOfYear, .paddedDayOfYear: true
            default: false
            }
        }
    }

    init(_ text: String) {
        let layout = Array(text.utf8)
        var index = 0
        while index < layout.count {
            if let (element, length) = Self.element(layout[index...]) {
                elements.append(element)
                index += length
            } else {
                appendLiteral(layout[index])
                index += 1
            }
        }
        decideWhoTakesFractions()
    }

    /// The bytes of a literal element, for the recognition of fast layouts.
    func text(of element: LayoutElement) -> [UInt8]? {
        switch element {
        case .literal(let start, let count): Array(literals[start..<start + count])
        case .spaces: [UInt8(ascii: " ")]
        default: nil
        }
    }

    private mutating func appendLiteral(_ byte: UInt8) {
        if byte == UInt8(ascii: " ") {
            if elements.last != .spaces { elements.append(.spaces) }
            return
        }
        literals.append(byte)
        if case .literal(let start, let count) = elements.last {
            elements[elements.count - 1] = .literal(start: start, count: count + 1)
        } else {
            elements.append(.literal(start: literals.count - 1, count: 1))
        }
    }

    /// A second takes a fraction that the layout does not name, unless the next element, after whatever text,
    /// does.
    private mutating func decideWhoTakesFractions() {
        var nextIsFraction = false
        for index in elements.indices.reversed() {
            if case .second(let twoDigits, _) = elements[index] {
                elements[index] = .second(twoDigits: twoDigits, takesFraction: !nextIsFraction)
            }
            if !elements[index].isLiteral { nextIsFraction = elements[index].isFraction }
        }
    }

    /// The element with which `rest` begins, and its length in bytes.
    static func element(_ rest: ArraySlice<UInt8>) -> (LayoutElement, Int)? {
        for (spelling, element) in spellings where rest.starts(with: spelling.utf8) {
            return (element, spelling.utf8.count)
        }
        // "Jan" and "Mon" are also the beginnings of ordinary words such as "Jane" and "Month".
        let isWord = rest.dropFirst(3).first.map { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 } ?? false
        if !isWord, rest.starts(with: "Jan".utf8) { return (.shortMonth, 3) }
        if !isWord, rest.starts(with: "Mon".utf8) { return (.shortWeekday, 3) }
        // Here the underscore is plain text before a year, not the padding of a day.
        if rest.starts(with: "_2".utf8), !rest.starts(with: "_2006".utf8) { return (.paddedDay, 2) }
        return fraction(rest)
    }

    /// In the order in which they are tried: a longer spelling before the shorter one with which it begins.
    private static let spellings: [(String, LayoutElement)] = [
        ("January", .longMonth), ("Monday", .longWeekday), ("MST", .abbreviation),
        ("01", .month(twoDigits: true)), ("02", .day(twoDigits: true)),
        ("03", .hourOfTwelve(twoDigits: true)), ("04", .minute(twoDigits: true)),
        ("05", .second(twoDigits: true, takesFraction: true)), ("06", .shortYear), ("002", .dayOfYear),
        ("15", .hour), ("1", .month(twoDigits: false)), ("2006", .longYear), ("2", .day(twoDigits: false)),
        ("__2", .paddedDayOfYear), ("3", .hourOfTwelve(twoDigits: false)), ("4", .minute(twoDigits: false)),
        ("5", .second(twoDigits: false, takesFraction: true)),
        ("PM", .meridiem(isLowercase: false)), ("pm", .meridiem(isLowercase: true)),
        ("-070000", .offset(.seconds, allowsZ: false)), ("-07:00:00", .offset(.colonSeconds, allowsZ: false)),
        ("-0700", .offset(.minutes, allowsZ: false)), ("-07:00", .offset(.colonMinutes, allowsZ: false)),
        ("-07", .offset(.hours, allowsZ: false)),
        ("Z070000", .offset(.seconds, allowsZ: true)), ("Z07:00:00", .offset(.colonSeconds, allowsZ: true)),
        ("Z0700", .offset(.minutes, allowsZ: true)), ("Z07:00", .offset(.colonMinutes, allowsZ: true)),
        ("Z07", .offset(.hours, allowsZ: true)),
    ]

    /// A point or comma and a run of one digit, 0 or 9, after which no other digit comes.
    private static func fraction(_ rest: ArraySlice<UInt8>) -> (LayoutElement, Int)? {
        guard let separator = rest.first, separator == UInt8(ascii: ".") || separator == UInt8(ascii: ","),
            let digit = rest.dropFirst().first, digit == UInt8(ascii: "0") || digit == UInt8(ascii: "9")
        else { return nil }
        let run = rest.dropFirst().prefix { $0 == digit }.count
        if let after = rest.dropFirst(1 + run).first, UInt8(ascii: "0")...UInt8(ascii: "9") ~= after {
            return nil
        }
        return (digit == UInt8(ascii: "9") ? .optionalFraction : .fraction(digits: run), 1 + run)
    }
}
