// Why this file exists: who mistypes the name of an encoding wants to know which one was meant.

import Configuration
import Platform

/// A name that is no encoding's.
public struct UnknownEncoding: Error, Hashable, CustomStringConvertible {
    /// The name as it was given.
    public let name: String
    /// Names of encodings that may have been meant, the nearest first; at most four.
    public let near: [String]

    /// What was wrong and what to write instead.
    public var description: String {
        let names =
            near.isEmpty ? ["utf-8", "utf-16", "windows-1252", "iso-8859-1", "shift_jis", "gbk"] : near
        return "there is no encoding '\(name)' in which lines could be found; "
            + (near.isEmpty ? "write a name of IANA's register, as " : "did you mean ")
            + names.joined(separator: ", ") + (near.isEmpty ? "" : "?")
    }
}

extension LineEncoding {
    /// The encoding of this name, in upper or lower case; see `init(named:)`.
    public static func named(_ name: String) throws(UnknownEncoding) -> LineEncoding {
        if let encoding = LineEncoding(named: name) { return encoding }
        var rest = commonNames
        var near: [String] = []
        while near.count < 4, let nearest = Suggestions.nearest(name, among: rest) {
            near.append(nearest)
            rest.removeAll { $0 == nearest }
        }
        // Of one family: "windows" for "windows-1252".
        let letters = name.lowercased().prefix { $0.isLetter }
        let family = letters.count < 2 ? [] : rest.filter { $0.hasPrefix(letters) }
        throw UnknownEncoding(name: name, near: Array((near + family).prefix(4)))
    }
}
