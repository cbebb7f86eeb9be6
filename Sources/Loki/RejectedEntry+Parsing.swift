// Why this file exists: reading back what was set aside, from files that a person may have touched.

extension RejectedEntry {
    /// Reads a line without its line break.
    init(parsing line: UnsafeRawBufferPointer) throws(RejectedLineError) {
        self.init()
        var reader = PlainJSON(line)
        var version: Int?
        var given: Set<String> = []
        try reader.object { (reader, key) throws(RejectedLineError) in
            given.insert(key)
            switch key {
            case "v":
                let found = try reader.integer()
                guard found == Self.version else { throw .version(found) }
                version = found
            case "time": time = try reader.text()
            case "client": client = try reader.text()
            case "status": status = try reader.integer()
            case "reason": reason = try reader.text()
            case "certain": isCertain = try reader.boolean()
            case "tenant":
                let text = try reader.text()
                tenant = text.isEmpty ? nil : text
            case "labels":
                labels = []
                try reader.object { (reader, name) throws(RejectedLineError) in
                    labels.append((name, try reader.text()))
                }
            case "metadata":
                metadata = []
                try reader.object { (reader, name) throws(RejectedLineError) in
                    metadata.append((name, try reader.text()))
                }
            case "timestamp":
                guard let number = Int64(try reader.text()) else {
                    throw .malformed("has a timestamp that is no number of nanoseconds")
                }
                timestamp = number
            case "line": self.line = try reader.string()
            default: throw .malformed("has the key \"\(key)\", which nothing is known of")
            }
        }
        try reader.end()
        if version == nil { throw .malformed("has no version \"v\"") }
        for key in ["client", "tenant", "labels", "timestamp", "line"] where !given.contains(key) {
            throw .malformed("has no \"\(key)\"")
        }
    }
}
