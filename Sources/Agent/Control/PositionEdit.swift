// Why this file exists: what an operator asks to be changed in the checkpoints, and what came of it.

import Configuration
import Platform

/// A change that an operator asks for.
public struct PositionChange: Hashable, Sendable {
    /// What is to be done.
    public enum Action: Hashable, Sendable {
        /// As if the file had never been seen. Not done without confirmation if lines were shipped.
        case forget(isConfirmed: Bool)
        /// What lies before this byte is never sent; nil for the end.
        case skip(to: Int64?)
    }

    /// What is to be done.
    public var action: Action
    /// The file: where it is, or where it was first seen.
    public var path: String
    /// The client's name or key; nil for all clients.
    public var client: String?

    /// Takes all as they are.
    public init(_ action: Action, path: String, client: String? = nil) {
        self.action = action
        self.path = path
        self.client = client
    }
}

/// What a change means for one client and one generation.
public struct PositionEdit: Hashable, Sendable {
    /// The generation's number.
    public var generation: UInt64
    /// Where it is, or was last.
    public var path: String
    /// The client's key.
    public var client: String
    /// Up to where it was shipped.
    public var from: Int64
    /// Where the client goes on.
    public var to: Int64
    /// Bytes that were shipped and are sent again.
    public var sentAgain: Int64
    /// Bytes that were not shipped and never are.
    public var neverSent: Int64
    /// Bytes that are to be sent for the first time.
    public var toSend: Int64
    /// True if the generation is forgotten, for all clients or for this one.
    public var isForgotten: Bool

    /// Takes all as they are.
    public init(
        generation: UInt64, path: String, client: String, from: Int64, to: Int64, size: Int64,
        isForgotten: Bool
    ) {
        self.generation = generation
        self.path = path
        self.client = client
        self.from = from
        self.to = to
        self.isForgotten = isForgotten
        sentAgain = max(0, from - to)
        neverSent = max(0, to - from)
        toSend = max(0, size - max(from, to))
    }

    /// What it comes to, in one sentence.
    public var sentence: String {
        let place = "\(path) (generation \(generation), client \(client))"
        guard isForgotten else {
            return "\(place) goes on at byte \(to); the \(Self.bytes(neverSent)) before it are never sent"
        }
        var parts: [String] = []
        if sentAgain > 0 { parts.append("\(Self.bytes(sentAgain)) are sent again") }
        if neverSent > 0 { parts.append("\(Self.bytes(neverSent)) that were not shipped are never sent") }
        if toSend > 0 { parts.append("\(Self.bytes(toSend)) are sent for the first time") }
        return "\(place) is forgotten: "
            + (parts.isEmpty ? "nothing of it is sent" : parts.joined(separator: ", "))
    }

    static func bytes(_ count: Int64) -> String { count == 1 ? "1 byte" : "\(count) bytes" }

    /// The edit as a JSON object on a line of its own.
    public var json: String {
        let object = JSONObject()
        object.add("generation", generation)
        object.add("path", path)
        object.add("client", client)
        object.add("from", from)
        object.add("to", to)
        object.add("bytes_sent_again", sentAgain)
        object.add("bytes_never_sent", neverSent)
        object.add("bytes_to_send", toSend)
        object.add("forgotten", isForgotten)
        return object.line
    }

    /// Reads a line of `json`; nil if it is none.
    public init?(json: some Collection<UInt8>) {
        let whole = Int.min...Int.max
        guard var object = MappingReader(line: json),
            let generation = object.int("generation", in: 0...Int.max),
            let path = object.string("path"), let client = object.string("client"),
            let from = object.int("from", in: whole), let to = object.int("to", in: whole),
            let toSend = object.int("bytes_to_send", in: whole), let isForgotten = object.bool("forgotten")
        else { return nil }
        self.init(
            generation: UInt64(generation), path: path, client: client, from: Int64(from), to: Int64(to),
            size: 0, isForgotten: isForgotten)
        self.toSend = Int64(toSend)
    }
}
