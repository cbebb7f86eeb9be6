// Why this file exists: a path in a log line is cut as Go's package path cuts it.

/// Paths whose parts are divided by slashes (https://pkg.go.dev/path). No file is looked at.
enum GoPath {
    private static let slash = UInt8(ascii: "/")
    private static let dot = UInt8(ascii: ".")

    /// The last part without slashes at the end; `.` for nothing, `/` for slashes alone.
    static func base(_ path: TemplateText) -> TemplateText {
        guard !path.isEmpty else { return TemplateText(".") }
        var end = path.count
        while end > 0, path[end - 1] == slash { end -= 1 }
        guard end > 0 else { return TemplateText("/") }
        var start = end
        while start > 0, path[start - 1] != slash { start -= 1 }
        return path.part(start, end)
    }

    /// What is in front of the last slash, cleaned.
    static func directory(_ path: TemplateText) -> [UInt8] {
        clean(path.part(0, (path.lastIndex(of: slash) ?? -1) + 1))
    }

    /// The last part from its last dot on; empty without one.
    static func fileExtension(_ path: TemplateText) -> TemplateText {
        guard let place = path.lastIndex(where: { $0 == dot || $0 == slash }), path[place] == dot else {
            return .empty
        }
        return path.part(place, path.count)
    }

    static func isAbsolute(_ path: TemplateText) -> Bool { path.first == slash }

    /// The shortest path that means the same by its letters alone; `.` for nothing.
    static func clean(_ path: TemplateText) -> [UInt8] {
        var cleaned: [UInt8] = []
        cleaned.reserveCapacity(path.count)
        if isAbsolute(path) { cleaned.append(slash) }
        // What no `..` takes away: the root, and what leads out of where the path starts.
        var kept = cleaned.count
        var start = 0
        while start < path.count {
            let end = path[start...].firstIndex(of: slash) ?? path.count
            let part = path.part(start, end)
            start = end + 1
            if part.isEmpty || part == "." { continue }
            if part == "..", cleaned.count > kept {
                cleaned.removeSubrange(max(kept, cleaned.lastIndex(of: slash) ?? 0)...)
            } else if part != TemplateText("..") || !isAbsolute(path) {
                if !cleaned.isEmpty, cleaned.last != slash { cleaned.append(slash) }
                cleaned += part
                if part == ".." { kept = cleaned.count }
            }
        }
        return cleaned.isEmpty ? [dot] : cleaned
    }
}
