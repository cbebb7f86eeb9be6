// Log lines are put together from bytes: a String a line would make the input take longer to write than to
// ship.

extension [UInt8] {
    /// Appends the bytes of `string`.
    public mutating func append(string: String) {
        append(contentsOf: string.utf8)
    }

    /// Appends `value` (0 or more) in decimal digits, with zeros in front up to `width` digits.
    public mutating func append(decimal value: Int, width: Int = 1) {
        let start = count
        var rest = value
        repeat {
            append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        while count - start < width { append(UInt8(ascii: "0")) }
        self[start...].reverse()
    }

    /// Appends the key of one more member of an object that has one already; `name` needs no escape.
    public mutating func append(key name: String) {
        append(string: ", \"")
        append(string: name)
        append(string: "\": ")
    }

    /// Appends a member with a number, 0 or more.
    public mutating func append(key name: String, number: Int) {
        append(key: name)
        append(decimal: number)
    }

    /// Appends a member with a string, given as it stands between its quotes.
    public mutating func append(key name: String, text: some Sequence<UInt8>) {
        append(key: name)
        append(UInt8(ascii: "\""))
        append(contentsOf: text)
        append(UInt8(ascii: "\""))
    }
}
