// Why this file exists: each directive with a value reads it in its own way.

import Platform

/// What is wrong with a directive.
struct LogrotateProblem: Error {
    /// What logrotate does about it.
    enum Effect {
        /// It ignores the directive, and ends with status 0.
        case directive
        /// It leaves the block out, or the rest of the file if that is no block's.
        case block
        /// It leaves the rest of the file out.
        case file
    }

    var text: String
    var effect = Effect.block

    init(_ text: String, _ effect: Effect = .block) {
        self.text = text
        self.effect = effect
    }
}

/// The directives with a value.
enum LogrotateValues {
    /// A directive: the key of agent.conf that it comes out as, and how it reads what is left of its line.
    struct Value: Sendable {
        let key: String
        /// False if the value may be preceded by "=" and must be there.
        let takesLine: Bool
        let isOptional: Bool
        let apply: @Sendable (inout LogrotateSettings, [UInt8]) throws(LogrotateProblem) -> Void

        init(
            _ key: String, takesLine: Bool = false, isOptional: Bool = false,
            _ apply:
                @escaping @Sendable (inout LogrotateSettings, [UInt8]) throws(LogrotateProblem) -> Void
        ) {
            self.key = key
            self.takesLine = takesLine
            self.isOptional = isOptional
            self.apply = apply
        }
    }

    /// By its word.
    static let all: [String: Value] = [
        "rotate": Value("rotate") { settings, text throws(LogrotateProblem) in
            if text == Array("-1".utf8) { return settings.rotate = -1 }
            settings.rotate = try count(text, "a number of generations: 0, 1, 2 …, or -1 for all")
        },
        "start": Value("start") { settings, text throws(LogrotateProblem) in
            settings.start = try count(text, "a number: 0, 1, 2 …")
        },
        "maxage": Value("maxage") { settings, text throws(LogrotateProblem) in
            settings.maximumAge = Int64(try count(text, "a number of days"))
        },
        "minage": Value("minage") { settings, text throws(LogrotateProblem) in
            settings.minimumAge = Int64(try count(text, "a number of days"))
        },
        "shredcycles": Value("shredcycles") { settings, text throws(LogrotateProblem) in
            settings.shredCycles = try count(text, "a number of times")
        },
        "size": Value("size", isOptional: true) { settings, text throws(LogrotateProblem) in
            settings.size = try size(text)
            settings.criterion = .size
        },
        "minsize": Value("minsize", isOptional: true) { settings, text throws(LogrotateProblem) in
            settings.minimumSize = try size(text)
        },
        "maxsize": Value("maxsize", isOptional: true) { settings, text throws(LogrotateProblem) in
            settings.maximumSize = try size(text)
        },
        "weekly": Value("interval", takesLine: true) { settings, text throws(LogrotateProblem) in
            settings.criterion = .interval(.weekly(weekday: try weekday(text)))
        },

        "create": Value("create", takesLine: true) { settings, text throws(LogrotateProblem) in
            try ownership(text, "create", into: &settings.created)
            settings.creates = true
        },
        "olddir": Value("olddir") { settings, text throws(LogrotateProblem) in
            settings.directory = try word(text, "olddir")
        },
        "createolddir": Value("createolddir", takesLine: true) { settings, text throws(LogrotateProblem) in
            try ownership(text, "createolddir", into: &settings.madeDirectory)
            settings.makesDirectory = true
        },
        "su": Value("su", takesLine: true) { settings, text throws(LogrotateProblem) in
            settings.identity = try identity(text)
        },

        "compresscmd": Value("compresscmd") { settings, text throws(LogrotateProblem) in
            let command = try word(text, "compresscmd")
            settings.compressCommand = command
            if let ending = endings[FileSystem.name(of: command)] { settings.compressEnding = ending }
        },
        "uncompresscmd": Value("compresscmd") { settings, text throws(LogrotateProblem) in
            // Only what is mailed is ever decompressed.
            _ = try word(text, "uncompresscmd")
        },
        "compressext": Value("compressext") { settings, text throws(LogrotateProblem) in
            settings.compressEnding = try string(text)
        },
        "compressoptions": Value("compressoptions") { settings, text throws(LogrotateProblem) in
            var options: [String] = []
            for option in LogrotateWords.split(text) { options.append(try string(option)) }
            settings.compressOptions = options
        },
        "dateformat": Value("dateformat", isOptional: true) { settings, text throws(LogrotateProblem) in
            settings.dateFormat = try string(text)
        },
        "extension": Value("extension") { settings, text throws(LogrotateProblem) in
            settings.keptEnding = try string(text)
        },
        "addextension": Value("addextension") { settings, text throws(LogrotateProblem) in
            settings.addedEnding = try string(text)
        },
        "mail": Value("paths") { settings, text throws(LogrotateProblem) in
            settings.mail = try word(text, "mail")
        },
    ]

