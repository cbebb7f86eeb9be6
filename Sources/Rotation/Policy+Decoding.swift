// Why this file exists: reading `rotation` and saying what is wrong with it.

import Configuration
import Platform

extension Policy {
    /// What logrotate takes where neither an interval nor a size is given, in bytes.
    public static let defaultSize: Int64 = 1 << 20

    /// Reads the `rotation` list (`top.mappings("rotation")`). Reports everything that is wrong with it; what is returned
    /// then is not to be used.
    public static func decode(_ readers: [MappingReader], diagnostics: DiagnosticCollector) -> [Policy] {
        readers.map { mapping in
            var reader = PolicyReader(mapping: mapping)
            var policy = Policy(name: reader.mapping.string("name") ?? mapping.context, patterns: [])
            policy.decodePaths(&reader)
            policy.decodeTime(&reader)
            policy.decodeKeeping(&reader)
            policy.decodeMethod(&reader)
            policy.decodeCompression(&reader)
            policy.decodeNaming(&reader)
            policy.decodeScripts(&reader)
            policy.checkWhole(&reader)
            reader.mapping.finish()
            return policy
        }
    }

    private mutating func decodePaths(_ reader: inout PolicyReader) {
        reader.mapping.require("paths", example: "[/var/log/app/*.log]")
        let places = reader.mapping.node("paths")?.elements?.map(\.location) ?? []
        for (index, path) in (reader.mapping.strings("paths") ?? []).enumerated() {
            let place = places.indices.contains(index) ? places[index] : reader.mapping.location(of: "paths")
            guard path.hasPrefix("/"), !path.hasSuffix("/"), !path.utf8.contains(0) else {
                reader.diagnostics.error(
                    place,
                    "\(reader.mapping.path(of: "paths")): '\(path.prefix(60))' is no absolute path of a file",
                    fix: "write it from the root on: /var/log/app/*.log")
                continue
            }
            patterns.append(path)
        }
        if reader.mapping.node("paths")?.elements?.isEmpty == true {
            reader.error("paths", "is empty", fix: "name at least one log: [/var/log/app/*.log]")
        }
        allowsMissing = reader.flag("missingok") ?? allowsMissing
        let rotatesEmpty = reader.flag("ifempty", opposite: "notifempty")
        self.rotatesEmpty = rotatesEmpty ?? self.rotatesEmpty
        allowsHardLinks = reader.flag("allowhardlink") ?? allowsHardLinks
        ignoresDuplicates = reader.flag("ignoreduplicates") ?? ignoresDuplicates
        identity = reader.identity("su")
    }

    private mutating func decodeTime(_ reader: inout PolicyReader) {
        interval = reader.mapping.choice(
            "interval",
            [
                ("hourly", .hourly), ("daily", .daily), ("weekly", .weekly(weekday: 0)),
                ("monthly", .monthly),
                ("yearly", .yearly),
            ])
        if let day = Self.weekday(&reader) {
            if case .weekly = interval {
                interval = .weekly(weekday: day)
            } else {
                reader.error(
                    "weekday", "is for weekly rotation", fix: "write interval: weekly, or leave it out")
            }
        }
        at = reader.timeOfDay("at") ?? 0
        size = reader.size("size")
        minimumSize = reader.size("minsize")
        maximumSize = reader.size("maxsize")
        minimumAge = reader.age("minage")
    }

    /// logrotate's 0 to 7, or a name.
    private static func weekday(_ reader: inout PolicyReader) -> Int? {
        let names = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
        guard let text = reader.mapping.string("weekday") else { return nil }
        if let number = Int(text), (0...7).contains(number) { return number }
        let word = text.lowercased()
        if word.utf8.count >= 3, let number = names.firstIndex(where: { $0.hasPrefix(word) }) {
            return number
        }
        reader.error(
            "weekday", "'\(text.prefix(20))' is no day of the week",
            fix: "write monday, or 0 for Sunday to 6; 7 is every seven days")
        return nil
    }

