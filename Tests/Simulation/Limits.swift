// What a Loki refuses for good, and the sentences in which it says so.

import Loki
import Platform

/// The limits of one Loki.
struct Limits {
    /// The most bytes of lines in a push; more are answered with 413.
    var body = Int.max
    /// How far behind its stream's newest an entry may be, in nanoseconds.
    var window = 3600 * second
    /// True if a line with this word spoils the push that it is in.
    var hasPoison = false

    static let poison = Array("poison".utf8)

    /// What a push of these entries is answered with, and what of it is kept; nil if all is well.
    /// - Parameter newest: the newest timestamp of each stream so far.
    func refusal(of entries: [PushedEntry], newest: [Text: Int64]) -> (PushAnswer, kept: [PushedEntry])? {
        let bytes = entries.reduce(0) { $0 + $1.line.bytes.count }
        if bytes > body {
            return (PushAnswer(status: 413, message: "request body too large"), [])
        }
        if hasPoison, entries.contains(where: { Self.holds($0.line.bytes) }) {
            return (PushAnswer(status: 400, message: "could not parse a line"), [])
        }
        var newest = newest
        var kept: [PushedEntry] = []
        var streams: [Text] = []
        var refused: [Text: [(time: Int64, oldest: Int64)]] = [:]
        var sent: [Text: Int] = [:]
        for entry in entries {
            sent[entry.stream, default: 0] += 1
            let oldest = (newest[entry.stream] ?? .min + window) - window
            if entry.timestamp < oldest {
                if refused[entry.stream] == nil { streams.append(entry.stream) }
                refused[entry.stream, default: []].append((entry.timestamp, oldest))
            } else {
                kept.append(entry)
                newest[entry.stream] = max(newest[entry.stream] ?? .min, entry.timestamp)
            }
        }
        guard !streams.isEmpty else { return nil }
        let reports = streams.map { Self.report(refused[$0] ?? [], of: sent[$0] ?? 0, $0) }
        return (PushAnswer(status: 400, message: reports.joined(separator: "; ")), kept)
    }

    private static func holds(_ line: [UInt8]) -> Bool {
        guard line.count >= poison.count else { return false }
        return (0...(line.count - poison.count)).contains { line[$0...].starts(with: poison) }
    }

    /// What the ingester says of one stream: ten entries at most, and how many there are.
    private static func report(_ refused: [(time: Int64, oldest: Int64)], of sent: Int, _ stream: Text)
        -> String
    {
        let lines = refused.prefix(10).map { entry in
            let time = timestampText(ofRealtime: entry.time)
            let (day, seconds) = (time.prefix(10), time.dropFirst(11).prefix(8))
            var digits = String(entry.time % second)
            digits = String(repeating: "0", count: 9 - digits.count) + digits
            while digits.last == "0" { digits.removeLast() }
            let fraction = digits.isEmpty ? "" : "." + digits
            let oldest = timestampText(ofRealtime: entry.oldest).prefix(19)
            return "entry with timestamp \(day) \(seconds)\(fraction) +0000 UTC ignored, reason: "
                + "'entry too far behind, entry timestamp is: \(time.prefix(19))Z, "
                + "oldest acceptable timestamp is: \(oldest)Z',\n"
        }
        return lines.joined() + "user 'fake', total ignored: \(refused.count) out of \(sent) for stream: "
            + selector(stream)
    }

    /// Labels in JSON as Loki writes them: `{a="b", c="d"}`.
    private static func selector(_ stream: Text) -> String {
        let pairs = stream.string.dropFirst().dropLast().split(separator: ",").map { pair in
            pair.split(separator: ":", maxSplits: 1).enumerated().map { index, part in
                index == 0 ? String(part.dropFirst().dropLast()) : String(part)
            }.joined(separator: "=")
        }
        return "{" + pairs.joined(separator: ", ") + "}"
    }
}
