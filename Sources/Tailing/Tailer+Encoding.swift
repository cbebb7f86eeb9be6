// Why this file exists: in which encoding a file is may be known by its first bytes only.

import Platform

extension Tailer {
    /// The encoding of an open file, its byte order known; nil as long as it has too few bytes to tell.
    func encoding(of file: FollowedFile, _ contents: Contents) throws(SystemError) -> LineEncoding? {
        if let known = file.encoding { return known }
        let encoding = try encoding(of: file.target, contents)
        if encoding != .plain { file.encoding = encoding }
        return encoding
    }

    /// The same for a file of a target that is not followed yet.
    func encoding(of target: Int, _ contents: Contents) throws(SystemError) -> LineEncoding? {
        guard let encoding = targets[groups[target]].encoding else { return .plain }
        // Only a mark has to be looked for.
        if let known = encoding.resolved(by: UnsafeRawBufferPointer(start: nil, count: 0)) { return known }
        let head = try contents.head()
        return withExtendedLifetime(head) { encoding.resolved(by: head.bytes) }
    }

    /// How many bytes it takes at most to see a line's end, or that it is too long, in bytes.
    func longestRead(_ encoding: LineEncoding) -> Int {
        max(options.maximumLine, encoding.width) + encoding.width
    }
}