    /// What the ending becomes with a compressing program that logrotate knows.
    private static let endings = [
        "gzip": ".gz", "bzip2": ".bz2", "xz": ".xz", "zstd": ".zst", "compress": ".Z",
    ]

    static func string(_ text: [UInt8]) throws(LogrotateProblem) -> String {
        guard let string = String(validating: text, as: UTF8.self), !text.contains(0) else {
            throw LogrotateProblem("this is not UTF-8, and agent.conf cannot say it")
        }
        return string
    }

    private static func word(_ text: [UInt8], _ directive: String) throws(LogrotateProblem) -> String {
        let string = try string(text)
        guard !text.contains(where: LogrotateCursor.isBlank) else {
            throw LogrotateProblem("“\(string)” has blanks, which \(directive) does not take")
        }
        return string
    }

    private static func count(_ text: [UInt8], _ wanted: String) throws(LogrotateProblem) -> Int {
        guard let number = LogrotateNumbers.count(text), number <= Int32.max else {
            throw LogrotateProblem("“\(String(decoding: text, as: UTF8.self))” is not \(wanted)")
        }
        return Int(number)
    }

    private static func size(_ text: [UInt8]) throws(LogrotateProblem) -> Int64 {
        do throws(LogrotateNumbers.SizeProblem) {
            return try LogrotateNumbers.size(text)
        } catch {
            let shown = String(decoding: text, as: UTF8.self)
            switch error {
            case .unit(let unit):
                throw LogrotateProblem(
                    "“\(shown)” is no size: there is no unit “\(unit)”; there are k, M and G")
            case .number:
                throw LogrotateProblem("“\(shown)” is no size; write a number, with k, M or G behind it")
            }
        }
    }

    private static func weekday(_ text: [UInt8]) throws(LogrotateProblem) -> Int {
        let words = LogrotateWords.plain(text)
        if text.isEmpty || words.isEmpty { return 0 }
        guard LogrotateCursor.isBlank(text[0]), words.count == 1, let day = LogrotateNumbers.count(words[0]),
            day <= 7
        else {
            let shown = String(decoding: text, as: UTF8.self)
            throw LogrotateProblem(
                "“weekly\(shown)”: a day is 0 for Sunday to 6, or 7 for every seven days", .file)
        }
        return Int(day)
    }

    private static func ownership(
        _ text: [UInt8], _ directive: String, into result: inout Policy.Ownership
    ) throws(LogrotateProblem) {
        var words = LogrotateWords.plain(text)
        if let first = words.first, let mode = LogrotateNumbers.mode(first) {
            result.mode = mode
            words.removeFirst()
        }
        guard words.count <= 2 else {
            throw LogrotateProblem("\(directive) takes a mode, an owner and a group at most")
        }
        if words.count > 0 { result.owner = try LogrotateAccounts.user(words[0]) }
        if words.count > 1 { result.group = try LogrotateAccounts.group(words[1]) }
    }

    private static func identity(_ text: [UInt8]) throws(LogrotateProblem) -> Policy.Identity {
        let words = LogrotateWords.plain(text)
        guard words.count == 2 else { throw LogrotateProblem("su takes a user and a group") }
        return Policy.Identity(
            user: try LogrotateAccounts.user(words[0]), group: try LogrotateAccounts.group(words[1]))
    }
}
