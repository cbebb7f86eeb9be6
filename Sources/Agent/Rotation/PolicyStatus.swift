// Why this file exists: an operator wants to see what is kept of which log, what comes next, and what is held back.

import Configuration
import Rotation

/// How one log stands with its policy.
public struct PolicyStatus: Hashable, Sendable {
    /// The policy: its place in agent.conf.
    public var policy: String
    /// The log.
    public var path: String
    /// Its size, in bytes.
    public var size: Int64
    /// Older generations that there are.
    public var generations: Int
    /// What these take, in bytes.
    public var bytes: Int64
    /// When it was rotated last, or first seen, in seconds since the Unix epoch; nil if it was not.
    public var last: Int64?
    /// When it is due for its age, in seconds since the Unix epoch; nil if its size alone decides.
    public var next: Int64?
    /// Generations that are kept though they are surplus.
    public var held: Int
    /// Bytes of these that are not shipped.
    public var heldBytes: Int64
    /// What there is to say about it: why it is not rotated, or what went wrong.
    public var note: String?

    /// Takes all as they are.
    public init(
        policy: String, path: String, size: Int64, generations: Int, bytes: Int64, last: Int64?, next: Int64?,
        held: Int = 0, heldBytes: Int64 = 0, note: String? = nil
    ) {
        self.policy = policy
        self.path = path
        self.size = size
        self.generations = generations
        self.bytes = bytes
        self.last = last
        self.next = next
        self.held = held
        self.heldBytes = heldBytes
        self.note = note
    }

    /// A JSON object on one line.
    public var json: String {
        let object = JSONObject()
        object.add("policy", policy)
        object.add("path", path)
        object.add("size", size)
        object.add("generations", generations)
        object.add("bytes", bytes)
        object.add("last_rotation", last)
        object.add("next_rotation", next)
        object.add("held_generations", held)
        object.add("held_bytes", heldBytes)
        object.add("note", note)
        return object.line
    }

    /// Reads one line of `json`.
    init?(json: some Collection<UInt8>) {
        guard var reader = MappingReader(line: json), let policy = reader.string("policy"),
            let path = reader.string("path")
        else { return nil }
        func number(_ key: String) -> Int64? { reader.int(key, in: Int.min...Int.max).map { Int64($0) } }
        self.init(
            policy: policy, path: path, size: number("size") ?? 0,
            generations: Int(number("generations") ?? 0), bytes: number("bytes") ?? 0,
            last: number("last_rotation"), next: number("next_rotation"),
            held: Int(number("held_generations") ?? 0), heldBytes: number("held_bytes") ?? 0,
            note: reader.string("note"))
    }
}
