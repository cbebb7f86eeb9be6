// A file that was written for another program holds keys that mean nothing here; they are taken, and remembered.

/// A key that is accepted without meaning anything.
public struct KeyWithoutMeaning: Hashable, Sendable {
    /// The key's full name, such as `server.grpc_listen_port`.
    public let path: String
    /// Where the key stands.
    public let location: Location

    /// Takes both as they are.
    public init(path: String, location: Location) {
        self.path = path
        self.location = location
    }
}

extension MappingReader {
    /// What a value must be, though it means nothing.
    public enum PassedKind: Sendable {
        /// Anything.
        case anything
        /// A single text or number.
        case text
        /// A Boolean.
        case bool
        /// A whole number, not negative.
        case count
        /// A duration, not negative.
        case duration
    }

    /// Accepts keys that mean nothing here, and remembers those present; a value that could not mean anything
    /// elsewhere either is an error.
    public mutating func passOver(_ kind: PassedKind = .anything, _ keys: String...) {
        for key in keys { passOver(key, kind) }
    }

    /// As ``passOver(_:_:)``, for whatever keys begin with `prefix`.
    public mutating func passOver(prefix: String) {
        for key in keys where key.hasPrefix(prefix) { passOver(key, .anything) }
    }

    private mutating func passOver(_ key: String, _ kind: PassedKind) {
        for place in ignore([key]) {
            diagnostics.passOver(KeyWithoutMeaning(path: path(of: key), location: place))
        }
        switch kind {
        case .anything: break
        case .text: _ = string(key)
        case .bool: _ = bool(key)
        case .count: _ = int(key, in: 0...Int.max)
        case .duration: _ = duration(key, in: 0...Int64.max)
        }
    }
}
