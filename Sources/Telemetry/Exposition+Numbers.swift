// Why this file exists: the text of a bucket's bound is a label, so it must be what Go's programs write.

extension Exposition {
    /// A number as Prometheus' Go library writes it: the shortest digits that stand for it, with an exponent below 0.0001
    /// and from 1,000,000 on (`1e+06`).
    public static func number(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf" }
        if abs(value) < 1e6, let whole = Int(exactly: value) { return "\(whole)" }
        // "-12.5e-07": digits, point and exponent are taken apart and put together in Go's way.
        let parts = abs(value).description.split(separator: "e")
        let mantissa = parts[0].split(separator: ".")
        let fraction = mantissa.count > 1 ? mantissa[1] : ""
        var digits = Substring(mantissa[0] + fraction)
        var point = mantissa[0].count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
        while digits.count > 1, digits.first == "0" {
            digits.removeFirst()
            point -= 1
        }
        while digits.count > 1, digits.last == "0" { digits.removeLast() }
        return (value < 0 ? "-" : "") + layOut(digits, point: point)
    }

    /// - Parameter point: how many of the digits stand before the point.
    private static func layOut(_ digits: Substring, point: Int) -> String {
        let exponent = point - 1
        if exponent < -4 || exponent >= 6 {
            let fraction = digits.count > 1 ? ".\(digits.dropFirst())" : ""
            let size = abs(exponent)
            return "\(digits.prefix(1))\(fraction)e\(exponent < 0 ? "-" : "+")\(size < 10 ? "0" : "")\(size)"
        }
        if point <= 0 { return "0." + String(repeating: "0", count: -point) + digits }
        let zeros = String(repeating: "0", count: max(0, point - digits.count))
        let fraction = digits.dropFirst(point)
        return digits.prefix(point) + zeros + (fraction.isEmpty ? "" : ".\(fraction)")
    }
}
