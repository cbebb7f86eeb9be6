// How much is measured over, and for how long: enough for figures to quote, or just enough to see that all works.

/// The sizes of all measurements.
public struct Sizes: Equatable, Sendable {
    /// MB of the usual backlog, and of each that is compared with it.
    public var backlogMegabytes: Int
    /// How often backlogs are measured.
    public var rounds: Int
    /// MB of the backlog that is shipped over a slow link.
    public var largeMegabytes: Int
    /// Directories with idle files.
    public var directories: Int
    /// Files in each of them.
    public var filesPerDirectory: Int
    /// For how long idle agents are watched.
    public var idleSeconds: Int
    /// Files that get five lines a second each.
    public var busyFiles: Int
    /// For how long files are written to.
    public var busySeconds: Int
    /// Lines written to a quiet file, one by one.
    public var quietLines: Int

    /// For figures to quote.
    public static let full = Sizes(
        backlogMegabytes: 200, rounds: 3, largeMegabytes: 500, directories: 200, filesPerDirectory: 50,
        idleSeconds: 60, busyFiles: 2_000, busySeconds: 20, quietLines: 100)

    /// To try everything out.
    public static let quick = Sizes(
        backlogMegabytes: 20, rounds: 1, largeMegabytes: 40, directories: 20, filesPerDirectory: 10,
        idleSeconds: 3, busyFiles: 100, busySeconds: 3, quietLines: 10)
}
