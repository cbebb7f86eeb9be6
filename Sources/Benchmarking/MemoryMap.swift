// Where a process' resident memory is: which library, which of its own.

/// What is mapped into a process, by what it is of, from /proc/PID/smaps (proc_pid_smaps(5)).
public struct MemoryMap: Equatable, Sendable {
    /// What one file, or the memory without one, takes.
    public struct Part: Equatable, Sendable {
        /// The file's name without its directory, or what the kernel calls it: `[heap]`; "anonymous" for neither.
        public let name: String
        /// Bytes that are in memory.
        public var residentBytes = 0
        /// Those of them that the process has written to or made itself, and that no file has.
        public var anonymousBytes = 0
    }

    /// All parts with something resident, the largest first; of two that are alike, the first by name.
    public let parts: [Part]

    /// Takes in the text of smaps.
    public init(smaps text: String) {
        var parts: [String: Part] = [:]
        var name: String?
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
            if let first = words.first, first.contains("-"), !first.hasSuffix(":") {
                name = Self.name(ofPath: words.count > 5 ? String(words[5]) : "")
                continue
            }
            guard let name, words.count >= 2, let kibibytes = Int(words[1]), (0..<1 << 40).contains(kibibytes)
            else { continue }
            if words[0] == "Rss:" {
                parts[name, default: Part(name: name)].residentBytes += kibibytes * 1024
            } else if words[0] == "Anonymous:" {
                parts[name, default: Part(name: name)].anonymousBytes += kibibytes * 1024
            }
        }
        self.parts = parts.values.filter { $0.residentBytes > 0 }.sorted {
            ($1.residentBytes, $0.name) < ($0.residentBytes, $1.name)
        }
    }

    private static func name(ofPath path: String) -> String {
        let trimmed = path.drop { $0 == " " }
        if trimmed.isEmpty { return "anonymous" }
        guard trimmed.hasPrefix("/") else { return String(trimmed) }
        return trimmed.split(separator: "/").last.map(String.init) ?? String(trimmed)
    }

    /// The first `count` parts as rows, and one of all others together.
    public func rows(_ count: Int) -> [Row] {
        let first = parts.prefix(count)
        var others = Part(name: "\(parts.count - first.count) others")
        for part in parts.dropFirst(count) {
            others.residentBytes += part.residentBytes
            others.anonymousBytes += part.anonymousBytes
        }
        let all = parts.count > count ? first + [others] : first
        return all.map { part in
            Row(
                part.name,
                [
                    Figure("resident", Double(part.residentBytes), .bytes),
                    Figure("of it anonymous", Double(part.anonymousBytes), .bytes),
                ])
        }
    }
}
