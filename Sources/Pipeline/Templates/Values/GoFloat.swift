// Why this file exists: floats in the output are written as Go's strconv writes them, and its rules are its own.

import Platform

/// Go's notations of a float (https://pkg.go.dev/strconv#FormatFloat).
enum GoFloat {
    /// Appends the float as `%v`: the fewest digits that name it, with an exponent below 0.0001 and from 1,000,000 on;
    /// so 1234567 is `1.234567e+06`.
    static func append(_ value: Double, to buffer: ByteBuffer) {
        guard value.isFinite else {
            buffer.append(literal: value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf")
            return
        }
        let digits = ShortestDigits(value)
        if digits.isNegative { buffer.append(UInt8(ascii: "-")) }
        if digits.exponent < -4 || digits.exponent >= 6 {
            digits.appendScientific(to: buffer)
        } else {
            digits.appendPlain(to: buffer)
        }
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
    func appendScientific(to buffer: ByteBuffer) {
        buffer.append(digits[0])
        if digits.count > 1 {
            buffer.append(UInt8(ascii: "."))
            digits.withUnsafeBytes { buffer.append(UnsafeRawBufferPointer(rebasing: $0[1...])) }
        }
        buffer.append(literal: exponent < 0 ? "e-" : "e+")
        if abs(exponent) < 10 { buffer.append(UInt8(ascii: "0")) }
        buffer.append(decimal: Int64(abs(exponent)))
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
