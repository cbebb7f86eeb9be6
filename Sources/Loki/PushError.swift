// Why this file exists: what can go wrong before an answer of Loki is there to be judged.

/// Why a push could not be set up.
public enum PushError: Error, Hashable, Sendable, CustomStringConvertible {
    /// libcurl could not be initialised.
    case library(String)
    /// The compressor failed; only lack of memory does that.
    case compression
    /// A credentials or certificate file cannot be used.
    case credentials(String)

    /// One sentence.
    public var description: String {
        switch self {
        case .library(let reason): "libcurl: \(reason)"
        case .compression: "the push body could not be compressed: out of memory"
        case .credentials(let reason): reason
        }
    }
}
