// Why this file exists: what an operator sees of the checkpoints, as a value that goes over the control socket.

import Configuration
import Platform

/// How far one client has come in one generation of a file.
public struct PositionRow: Hashable, Sendable {
    /// What goes on with a generation.
    public enum State: String, Hashable, Sendable, CaseIterable {
        /// The agent has it open and reads what comes.
        case open
        /// It is not read now, but will be: after an older generation, or when an agent runs.
        case waiting
        /// Its file is not where it was; copies and archives of it are looked for.
        case missing
        /// All of it is shipped and it was let go; it is known so that a copy of it is recognised.
        case finished
        /// Its file is gone, and what had not been shipped with it.
        case lost
        /// No scrape configuration follows it any more.
        case unfollowed
    }

    /// The generation's number.
    public var generation: UInt64
    /// Where it is, or was last.
    public var path: String
    /// Where it was first seen, which its labels say.
    public var firstPath: String
    /// Job and labels of the scrape target that follows it.
    public var target: String
    /// The client's key: its name, else its URL and tenant.
    public var client: String
    /// Bytes that are shipped.
    public var offset: Int64
    /// Bytes that it has, or had when it was last looked at.
    public var size: Int64
    /// Its last write, in nanoseconds since the Unix epoch; nil if there is no file.
    public var modified: Int64?
    /// What goes on with it.
    public var state: State

    /// Takes all as they are.
    public init(
        generation: UInt64, path: String, firstPath: String, target: String, client: String, offset: Int64,
        size: Int64, modified: Int64?, state: State
    ) {
        self.generation = generation
        self.path = path
        self.firstPath = firstPath
        self.target = target
        self.client = client
        self.offset = offset
        self.size = size
        self.modified = modified
        self.state = state
    }

    /// Bytes that are not shipped.
    public var lag: Int64 { max(0, size - offset) }

    /// The row as a JSON object on a line of its own.
    public var json: String {
        let object = JSONObject()
        object.add("generation", generation)
        object.add("path", path)
        object.add("first_path", firstPath)
        object.add("target", target)
        object.add("client", client)
        object.add("offset", offset)
        object.add("size", size)
        object.add("lag", lag)
        object.add("modified", modified.map { timestampText(ofRealtime: $0) })
        object.add("modified_ns", modified)
        object.add("state", state.rawValue)
        return object.line
    }

    /// Reads a line of `json`; nil if it is none.
    public init?(json: some Collection<UInt8>) {
        guard var object = MappingReader(line: json),
            let generation = object.int("generation", in: 0...Int.max),
            let path = object.string("path"), let firstPath = object.string("first_path"),
            let target = object.string("target"), let client = object.string("client"),
            let offset = object.int("offset", in: Int.min...Int.max),
            let size = object.int("size", in: Int.min...Int.max),
            let state = object.string("state").flatMap({ State(rawValue: $0) })
        else { return nil }
        self.init(
            generation: UInt64(generation), path: path, firstPath: firstPath, target: target, client: client,
            offset: Int64(offset), size: Int64(size),
            modified: object.int("modified_ns", in: Int.min...Int.max).map { Int64($0) }, state: state)
    }
}
