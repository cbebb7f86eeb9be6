// Why this file exists: Loki refuses a whole push for one bad label name.

/// Label names as Prometheus and Loki take them: `[a-zA-Z_][a-zA-Z0-9_]*`.
public enum LabelName {
    /// True for a name that Loki takes.
    public static func isValid(_ name: String) -> Bool {
        guard let first = name.utf8.first, isLetter(first) else { return false }
        return name.utf8.allSatisfy { isLetter($0) || isDigit($0) }
    }

    /// The nearest valid name: every other character becomes `_`, and a leading digit gets one before it.
    public static func repaired(_ name: String) -> String {
        var result = ""
        for scalar in name.unicodeScalars {
            let fits = scalar.isASCII && (isLetter(UInt8(scalar.value)) || isDigit(UInt8(scalar.value)))
            result.unicodeScalars.append(fits ? scalar : "_")
        }
        if let first = result.utf8.first, !isLetter(first) { result = "_" + result }
        return result.isEmpty ? "_" : result
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (65...90).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "_")
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}
