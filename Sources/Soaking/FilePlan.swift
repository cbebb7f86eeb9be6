// Why this file exists: what one followed file is, before anything is written to it.

/// One file that an application writes and somebody rotates.
public struct FilePlan: Equatable, Sendable {
    /// Counting from 0; the first thing in each of its lines.
    public let number: Int
    /// What its lines look like.
    public let format: LineFormat
    /// How it is rotated.
    public let kind: RotationKind

    /// Takes all as they are.
    public init(number: Int, format: LineFormat, kind: RotationKind) {
        self.number = number
        self.format = format
        self.kind = kind
    }

    /// The file's name without ".log": "3-copytruncate-json".
    public var stem: String { "\(number)-\(kind.rawValue)-\(format.rawValue)" }

    /// The name under which the application writes.
    public var name: String { stem + ".log" }

    /// True if `filename` may be the label of its lines: the path under which the file was first seen.
    /// - Parameter directory: the directory that is followed.
    public func mayBeCalled(_ filename: String, in directory: String) -> Bool {
        if filename == "\(directory)/\(name)" { return true }
        // Renamed before the agent saw it, it is just a file with that name.
        return kind == .movewithin && filename.hasPrefix("\(directory)/\(stem)~")
            && filename.hasSuffix(".log")
    }
}
