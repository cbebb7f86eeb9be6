// Why this file exists: a generation is found by its name, and a name must mean the same to whoever gives and whoever reads it.

import Platform

/// What the older generations of a policy's logs are called.
struct GenerationNames: Sendable {
    /// What tells one generation of a log from another.
    enum Place: Hashable, Sendable {
        /// Its number: the higher, the older.
        case number(Int)
        /// When it was rotated, as far as the name tells; 0 where it does not.
        case date(Int64)
    }

    /// What the names of a log's generations have in common.
    struct Base: Hashable, Sendable {
        /// Where they are.
        var directory: String
        /// What they begin with.
        var stem: String
        /// What they end with, before the ending of a compression.
        var tail: String
    }

    /// A name, taken apart.
    struct Parts: Hashable, Sendable {
        var base: Base
        var place: Place
        /// The ending of the compression; empty if it is not compressed.
        var ending: String
    }

    /// Higher numbers are taken for something else than generations where not all are kept: a year, a date, a process.
    static let spareNumbers = 1000
    /// Endings of files that other programs, or other settings, have compressed.
    static let knownEndings = [".gz", ".bz2", ".xz", ".zst", ".lz4", ".lzma", ".Z"]

    private let naming: Policy.Naming
    private let format: DateFormat?
    private let endings: [String]
    private let tails: [String]
    private let numbers: Range<Int>

    /// Those of a policy.
    init(_ policy: Policy) {
        naming = policy.naming
        format = policy.naming.usesDate ? DateFormat(Self.dateFormat(of: policy)) : nil
        var endings: [String] = []
        let own = [policy.compression?.ending ?? ""].filter { !$0.isEmpty }
        for ending in own + Self.knownEndings + [""] where !endings.contains(ending) {
            endings.append(ending)
        }
        self.endings = endings
        var tails: [String] = []
        for tail in [naming.keptEnding ?? "", naming.addedEnding ?? "", ""] where !tails.contains(tail) {
            tails.append(tail)
        }
        self.tails = tails
        let last = policy.keeps < 0 ? 1_000_000 : naming.start + policy.keeps + Self.spareNumbers
        numbers = naming.start..<max(naming.start + 1, last)
    }

    /// The format of dates, that of logrotate if none is given.
    static func dateFormat(of policy: Policy) -> String {
        policy.naming.dateFormat ?? (policy.interval == .hourly ? "-%Y%m%d%H" : "-%Y%m%d")
    }

    /// What the generations of a log are called.
    func base(of log: String) -> Base {
        let home = FileSystem.parent(of: log)
        let name = FileSystem.name(of: log)
        let directory: String =
            switch naming.directory {
            case nil: home
            case let place? where place.utf8.first == UInt8(ascii: "/"): place
            case let place?: FileSystem.join(home, place)
            }
        for tail in tails where !tail.isEmpty {
            guard let stem = name.dropping(tail), !stem.isEmpty else { continue }
            return Base(directory: directory, stem: stem, tail: tail)
        }
        return Base(directory: directory, stem: name, tail: naming.addedEnding ?? "")
    }

    /// The path of a numbered generation.
    func path(_ base: Base, number: Int, ending: String = "") -> String {
        FileSystem.join(base.directory, "\(base.stem).\(number)\(base.tail)\(ending)")
    }

    /// The path of a generation that is made now; numbers begin at the first.
    func newPath(_ base: Base, now: Int64, _ clock: LocalClock) -> String {
        guard let format else { return path(base, number: naming.start) }
        let text = format.text(at: dated(now, clock), clock)
        return FileSystem.join(base.directory, base.stem + text + base.tail)
    }

    /// The place of a generation that is made now.
    func newPlace(now: Int64, _ clock: LocalClock) -> Place {
        guard let format else { return .number(naming.start) }
        return .date(format.order(of: Array(format.text(at: dated(now, clock), clock).utf8)[...]) ?? 0)
    }

    private func dated(_ now: Int64, _ clock: LocalClock) -> Int64 {
        if naming.isYesterday {
            return clock.moment(day: clock.reading(at: now).dayNumber - 1, secondOfDay: 43_200)
        }
        return naming.isHourAgo ? now - 3600 : now
    }

    /// Hands over what the name of a file in a directory can mean, the likeliest first, until it is told to stop by false.
    func eachMeaning(of name: String, in directory: String, _ body: (Parts) -> Bool) {
        for ending in endings {
            guard let plain = name.dropping(ending) else { continue }
            for tail in tails {
                guard let rest = plain.dropping(tail), let (stem, place) = split(rest), !stem.isEmpty else {
                    continue
                }
                let base = Base(directory: directory, stem: stem, tail: tail)
                if !body(Parts(base: base, place: place, ending: ending)) { return }
            }
        }
    }

    /// Takes the number or date off the end.
    private func split(_ text: String) -> (stem: String, Place)? {
        if let format {
            guard text.utf8.count > format.length,
                let order = format.order(of: Array(text.utf8.suffix(format.length))[...])
            else { return nil }
            return (String(decoding: text.utf8.dropLast(format.length), as: UTF8.self), .date(order))
        }
        var (number, digits, first, unit) = (0, 0, UInt8(0), 1)
        for byte in text.utf8.reversed() {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else {
                guard byte == UInt8(ascii: "."), digits == 1 || first != UInt8(ascii: "0") else { return nil }
                break
            }
            digits += 1
            guard digits <= 6 else { return nil }
            number += Int(byte - UInt8(ascii: "0")) * unit
            (first, unit) = (byte, unit * 10)
        }
        guard digits > 0, text.utf8.count > digits + 1, numbers.contains(number) else { return nil }
        return (String(decoding: text.utf8.dropLast(digits + 1), as: UTF8.self), .number(number))
    }
}

extension String {
    /// The text without this ending; nil if it has another.
    fileprivate func dropping(_ ending: String) -> String? {
        if ending.isEmpty { return self }
        guard utf8.count >= ending.utf8.count, utf8.suffix(ending.utf8.count).elementsEqual(ending.utf8)
        else {
            return nil
        }
        return String(decoding: utf8.dropLast(ending.utf8.count), as: UTF8.self)
    }
}