    private mutating func decodeKeeping(_ reader: inout PolicyReader) {
        keeps = reader.mapping.int("rotate", in: -1...100_000) ?? 0
        maximumAge = reader.age("maxage")
        maximumTotal = reader.size("max_total_size", from: 1)
        if let text = reader.mapping.node("min_free_space")?.text, text.utf8.last == UInt8(ascii: "%") {
            if let share = Double(String(text.dropLast())), (0...100).contains(share) {
                minimumFree = .percent(share)
            } else {
                reader.error(
                    "min_free_space", "'\(text.prefix(20))' is no part of a filesystem",
                    fix: "write 10%, or 5G")
            }
        } else {
            minimumFree = reader.size("min_free_space").map { .bytes($0) }
        }
        keepsUnshipped = reader.mapping.bool("keep_unshipped") ?? true
        let cycles = reader.mapping.int("shredcycles", in: 1...1000)
        if reader.flag("shred") ?? false {
            shreds = cycles ?? 0
        } else if cycles != nil {
            reader.warning(
                "shredcycles", "means nothing without shred", fix: "write shred: true, or leave it out")
        }
    }

    private mutating func decodeMethod(_ reader: inout PolicyReader) {
        let methods = Method.allCases.map { ($0.rawValue, $0) }
        let chosen = reader.mapping.choice("method", methods)
        method = chosen ?? .auto
        for word in [Method.copytruncate, .copy, .renamecopy] where reader.flag(word.rawValue) ?? false {
            if method == .auto { method = word }
            if method != word {
                reader.error(word.rawValue, "contradicts \(method.rawValue)", fix: "leave one of them out")
            }
        }
        let ownership = reader.ownership("create")
        creates = ownership ?? nil
        guard reader.mapping.bool("nocreate") ?? false else { return }
        if case .some(.some) = ownership {
            reader.error("nocreate", "contradicts create", fix: "leave one of them out")
        }
    }

    private mutating func decodeScripts(_ reader: inout PolicyReader) {
        scripts.first = reader.script("firstaction")
        scripts.before = reader.script("prerotate")
        scripts.after = reader.script("postrotate")
        scripts.last = reader.script("lastaction")
        scripts.preremove = reader.script("preremove")
        scripts.areShared = reader.flag("sharedscripts") ?? false
        guard var fields = reader.mapping.mapping("signal") else { return }
        let unit = fields.string("unit")
        let pidFile = fields.string("pidfile")
        let name = fields.string("name") ?? "HUP"
        fields.finish()
        guard let number = SignalNames.number(of: name) else {
            reader.error(
                "signal", "'\(name.prefix(20))' is no signal", fix: "write its name as kill -l has it: HUP")
            return
        }
        switch (unit, pidFile) {
        case (let unit?, nil):
            signal = Signal(.unit(unit), number: number, name: SignalNames.short(name))
        case (nil, let path?) where path.hasPrefix("/"):
            signal = Signal(.pidFile(path), number: number, name: SignalNames.short(name))
        case (nil, .some):
            reader.error(
                "signal", "pidfile is no absolute path", fix: "write it from the root on: /run/app.pid")
        default:
            reader.error(
                "signal", "needs a unit or a pidfile, and not both",
                fix: "write {unit: app.service, name: HUP}")
        }
    }
}

/// The signals that a program may be asked to open its logs by, and a few more.
enum SignalNames {
    private static let numbers: [String: Int32] = [
        "HUP": 1, "INT": 2, "QUIT": 3, "ABRT": 6, "KILL": 9, "USR1": 10, "USR2": 12, "ALRM": 14, "TERM": 15,
        "CONT": 18, "URG": 23, "WINCH": 28, "IO": 29, "PWR": 30,
    ]

    /// HUP for HUP, SIGHUP, hup and 1.
    static func short(_ name: String) -> String {
        let upper = name.uppercased()
        if let number = Int32(upper) { return numbers.first { $0.value == number }?.key ?? upper }
        return upper.hasPrefix("SIG") ? String(upper.dropFirst(3)) : upper
    }

    /// The number that Linux has for it; nil if there is no such signal.
    static func number(of name: String) -> Int32? {
        if let number = Int32(name) { return (1...64).contains(number) ? number : nil }
        let short = short(name)
        if let number = numbers[short] { return number }
        guard short.hasPrefix("RTMIN") else { return nil }
        // The C library keeps 32 and 33 for itself.
        let offset = short == "RTMIN" ? 0 : Int32(short.dropFirst(5)) ?? -1
        return (0...30).contains(offset) ? 34 + offset : nil
    }
}
