// Why this file exists: what is trimmed off a text are characters, which may be longer than a byte.

import CRE2

extension TemplateText {
    /// The text without the characters at its ends that `isTrimmed` is true for.
    func trimming(left: Bool = true, right: Bool = true, _ isTrimmed: (UInt32) -> Bool) -> TemplateText {
        var (start, end) = (0, count)
        while left, start < end {
            let (scalar, length) = GoText.decode(self, at: start)
            guard isTrimmed(scalar) else { break }
            start += length
        }
        while right, start < end {
            var place = end - 1
            while place > start, end - place < 4, self[place] & 0xC0 == 0x80 { place -= 1 }
            if GoText.decode(self, at: place).length != end - place { place = end - 1 }
            guard
                isTrimmed(
                    place == end - 1 && self[place] >= 0x80
                        ? GoText.replacement : GoText.decode(self, at: place).scalar)
            else { break }
            end = place
        }
        return part(start, end)
    }

    /// Where a part begins first, from `start` on.
    func find(_ part: TemplateText, from start: Int) -> Int? {
        guard start <= count else { return nil }
        guard !part.isEmpty, let base = bytes.baseAddress, let needle = part.bytes.baseAddress else {
            return part.isEmpty ? start : nil
        }
        return lf_find(base + start, count - start, needle, part.count).map { $0 - base }
    }
}

/// Sets of characters that are trimmed.
enum TemplateTrimming {
    /// White space as Unicode defines it.
    static func isSpace(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 9...13, 32, 0x85, 0xA0: true
        case ..<0x1680: false
        default: Unicode.Scalar(scalar)?.properties.isWhitespace ?? false
        }
    }

    /// Whether a text has a character, to be asked many times.
    static func test(for characters: TemplateText) -> (UInt32) -> Bool {
        guard characters.count > 32 else { return { contains($0, characters) } }
        var (set, place) = (Set<UInt32>(), 0)
        while place < characters.count {
            let (character, length) = GoText.decode(characters, at: place)
            set.insert(character)
            place += length
        }
        return set.contains
    }

    private static func contains(_ scalar: UInt32, _ characters: TemplateText) -> Bool {
        var place = 0
        while place < characters.count {
            let (other, length) = GoText.decode(characters, at: place)
            if other == scalar { return true }
            place += length
        }
        return false
    }
}
