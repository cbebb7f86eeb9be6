// Why this file exists: whoever reads lines hands over what stands in them; what it means is decided here alone.

/// What the analysis looks at of one log entry. The bytes are those of the line, valid during the call that takes them.
///
/// Texts are nil where the line has none; an empty one counts as none. They may be any bytes.
public struct EntryFields {
    /// The entry's own time, in nanoseconds since the Unix epoch.
    public var time: Int64
    /// The entry as it is shown among the recent errors; nil for one that is not.
    public var line: UnsafeRawBufferPointer?
    /// How bad it is, as `ERROR`.
    public var level: UnsafeRawBufferPointer?
    /// What it says.
    public var message: UnsafeRawBufferPointer?
    /// What kind of error it is.
    public var errorType: UnsafeRawBufferPointer?
    /// What was asked for.
    public var endpoint: UnsafeRawBufferPointer?
    /// How it ended: a status code, or a word.
    public var status: UnsafeRawBufferPointer?
    /// The model that was called.
    public var model: UnsafeRawBufferPointer?
    /// How long it took, in seconds; what is negative or not finite counts as none.
    public var duration: Double?
    /// Tokens that the model was given.
    public var promptTokens: Double?
    /// Tokens that the model gave back.
    public var completionTokens: Double?

    /// An entry without fields.
    public init(time: Int64, line: UnsafeRawBufferPointer?) {
        self.time = time
        self.line = line
    }
}
