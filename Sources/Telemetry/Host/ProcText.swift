// Why this file exists: the files of /proc are lines of words and numbers, and whoever reads them takes none on trust.

/// Takes texts of proc(5) apart.
enum ProcText {
    /// The lines, without their ends. One that is not ended may be cut off within a number and is left out.
    static func lines(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
        text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast()
    }

    /// What stands between blanks.
    static func words(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    }

    /// A number in decimal digits and nothing else; nil also for one beyond 64 bits.
    static func number(_ word: ArraySlice<UInt8>) -> UInt64? {
        var result: UInt64 = 0
        for byte in word {
            guard (0x30...0x39).contains(byte) else { return nil }
            let (tens, isTooLarge) = result.multipliedReportingOverflow(by: 10)
            let (sum, isTooLargeNow) = tens.addingReportingOverflow(UInt64(byte - 0x30))
            guard !isTooLarge, !isTooLargeNow else { return nil }
            result = sum
        }
        return word.isEmpty ? nil : result
    }

    /// The word at an index as a number; nil also where there is none.
    static func number(_ words: [ArraySlice<UInt8>], _ index: Int) -> UInt64? {
        words.indices.contains(index) ? number(words[index]) : nil
    }

    /// The values of lines of the form `Name:   12 kB`, in bytes; the first of a name counts.
    static func kilobytes(_ text: [UInt8], _ names: Set<String>) -> [String: UInt64] {
        var values: [String: UInt64] = [:]
        for line in lines(text) {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
            let name = String(decoding: line[..<colon], as: UTF8.self)
            guard names.contains(name), values[name] == nil else { continue }
            let words = words(line[(colon + 1)...])
            guard words.count == 2, words[1].elementsEqual("kB".utf8), let count = number(words[0]) else {
                continue
            }
            let (bytes, isTooLarge) = count.multipliedReportingOverflow(by: 1024)
            if !isTooLarge { values[name] = bytes }
        }
        return values
    }
}

extension UInt64 {
    /// The sum, or the largest number if there is none.
    func addingUpTo(_ other: UInt64) -> UInt64 {
        let (sum, isTooLarge) = addingReportingOverflow(other)
        return isTooLarge ? .max : sum
    }
}
