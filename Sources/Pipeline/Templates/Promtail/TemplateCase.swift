// Why this file exists: most texts are ASCII, whose case changes without a look into Unicode's tables.

import Platform

/// Texts in lower and upper case, as Go's strings.ToLower and strings.ToUpper make them: a character for a character.
enum TemplateCase {
    static func changed(_ text: TemplateText, isUpper: Bool, _ context: TemplateContext) throws(TemplateError)
        -> TemplateText
    {
        let first = UInt8(ascii: isUpper ? "a" : "A")
        var (isChanged, bits) = (false, UInt8(0))
        for byte in text.bytes {
            bits |= byte
            if byte &- first < 26 { isChanged = true }
        }
        if bits < 0x80 {
            guard isChanged else { return text }
            return try context.text { buffer throws(TemplateError) in
                buffer.append(text.bytes)
                let copy = UnsafeMutableRawBufferPointer(start: buffer.base, count: buffer.count)
                for index in copy.indices where copy[index] &- first < 26 { copy[index] ^= 0x20 }
            }
        }
        return try context.text { buffer throws(TemplateError) in
            try context.spend(steps: text.count >> 6)
            var place = 0
            while place < text.count {
                let (scalar, length) = GoText.decode(text, at: place)
                GoText.append(changed(scalar, isUpper: isUpper), to: buffer)
                place += length
            }
        }
    }

    private static func changed(_ scalar: UInt32, isUpper: Bool) -> UInt32 {
        guard let character = Unicode.Scalar(scalar) else { return scalar }
        return (isUpper ? character.goUpper : character.goLower).value
    }
}
