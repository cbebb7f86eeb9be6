// Figures for people: rounded, with their unit, in columns that line up.

/// `bytes` in MB (1,000,000 bytes), with one decimal.
public func megabytes(_ bytes: Int) -> String {
    fixed(Double(bytes) / 1e6, decimals: 1) + " MB"
}

/// `value` rounded to `decimals` (0 to 6) decimals; "-" for one that no column could hold.
public func fixed(_ value: Double, decimals: Int) -> String {
    let scale = (0..<max(0, min(decimals, 6))).reduce(1) { product, _ in product * 10 }
    let scaled = (value * Double(scale)).rounded()
    guard abs(scaled) < 1e15 else { return "-" }
    let number = Int(abs(scaled))
    let sign = scaled < 0 ? "-" : ""
    guard decimals > 0 else { return "\(sign)\(number)" }
    let fraction = String(number % scale)
    return "\(sign)\(number / scale).\(String(repeating: "0", count: decimals - fraction.count))\(fraction)"
}

/// `rows` with their columns aligned, the first to the left and the others to the right, two spaces apart.
public func table(_ rows: [[String]]) -> String {
    let columnCount = rows.map(\.count).max() ?? 0
    let widths = (0..<columnCount).map { column in
        rows.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
        zip(row, widths).enumerated().map { index, cell in
            let padding = String(repeating: " ", count: cell.1 - cell.0.count)
            return index == 0 ? cell.0 + padding : padding + cell.0
        }.joined(separator: "  ")
    }.joined(separator: "\n")
}
