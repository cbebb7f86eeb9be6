// Why this file exists: log lines are not trusted; everything that they could make grow has a limit here.

/// What an analysis keeps at most.
public enum AnalysisLimits {
    /// Endpoints with numbers of their own; those of the others are put together under `other`.
    public static let endpoints = 200
    /// The same for the types of errors.
    public static let errorTypes = 100
    /// The same for models.
    public static let models = 50
    /// The name of what is put together.
    public static let other = "other"
    /// Bytes of a name; longer ones are cut between two characters.
    public static let nameBytes = 256
    /// Errors that are shown as they were written.
    public static let recentErrors = 10
    /// Bytes of an error that is shown; of a longer one its start.
    public static let recentErrorBytes = 4096
    /// Pieces that the window is divided into.
    static let slots = 128
    /// Bytes of all counts of a window; with less left, older pieces are put together. Names and errors come to this:
    /// 200 KiB.
    static let windowBytes = 4 << 20
}
