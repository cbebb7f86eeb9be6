// Why this file exists: `dateformat` gives older generations their names, and their names tell which of them is older.

import Platform

/// A pattern of strftime(3) with the fields that logrotate knows: %Y %m %d %H %M %S %V %s. All else stands for itself.
struct DateFormat: Hashable, Sendable {
    /// The letters that stand for a field.
    static let fields = "YmdHMSVs"

    private enum Piece: Hashable, Sendable {
        case literal([UInt8])
        case field(UInt8)
    }

    private let pieces: [Piece]
    /// How many bytes every text of this format has; years after 9999 do not count.
    let length: Int

    /// Takes any text.
    init(_ text: String) {
        var pieces: [Piece] = []
        var literal: [UInt8] = []
        var bytes = Array(text.utf8)[...]
        while let byte = bytes.popFirst() {
            guard byte == UInt8(ascii: "%"), let letter = bytes.first, Self.fields.utf8.contains(letter)
            else {
                literal.append(byte)
                continue
            }
            bytes.removeFirst()
            if !literal.isEmpty { pieces.append(.literal(literal)) }
            literal = []
            pieces.append(.field(letter))
        }
        if !literal.isEmpty { pieces.append(.literal(literal)) }
        self.pieces = pieces
        length = pieces.reduce(0) { sum, piece in
            switch piece {
            case .literal(let bytes): sum + bytes.count
            case .field(let letter): sum + Self.width(letter)
            }
        }
    }

    /// The fields, in their order.
    var letters: String {
        String(
            decoding: pieces.compactMap { if case .field(let letter) = $0 { letter } else { nil } },
            as: UTF8.self)
    }

    /// True if the date alone tells which of two days is later.
    var tellsDays: Bool { has("s") || (has("Y") && has("m") && has("d")) }

    /// True if two moments of one day have different texts, down to the second.
    var tellsSeconds: Bool { has("s") || (has("H") && has("M") && has("S")) }

    /// True if texts in alphabetical order are in the order of time.
    var isSortable: Bool { has("s") || "YmdHMS".hasPrefix(letters.filter { $0 != "V" }) }

    private func has(_ letter: Character) -> Bool { letters.contains(letter) }

    private static func width(_ letter: UInt8) -> Int {
        switch letter {
        case UInt8(ascii: "Y"): 4
        case UInt8(ascii: "s"): 10
        default: 2
        }
    }

    /// The text for a moment, in seconds since the Unix epoch.
    func text(at moment: Int64, _ clock: LocalClock) -> String {
        let reading = clock.reading(at: moment)
        var bytes: [UInt8] = []
        for piece in pieces {
            switch piece {
            case .literal(let literal): bytes += literal
            case .field(let letter):
                let value: Int64 =
                    switch Character(UnicodeScalar(letter)) {
                    case "Y": Int64(reading.year)
                    case "m": Int64(reading.month)
                    case "d": Int64(reading.day)
                    case "H": Int64(reading.hour)
                    case "M": Int64(reading.minute)
                    case "S": Int64(reading.second)
                    case "V": Int64(reading.week)
                    default: moment
                    }
                let digits = Array(String(value).utf8)
                bytes += repeatElement(UInt8(ascii: "0"), count: max(0, Self.width(letter) - digits.count))
                bytes += digits
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A number that is greater for a later date; 0 for all where the format does not tell days. Nil for what is no date in
    /// this format.
    func order(of bytes: ArraySlice<UInt8>) -> Int64? {
        guard bytes.count == length else { return nil }
        var rest = bytes
        var values: [UInt8: Int64] = [:]
        for piece in pieces {
            switch piece {
            case .literal(let literal):
                guard rest.starts(with: literal) else { return nil }
                rest = rest.dropFirst(literal.count)
            case .field(let letter):
                var value: Int64 = 0
                for digit in rest.prefix(Self.width(letter)) {
                    guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
                    value = value * 10 + Int64(digit - UInt8(ascii: "0"))
                }
                guard values[letter] == nil || values[letter] == value else { return nil }
                values[letter] = value
                rest = rest.dropFirst(Self.width(letter))
            }
        }
        return order(values)
    }

    private func order(_ values: [UInt8: Int64]) -> Int64? {
        func value(_ letter: Character) -> Int64? { letter.asciiValue.flatMap { values[$0] } }
        if let seconds = value("s") { return seconds }
        let (year, month, day) = (value("Y") ?? 2000, value("m") ?? 1, value("d") ?? 1)
        let (hour, minute, second) = (value("H") ?? 0, value("M") ?? 0, value("S") ?? 0)
        guard (1...12).contains(month), day >= 1,
            day <= CivilTime.days(inMonth: Int(month), of: Int(year)), hour < 24, minute < 60, second < 61,
            (1...53).contains(value("V") ?? 1)
        else { return nil }
        guard tellsDays else { return 0 }
        let date = CivilTime.days(year: Int(year), month: Int(month), day: Int(day))
        return Int64(date) * CivilTime.secondsPerDay + hour * 3600 + minute * 60 + second
    }
}

extension LocalClock.Reading {
    /// The week as ISO 8601 counts it, 1 to 53: the first is the one with the year's first Thursday.
    var week: Int {
        let thursday = dayNumber - (weekday + 6) % 7 + 3
        let (year, _) = CivilTime.yearAndMonth(atSecond: Int64(thursday) * CivilTime.secondsPerDay)
        return (thursday - CivilTime.days(year: year, month: 1, day: 1)) / 7 + 1
    }
}
