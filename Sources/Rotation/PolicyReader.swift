// Why this file exists: logrotate's words have forms of their own (a word and its opposite, days without a unit, three words
// for mode, owner and group), and each is read and refused in one place.

import Configuration
import Platform

/// A policy's mapping, read in logrotate's words.
struct PolicyReader {
    var mapping: MappingReader

    var diagnostics: DiagnosticCollector { mapping.diagnostics }

    func error(_ key: String, _ message: String, fix: String) {
        diagnostics.error(mapping.location(of: key), "\(mapping.path(of: key)): \(message)", fix: fix)
    }

    func warning(_ key: String, _ message: String, fix: String) {
        diagnostics.warning(mapping.location(of: key), "\(mapping.path(of: key)): \(message)", fix: fix)
    }

    /// True if the key has a value.
    mutating func has(_ key: String) -> Bool { mapping.node(key) != nil }

    /// A word, or its opposite: `compress: true` or `nocompress: true`.
    mutating func flag(_ key: String, opposite: String? = nil) -> Bool? {
        let opposite = opposite ?? "no" + key
        let value = mapping.bool(key)
        guard let denial = mapping.bool(opposite) else { return value }
        guard let value else { return !denial }
        if value == denial { error(opposite, "contradicts \(key)", fix: "leave one of them out") }
        return value
    }

    /// An age in seconds: a duration, or days as logrotate has them.
    mutating func age(_ key: String) -> Int64? {
        guard let node = mapping.node(key) else { return nil }
        if let text = node.text, let days = Int64(text), (0...100_000).contains(days) {
            return days * CivilTime.secondsPerDay
        }
        return mapping.duration(key, in: 0...Int64.max).map { $0 / 1_000_000_000 }
    }

    /// A size in bytes.
    mutating func size(_ key: String, from least: Int = 0) -> Int64? {
        mapping.byteSize(key, in: least...Int.max).map(Int64.init)
    }

    /// A part of a file's name.
    mutating func namePart(_ key: String) -> String? {
        guard let text = mapping.string(key) else { return nil }
        if text.utf8.contains(UInt8(ascii: "/")) || text.utf8.contains(0) {
            error(key, "a part of a name has no '/'", fix: "write olddir: to put older generations elsewhere")
            return nil
        }
        return text
    }

    /// Shell text; the lines of a list are one script.
    mutating func script(_ key: String) -> String? {
        mapping.strings(key).map { $0.joined(separator: "\n") }
    }

    /// `true`, `{mode: "0640", owner: app, group: adm}`, or logrotate's `0640 app adm`; `.some(nil)` for `false`.
    mutating func ownership(_ key: String) -> Policy.Ownership?? {
        guard let node = mapping.node(key) else { return nil }
        guard node.entries == nil else {
            guard var fields = mapping.mapping(key) else { return nil }
            var ownership = Policy.Ownership()
            if let text = fields.string("mode") {
                ownership.mode = mode(text, fields.location(of: "mode"), fields.path(of: "mode"))
            }
            ownership.owner = fields.string("owner")
            ownership.group = fields.string("group")
            fields.finish()
            return .some(ownership)
        }
        guard let text = mapping.string(key) else { return nil }
        switch text {
        case "true", "yes", "on": return .some(Policy.Ownership())
        case "false", "no", "off": return .some(nil)
        default: return .some(words(text, key))
        }
    }

    private func words(_ text: String, _ key: String) -> Policy.Ownership {
        var words = text.split(separator: " ").map(String.init)[...]
        var ownership = Policy.Ownership()
        if let first = words.first?.utf8.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) {
            ownership.mode = mode(words.removeFirst(), mapping.location(of: key), mapping.path(of: key))
        }
        ownership.owner = words.popFirst()
        ownership.group = words.popFirst()
        if !words.isEmpty {
            error(
                key, "has more than mode, owner and group",
                fix: "write {mode: \"0640\", owner: app, group: adm}")
        }
        return ownership
    }

    private func mode(_ text: String, _ place: Location, _ what: String) -> UInt32? {
        let digits = text.hasPrefix("0o") ? String(text.dropFirst(2)) : text
        guard let mode = UInt32(digits, radix: 8), mode <= 0o7777 else {
            diagnostics.error(
                place, "\(what): '\(text.prefix(20))' is no file mode",
                fix: "write octal digits as for chmod, in quotes: \"0640\"")
            return nil
        }
        return mode
    }

    /// `{user: app, group: adm}`, or logrotate's `app adm`.
    mutating func identity(_ key: String) -> Policy.Identity? {
        guard let node = mapping.node(key) else { return nil }
        let example = "{user: app, group: adm}"
        if node.entries != nil {
            guard var fields = mapping.mapping(key) else { return nil }
            let user = fields.requiredString("user", example: "app")
            let group = fields.requiredString("group", example: "adm")
            fields.finish()
            guard let user, let group else { return nil }
            return Policy.Identity(user: user, group: group)
        }
        guard let text = mapping.string(key) else { return nil }
        let words = text.split(separator: " ").map(String.init)
        guard words.count == 2 else {
            error(key, "needs a user and a group", fix: "write \(example)")
            return nil
        }
        return Policy.Identity(user: words[0], group: words[1])
    }

    /// Seconds after midnight: `03:15`, `03:15:30`.
    mutating func timeOfDay(_ key: String) -> Int? {
        guard let text = mapping.string(key) else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { $0.utf8.count == 2 || $0.utf8.count == 1 ? Int($0) : nil }
        guard (2...3).contains(parts.count), numbers.count == parts.count, (0...23).contains(numbers[0]),
            numbers.dropFirst().allSatisfy({ (0...59).contains($0) })
        else {
            error(key, "'\(text.prefix(20))' is no time of day", fix: "write hours and minutes: \"03:15\"")
            return nil
        }
        return numbers[0] * 3600 + numbers[1] * 60 + (numbers.count > 2 ? numbers[2] : 0)
    }
}
