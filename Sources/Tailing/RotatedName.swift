// Why this file exists: rotations give older generations names that are made of the first one, in a few ways.

/// What rotations call the older generations of a file.
enum RotatedName {
    /// How a file's contents are kept, by its name.
    enum Form: Hashable, Sendable {
        /// As they were written.
        case plain
        /// As an archive that can be read.
        case archive(ArchiveFormat)
        /// As an archive that cannot be read here, and the command that decompresses it.
        case foreign(command: String)
    }

    private static let suffixes: [(String, Form)] = [
        (".gz", .archive(.gzip)), (".bz2", .archive(.bzip2)), (".xz", .foreign(command: "xz -dk")),
        (".zst", .foreign(command: "zstd -d")),
        (".Z", .foreign(command: "uncompress -k")),
        (".lz4", .foreign(command: "lz4 -d")), (".zip", .foreign(command: "unzip")),
    ]

    /// The form that a name says its file has.
    static func form(of name: String) -> Form {
        suffixes.first { name.hasSuffix($0.0) }?.1 ?? .plain
    }

    /// The format of a file that is compressed, by its name; nil for one that is not, or cannot be read.
    static func archiveFormat(of name: String) -> ArchiveFormat? {
        if case .archive(let format) = form(of: name) { format } else { nil }
    }

    /// True if `candidate` is what compressing a file called `name` gives.
    static func isArchive(_ candidate: String, of name: String) -> Bool {
        candidate != name && withoutArchive(candidate) == name
    }

    /// True if `candidate` can be an older generation of a file called `name`, or a copy of it: NAME.*, NAME-*, or
    /// what `isSerial` takes.
    static func isSibling(_ candidate: String, of name: String) -> Bool {
        guard candidate != name else { return false }
        if candidate.hasPrefix(name + ".") || candidate.hasPrefix(name + "-") { return true }
        return isSerial(candidate, of: name)
    }

    /// True if `candidate` is `name` with a number or a date behind it, or a date before its ending, which no other log is
    /// called by: app.log.1, app.log-20261122.gz, app-20261122.log. (worker-1.log is another log than worker.log.)
    static func isSerial(_ candidate: String, of name: String) -> Bool {
        let plain = withoutArchive(candidate)
        if plain.utf8.starts(with: name.utf8) { return isSerial(plain.utf8.dropFirst(name.utf8.count)) }
        // logrotate's `extension`, and what logging libraries do: the number comes before ".log".
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot > name.utf8.startIndex else {
            return false
        }
        let (stem, ending) = (name.utf8[..<dot], name.utf8[dot...])
        let bytes = plain.utf8
        guard bytes.count > stem.count + ending.count, bytes.starts(with: stem),
            bytes.suffix(ending.count).elementsEqual(ending)
        else { return false }
        return isDate(bytes.dropFirst(stem.count).dropLast(ending.count))
    }

    /// The names whose older generation `candidate` can be, by `isSerial`; an archive's also by its plain name.
    static func bases(of candidate: String) -> [String] {
        let plain = withoutArchive(candidate)
        let bytes = Array(plain.utf8)
        var bases: [String] = []
        for place in bytes.indices.dropFirst() where isSerial(bytes[place...]) {
            bases.append(String(decoding: bytes[..<place], as: UTF8.self))
        }
        if let dot = bytes.lastIndex(of: UInt8(ascii: ".")) {
            for place in 1..<max(1, dot) where isDate(bytes[place..<dot]) {
                bases.append(String(decoding: bytes[..<place] + bytes[dot...], as: UTF8.self))
            }
        }
        return plain == candidate ? bases : bases + [plain]
    }

    /// True for names that editors and other log readers leave beside a log.
    static func isByproduct(_ name: String) -> Bool {
        name.utf8.last == UInt8(ascii: "~")
            || [".bak", ".swp", ".tmp", ".new", ".orig", ".lock", ".pid", ".offset", ".pos", ".idx"].contains
            {
                name.hasSuffix($0)
            }
    }

    private static func withoutArchive(_ name: String) -> String {
        guard let suffix = suffixes.first(where: { name.hasSuffix($0.0) })?.0 else { return name }
        return String(name.dropLast(suffix.count))
    }

    /// A separator, then digits with what stands between the parts of a date and a time.
    private static func isSerial(_ middle: some Collection<UInt8>) -> Bool {
        guard let first = middle.first, [0x2D, 0x2E, 0x5F].contains(first) else { return false }
        let rest = middle.dropFirst()
        return rest.contains { isDigit($0) }
            && rest.allSatisfy { isDigit($0) || [0x2D, 0x2E, 0x5F, 0x3A, 0x54, 0x5A, 0x2B].contains($0) }
    }

    /// The same with at least six digits.
    private static func isDate(_ middle: some Collection<UInt8>) -> Bool {
        isSerial(middle) && middle.count { isDigit($0) } >= 6
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
