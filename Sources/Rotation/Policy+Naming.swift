// Why this file exists: what older generations are called and how they are compressed is half of a policy's keys.

import Configuration
import Platform

extension Policy {
    mutating func decodeCompression(_ reader: inout PolicyReader) {
        let isOn = reader.flag("compress") ?? false
        var compression = Compression()
        compression.isDelayed = reader.flag("delaycompress") ?? false
        let level = reader.mapping.int("compress_level", in: 1...9)
        let options = reader.mapping.strings("compressoptions")?.joined(separator: " ")
        let command = reader.mapping.string("compresscmd")
        let ending = reader.namePart("compressext")
        // Archives are read by the follower, whatever program would unpack them.
        reader.mapping.passOver(.text, "uncompresscmd")
        if !isOn {
            let keys = ["delaycompress", "compress_level", "compressoptions", "compresscmd", "compressext"]
            let isMeant =
                compression.isDelayed || level != nil || options != nil || command != nil || ending != nil
            for key in keys where isMeant && reader.has(key) {
                reader.warning(
                    key, "means nothing without compress", fix: "write compress: true, or leave it out")
            }
            return
        }
        let words = options?.split(separator: " ").map(String.init) ?? []
        let program = command.map { FileSystem.name(of: $0) } ?? "gzip"
        if program == "gzip", let level = Self.gzipLevel(words) {
            compression.level = level
        } else if program != "gzip" || !words.isEmpty {
            compression.command = [command ?? "gzip"] + words
            compression.ending = Self.endings[program] ?? compression.ending
        }
        if let level {
            if options != nil || compression.command != nil {
                reader.error(
                    "compress_level", "is for the built-in gzip", fix: "write the level into compressoptions")
            }
            compression.level = level
        }
        if let ending {
            if ending.isEmpty {
                reader.error("compressext", "is empty", fix: "write an ending such as .gz")
            } else {
                compression.ending = ending
            }
        }
        self.compression = compression
    }

    private static let endings = ["gzip": ".gz", "bzip2": ".bz2", "xz": ".xz", "zstd": ".zst", "lz4": ".lz4"]

    /// The level that gzip's options ask for; nil if they ask for something else, too.
    private static func gzipLevel(_ words: [String]) -> Int? {
        var level: Int?
        for word in words {
            switch word {
            case "--fast": level = 1
            case "--best": level = 9
            case "-n", "--no-name", "-q", "--quiet": break
            default:
                guard word.utf8.count == 2, word.hasPrefix("-"), let number = Int(word.dropFirst()),
                    number > 0
                else { return nil }
                level = number
            }
        }
        return level ?? (words.isEmpty ? nil : 6)
    }

    mutating func decodeNaming(_ reader: inout PolicyReader) {
        naming.usesDate = reader.flag("dateext") ?? false
        naming.dateFormat = reader.namePart("dateformat")
        naming.isYesterday = reader.mapping.bool("dateyesterday") ?? false
        naming.isHourAgo = reader.mapping.bool("datehourago") ?? false
        naming.start = reader.mapping.int("start", in: 0...100_000) ?? 1
        naming.keptEnding = reader.namePart("extension").flatMap { $0.isEmpty ? nil : $0 }
        naming.addedEnding = reader.namePart("addextension").flatMap { $0.isEmpty ? nil : $0 }
        if !(reader.mapping.bool("noolddir") ?? false) { naming.directory = reader.mapping.string("olddir") }
        if naming.directory?.isEmpty == true || naming.directory?.utf8.contains(0) == true {
            reader.error(
                "olddir", "is no directory",
                fix: "write a path, from the log's directory on if it is relative")
        }
        let ownership = reader.ownership("createolddir")
        if !(reader.mapping.bool("nocreateolddir") ?? false) { naming.makesDirectory = ownership ?? nil }
        if naming.makesDirectory != nil, naming.directory == nil {
            reader.warning(
                "createolddir", "means nothing without olddir", fix: "write olddir, or leave it out")
        }
        checkDates(&reader)
    }

    private func checkDates(_ reader: inout PolicyReader) {
        guard naming.usesDate else {
            for key in ["dateformat", "dateyesterday", "datehourago"] where reader.has(key) {
                reader.warning(
                    key, "means nothing without dateext", fix: "write dateext: true, or leave it out")
            }
            return
        }
        let format = DateFormat(GenerationNames.dateFormat(of: self))
        let key = naming.dateFormat == nil ? "dateext" : "dateformat"
        guard !format.letters.isEmpty else {
            reader.error(key, "has no date in it", fix: "write strftime's fields, the year first: -%Y%m%d")
            return
        }
        if !format.tellsDays {
            reader.warning(
                key,
                "does not tell every day from every other: a name that stands already stops the rotation",
                fix: "write year, month and day: -%Y%m%d")
        } else if !format.isSortable {
            reader.warning(
                key, "does not sort by time when names are sorted", fix: "write the year first: -%Y%m%d")
        }
        if !format.tellsSeconds, size != nil || maximumSize != nil {
            reader.warning(
                key, "cannot name two rotations for their size on one day, so the second is refused",
                fix: "write dateformat: -%Y%m%d-%H%M%S")
        } else if interval == .hourly, !format.letters.contains("H"), !format.letters.contains("s") {
            reader.warning(
                key, "gives every hour of a day the same name, so the second rotation is refused",
                fix: "write dateformat: -%Y%m%d%H")
        }
    }

    /// What no key alone can be blamed for.
    mutating func checkWhole(_ reader: inout PolicyReader) {
        if interval != nil, size != nil {
            reader.error(
                "size", "is instead of an interval",
                fix: "with interval, write maxsize to rotate before its time, minsize to rotate not before")
        }
        if interval == nil {
            for key in ["at", "minsize", "maxsize", "minage"] where reader.has(key) {
                reader.error(
                    key, "is for rotation by time",
                    fix: key == "maxsize" ? "write size, or add interval: daily" : "add interval: daily")
            }
            if size == nil { size = Self.defaultSize }
        }
        if interval == .hourly, at >= 3600 {
            reader.error(
                "at", "is the minute of the hour with hourly", fix: "write \"00:15\" for a quarter past")
        }
        if creates != nil {
            switch effectiveMethod {
            case .rename, .renamecopy, .auto: break
            case .collapse:
                reader.error(
                    "create", "makes no sense where the log stays in its place (method \(methodInWords))",
                    fix: "write method: rename, with signal or postrotate to have the log opened anew")
            case .copy, .copytruncate:
                reader.warning(
                    "create", "means nothing with \(effectiveMethod.rawValue)", fix: "leave it out")
            }
        }
        if method == .copy, size != nil {
            reader.warning(
                "size", "does not make a copied log smaller, so it is copied at every look",
                fix: "write interval: daily")
        }
        if !reader.has("rotate") {
            reader.warning(
                "rotate", "is missing, and nothing is kept of a log that was rotated", fix: "write rotate: 14"
            )
        }
    }

    private var methodInWords: String { method == .auto ? "auto, which is collapse here" : method.rawValue }
}
