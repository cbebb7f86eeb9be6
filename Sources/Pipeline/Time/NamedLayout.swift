// The names that Promtail's documentation lists, and those of Go that it does not know but people write.

/// Layouts that have a name.
enum NamedLayout {
    /// The layout behind a name that Promtail knows.
    static func layout(_ name: String) -> String? {
        switch name {
        case "ANSIC": "Mon Jan _2 15:04:05 2006"
        case "UnixDate": "Mon Jan _2 15:04:05 MST 2006"
        case "RubyDate": "Mon Jan 02 15:04:05 -0700 2006"
        case "RFC822": "02 Jan 06 15:04 MST"
        case "RFC822Z": "02 Jan 06 15:04 -0700"
        case "RFC850": "Monday, 02-Jan-06 15:04:05 MST"
        case "RFC1123": "Mon, 02 Jan 2006 15:04:05 MST"
        case "RFC1123Z": "Mon, 02 Jan 2006 15:04:05 -0700"
        case "RFC3339": "2006-01-02T15:04:05Z07:00"
        case "RFC3339Nano": "2006-01-02T15:04:05.999999999Z07:00"
        default: nil
        }
    }

    /// The unit behind a name of a count since the epoch.
    static func unixUnit(_ name: String) -> UnixUnit? {
        switch name {
        case "Unix": .seconds
        case "UnixMs": .milliseconds
        case "UnixUs": .microseconds
        case "UnixNs": .nanoseconds
        default: nil
        }
    }

    static let names = [
        "ANSIC", "UnixDate", "RubyDate", "RFC822", "RFC822Z", "RFC850", "RFC1123", "RFC1123Z", "RFC3339",
        "RFC3339Nano", "Unix", "UnixMs", "UnixUs", "UnixNs",
    ]

    /// What to write for a name in other letters, or for one of Go's constants that has no name in Promtail.
    static func intended(by text: String) -> String? {
        let lowercase = text.lowercased()
        if let name = names.first(where: { $0.lowercased() == lowercase }) {
            return name == text ? nil : name
        }
        switch lowercase {
        case "layout": return "01/02 03:04:05PM '06 -0700"
        case "kitchen": return "3:04PM"
        case "stamp": return "Jan _2 15:04:05"
        case "stampmilli": return "Jan _2 15:04:05.000"
        case "stampmicro": return "Jan _2 15:04:05.000000"
        case "stampnano": return "Jan _2 15:04:05.000000000"
        case "datetime": return "2006-01-02 15:04:05"
        case "dateonly": return "2006-01-02"
        case "timeonly": return "15:04:05"
        case "unixmilli": return "UnixMs"
        case "unixmicro": return "UnixUs"
        case "unixnano": return "UnixNs"
        case "rfc3339milli": return "2006-01-02T15:04:05.000Z07:00"
        case "iso8601": return "RFC3339"
        default: return nil
        }
    }
}
