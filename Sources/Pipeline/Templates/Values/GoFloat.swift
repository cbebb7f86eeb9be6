// Why this file exists: floats in the output are written as Go's strconv writes them, and its rules are its own.

import Glibc
import Platform

/// Go's notations of a float (https://pkg.go.dev/strconv#FormatFloat).
enum GoFloat {
    /// Appends the float as `%v`: the fewest digits that name it, with an exponent below 0.0001 and from 1e+06 on.
    static func append(_ value: Double, to buffer: ByteBuffer) {
        guard value.isFinite else {
            buffer.append(literal: value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf")
            return
        }
        append(value, "g", precision: nil, to: buffer)
    }

    /// Appends a float in the notation e, E, f, g, G, x, X or b.
    /// - Parameters:
    ///   - value: finite.
    ///   - precision: digits behind the point, of g all digits; nil for the fewest that name the float.
    static func append(_ value: Double, _ notation: Character, precision: Int?, to buffer: ByteBuffer) {
        switch (notation, precision) {
        case ("x", _), ("X", _): appendHexadecimal(value, isUpper: notation == "X", precision, to: buffer)
        case ("b", _): appendBinary(value, to: buffer)
        case ("e", nil), ("E", nil), ("f", nil), ("g", nil), ("G", nil):
            let digits = ShortestDigits(value)
            if digits.isNegative { buffer.append(UInt8(ascii: "-")) }
            let isLong = digits.exponent < -4 || digits.exponent >= 6
            if notation == "e" || notation == "E" || (notation != "f" && isLong) {
                digits.appendScientific(isUpper: notation == "E" || notation == "G", to: buffer)
            } else {
                digits.appendPlain(to: buffer)
            }
        case (_, let precision?):
            print(value, notation, precision, to: buffer)
        default: break
        }
    }

    /// By the C library, which rounds exactly.
    private static func print(_ value: Double, _ notation: Character, _ precision: Int, to buffer: ByteBuffer)
    {
        // Go takes no digit of g for one.
        let isG = notation == "g" || notation == "G"
        let digits = Int32(clamping: isG ? max(1, precision) : precision)
        let size = Int(digits) + 400
        buffer.reserve(size)
        let written = withVaList([digits, value]) { arguments in
            vsnprintf(
                buffer.end.assumingMemoryBound(to: CChar.self), size, "%.*\(notation)", arguments)
        }
        buffer.advance(by: max(0, min(Int(written), size - 1)))
    }

    /// `4503599627370496p-52`
    private static func appendBinary(_ value: Double, to buffer: ByteBuffer) {
        if value.sign == .minus { buffer.append(UInt8(ascii: "-")) }
        let isSmall = value.exponentBitPattern == 0
        let mantissa = value.significandBitPattern | (isSmall ? 0 : 1 << 52)
        buffer.append(decimal: Int64(mantissa))
        let exponent = (isSmall ? 1 : Int64(value.exponentBitPattern)) - 1075
        buffer.append(literal: exponent < 0 ? "p" : "p+")
        buffer.append(decimal: exponent)
    }

    /// `0x1.8p+01`
    private static func appendHexadecimal(
        _ value: Double, isUpper: Bool, _ precision: Int?, to buffer: ByteBuffer
    ) {
        if value.sign == .minus { buffer.append(UInt8(ascii: "-")) }
        var mantissa = value.isZero ? 0 : value.magnitude.significand.significandBitPattern | 1 << 52
        var exponent = value.isZero ? 0 : Int64(value.exponent)
        if let precision, precision < 13 {
            let dropped = UInt64(4 * (13 - precision))
            let rest = mantissa & (1 << dropped - 1)
            mantissa >>= dropped
            let half = UInt64(1) << (dropped - 1)
            if rest > half || (rest == half && mantissa & 1 == 1) { mantissa += 1 }
            mantissa <<= dropped
            if mantissa >> 53 == 1 { (mantissa, exponent) = (mantissa >> 1, exponent + 1) }
        }
        var digits = String(mantissa & (1 << 52 - 1), radix: 16, uppercase: isUpper)
        digits = String(repeating: "0", count: 13 - digits.utf8.count) + digits
        if let precision {
            digits = String(digits.prefix(precision)) + String(repeating: "0", count: max(0, precision - 13))
        } else {
            while digits.hasSuffix("0") { digits.removeLast() }
        }
        buffer.append(literal: isUpper ? "0X" : "0x")
        buffer.append(decimal: Int64(mantissa >> 52))
        buffer.append((digits.isEmpty ? "" : ".") + digits)
        buffer.append(literal: isUpper ? "P" : "p")
        ShortestDigits.appendExponent(exponent, to: buffer)
    }
}

/// The fewest digits that name a float.
struct ShortestDigits {
    let isNegative: Bool
    /// ASCII, without zeros at either end; one 0 for zero.
    let digits: [UInt8]
    /// The power of ten of the first digit.
    let exponent: Int

    /// - Parameter value: finite.
    init(_ value: Double) {
        isNegative = value.sign == .minus
        var (digits, point, exponent) = ([UInt8](), -1, 0)
        let text = value.magnitude.description.utf8
        var place = text.startIndex
        while place < text.endIndex {
            let byte = text[place]
            place = text.index(after: place)
            if byte == UInt8(ascii: ".") {
                point = digits.count
            } else if byte == UInt8(ascii: "e") {
                exponent = Int(String(text[place...]) ?? "") ?? 0
                break
            } else {
                digits.append(byte)
            }
        }
        exponent += (point < 0 ? digits.count : point) - 1
        let leading = digits.firstIndex { $0 != UInt8(ascii: "0") } ?? digits.count
        digits.removeFirst(leading)
        exponent -= leading
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        if digits.isEmpty { (digits, exponent) = ([UInt8(ascii: "0")], 0) }
        (self.digits, self.exponent) = (digits, exponent)
    }

    /// Appends `1.5e+21`.
    func appendScientific(isUpper: Bool = false, to buffer: ByteBuffer) {
        buffer.append(digits[0])
        if digits.count > 1 {
            buffer.append(UInt8(ascii: "."))
            digits.withUnsafeBytes { buffer.append(UnsafeRawBufferPointer(rebasing: $0[1...])) }
        }
        buffer.append(UInt8(ascii: isUpper ? "E" : "e"))
        Self.appendExponent(Int64(exponent), to: buffer)
    }

    /// Appends a sign and at least two digits.
    static func appendExponent(_ exponent: Int64, to buffer: ByteBuffer) {
        buffer.append(UInt8(ascii: exponent < 0 ? "-" : "+"))
        if abs(exponent) < 10 { buffer.append(UInt8(ascii: "0")) }
        buffer.append(decimal: abs(exponent))
    }

    /// Appends `1500` or `0.15`.
    func appendPlain(to buffer: ByteBuffer) {
        if exponent < 0 {
            buffer.append(literal: "0.")
            for _ in 0..<(-exponent - 1) { buffer.append(UInt8(ascii: "0")) }
        }
        for (index, digit) in digits.enumerated() {
            if index == exponent + 1, index > 0 { buffer.append(UInt8(ascii: ".")) }
            buffer.append(digit)
        }
        for _ in 0..<max(0, exponent + 1 - digits.count) { buffer.append(UInt8(ascii: "0")) }
    }
}
