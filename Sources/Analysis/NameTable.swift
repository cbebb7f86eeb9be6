// Why this file exists: a million lines name a handful of endpoints; each is kept once and then a number.

import Glibc
import Platform

/// Names that are known by numbers, so many at most. 0 is the number of all others.
struct NameTable: Sendable {
    /// The number of what has none of its own.
    static let others: UInt16 = 0

    private struct Name: Sendable {
        let bytes: [UInt8]
        let hash: UInt64
    }

    /// The most names, that of the others not counted.
    let maximum: Int
    /// By number; nil for a number that is free. The first is that of the others.
    private var names: [Name?]
    private var free: [UInt16] = []
    /// Numbers of names, by hash; 0 where there is none. A power of two.
    private var table: [UInt16]
    /// The name that was asked for last, since it is often the next one, too.
    private var latest: UInt16 = 0
    /// When it was last sought for numbers that could be free.
    private var sweptAt = Int64.min

    init(maximum: Int) {
        self.maximum = min(maximum, 1 << 14)
        let other = Array(AnalysisLimits.other.utf8)
        names = [Name(bytes: other, hash: other.withUnsafeBytes(Self.hash))]
        var size = 64
        while size < self.maximum * 4 { size *= 2 }
        table = Array(repeating: 0, count: size)
    }

    /// True if no further name gets a number.
    private var isFull: Bool { free.isEmpty && names.count > maximum }

    private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 { Hash64.of(bytes, seed: 0) }

    /// The part of a name that counts: at most so many bytes, and no part of a character at the end.
    @inline(__always)
    private static func cut(_ name: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        name.count <= AnalysisLimits.nameBytes ? name : name.cut(to: AnalysisLimits.nameBytes)
    }

    /// The number of a name, given to it now if it is new; nil if there are too many.
    @inline(__always)
    mutating func number(of name: UnsafeRawBufferPointer) -> UInt16? {
        let name = Self.cut(name)
        if latest > 0, isName(latest, name) { return latest }
        return find(name, Self.hash(name))
    }

    @inline(__always)
    private func isName(_ number: UInt16, _ name: UnsafeRawBufferPointer) -> Bool {
        guard let known = names[Int(number)], known.bytes.count == name.count else { return false }
        return known.bytes.withUnsafeBytes { bytes in
            guard let a = bytes.baseAddress, let b = name.baseAddress else { return true }
            return memcmp(a, b, name.count) == 0
        }
    }

    @inline(never)
    private mutating func find(_ name: UnsafeRawBufferPointer, _ hash: UInt64) -> UInt16? {
        var place = Int(truncatingIfNeeded: hash) & (table.count - 1)
        while table[place] != 0 {
            let number = table[place]
            if names[Int(number)]?.hash == hash, isName(number, name) {
                latest = number
                return number
            }
            place = (place + 1) & (table.count - 1)
        }
        if hash == names[0]?.hash, isName(Self.others, name) { return Self.others }
        guard !isFull else { return nil }
        let number = free.popLast() ?? UInt16(names.count)
        let entry = Name(bytes: Array(name), hash: hash)
        if Int(number) == names.count { names.append(entry) } else { names[Int(number)] = entry }
        table[place] = number
        latest = number
        return number
    }

    /// True at most once in the time of a slot, as no more often anything becomes free: see `keep`.
    mutating func mayBeSwept(now: Int64) -> Bool {
        guard sweptAt == .min || now < sweptAt || now &- sweptAt >= SlidingWindow.resolution else {
            return false
        }
        sweptAt = now
        return true
    }

    /// Frees the numbers that are not used any more.
    mutating func keep(_ isUsed: (UInt16) -> Bool) {
        for number in names.indices.dropFirst()
        where names[number] != nil && !isUsed(UInt16(number)) {
            names[number] = nil
            free.append(UInt16(number))
        }
        latest = 0
        table = Array(repeating: 0, count: table.count)
        for (number, name) in names.enumerated().dropFirst() {
            guard let name else { continue }
            var place = Int(truncatingIfNeeded: name.hash) & (table.count - 1)
            while table[place] != 0 { place = (place + 1) & (table.count - 1) }
            table[place] = UInt16(number)
        }
    }

    /// Gives numbers to the names of another table, as long as there are any.
    /// - Returns: for each number there the one here.
    mutating func adopt(_ other: NameTable) -> [UInt16] {
        other.names.enumerated().map { index, name in
            guard index > 0, let name else { return Self.others }
            return name.bytes.withUnsafeBytes { number(of: $0) } ?? Self.others
        }
    }

    /// The name that has a number; what is not UTF-8 in it is repaired.
    func text(of number: UInt16) -> String {
        String(decoding: names[Int(number)]?.bytes ?? [], as: UTF8.self)
    }
}

extension UnsafeRawBufferPointer {
    /// The first bytes, at most `count`, without a part of a UTF-8 sequence at the end.
    func cut(to count: Int) -> UnsafeRawBufferPointer {
        guard self.count > count, count > 0 else { return self }
        var end = count
        while end > count - 3, end > 0, self[end] & 0xC0 == 0x80 { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: self[..<end])
    }
}
