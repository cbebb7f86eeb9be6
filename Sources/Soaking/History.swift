// Why this file exists: a line that is lost is explained by what happened around it.

import Workbench

/// What happened in a soak, and when.
public struct History: Sendable {
    /// Something that happened to one file, or to the agent and its receivers.
    public struct Event: Equatable, Sendable {
        /// Nanoseconds since the start.
        public let time: Int64
        /// The file; nil for what concerns all of them.
        public let file: Int?
        /// What happened, in a few words.
        public let text: String
    }

    private struct Write: Sendable {
        let time: Int64
        let first: Int
    }

    private var events: [Event] = []
    private var writes: [[Write]]

    /// A history in which nothing happened to `files` files.
    public init(files: Int) { writes = Array(repeating: [], count: files) }

    /// Takes note of an event, in any order.
    public mutating func note(_ text: String, file: Int? = nil, time: Int64) {
        events.append(Event(time: time, file: file, text: text))
    }

    /// Takes note that the file's lines from `first` on are written at `time`.
    public mutating func wrote(file: Int, first: Int, time: Int64) {
        writes[file].append(Write(time: time, first: first))
    }

    /// When the line of this number was written; 0 if it was not.
    public func time(file: Int, number: Int) -> Int64 {
        guard writes.indices.contains(file) else { return 0 }
        // The last write that begins at or before it.
        var (low, high) = (0, writes[file].count)
        while low < high {
            let middle = (low + high) / 2
            if writes[file][middle].first <= number { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? writes[file][low - 1].time : 0
    }

    /// What happened to a file, and to all, from `before` nanoseconds before a moment to `after` nanoseconds after it;
    /// the `limit` events that are nearest to the moment, in order.
    public func around(_ time: Int64, file: Int?, before: Int64, after: Int64, limit: Int = 40) -> [Event] {
        events.filter { event in
            (event.file == nil || event.file == file) && (time - before...time + after).contains(event.time)
        }.sorted { abs($0.time - time) < abs($1.time - time) }.prefix(limit).sorted { $0.time < $1.time }
    }

    /// All of it, a line an event.
    public var text: String {
        events.sorted { $0.time < $1.time }.map {
            "\(Self.seconds($0.time)) \($0.file.map { "file \($0): " } ?? "")\($0.text)\n"
        }.joined()
    }

    /// Seconds with three decimals, for a line of a history.
    static func seconds(_ nanoseconds: Int64) -> String {
        let text = fixed(Double(nanoseconds) / 1e9, decimals: 3)
        return String(repeating: " ", count: max(0, 8 - text.utf8.count)) + text
    }
}
