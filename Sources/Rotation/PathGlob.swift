// Why this file exists: a pattern means what it means to logrotate and to a shell: what glob(3) makes of it.

import Glibc
import Platform

/// Patterns of glob(7), with braces.
enum PathGlob {
    /// The paths that a pattern matches, in the order of their bytes or of the locale.
    static func matches(_ pattern: String) -> (paths: [String], failure: String?) {
        var found = glob_t()
        defer { globfree(&found) }
        switch Glibc.glob(pattern, GLOB_BRACE, nil, &found) {
        case 0: break
        case GLOB_NOMATCH: return ([], nil)
        case GLOB_NOSPACE: return ([], SystemError.text(of: ENOMEM))
        default: return ([], SystemError.text(of: EIO))
        }
        var paths: [String] = []
        guard let entries = found.gl_pathv else { return ([], nil) }
        for index in 0..<Int(found.gl_pathc) {
            // A name that is not UTF-8 cannot be said in any message or state file.
            if let entry = entries[index], let path = String(validatingCString: entry) { paths.append(path) }
        }
        return (paths, nil)
    }

    /// Whether a path that may not exist is one that a pattern means.
    static func covers(_ patterns: [String], _ path: String) -> Bool {
        patterns.contains { fnmatch($0, path, FNM_PATHNAME | FNM_PERIOD) == 0 }
    }

    /// The patterns that one with braces stands for, a hundred at most; one without stands for itself.
    static func withoutBraces(_ pattern: String) -> [String] {
        var done: [String] = []
        var waiting = [Array(pattern.utf8)]
        while let bytes = waiting.popLast(), done.count + waiting.count < 100 {
            guard let (start, commas, end) = firstBraces(bytes) else {
                done.append(String(decoding: bytes, as: UTF8.self))
                continue
            }
            let cuts = [start] + commas + [end]
            for (from, to) in zip(cuts, cuts.dropFirst()) {
                waiting.append(Array(bytes[..<start]) + bytes[(from + 1)..<to] + bytes[(end + 1)...])
            }
        }
        return done
    }

    private static func firstBraces(_ bytes: [UInt8]) -> (start: Int, commas: [Int], end: Int)? {
        var (start, depth, commas): (Int?, Int, [Int]) = (nil, 0, [])
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "{"):
                if start == nil { start = index }
                depth += 1
            case UInt8(ascii: ",") where depth == 1: commas.append(index)
            case UInt8(ascii: "}") where depth > 0:
                depth -= 1
                if depth == 0, let start { return (start, commas, index) }
            default: break
            }
        }
        return nil
    }
}
