// Why this file exists: a demo line follows from its number and time alone, so whoever receives it can check every byte.

import Platform

/// The log lines of an AI assistant's web API: one JSON object each, about 200 bytes.
///
/// A line has `timestamp` (see `LogClock`), `level`, `message`, `seq`, `method`, `endpoint`, `status` and `duration`
/// in seconds; a call of a language model has `model` and `tokens` too, a failure `error_type`.
public enum ApplicationLine {
    /// How much a line matters.
    public enum Level: String, Sendable, CaseIterable {
        /// Something worth knowing only when looking for a fault.
        case debug = "DEBUG"
        /// Something that went as it should.
        case info = "INFO"
        /// Something that did not.
        case warning = "WARNING"
        /// A request that failed.
        case error = "ERROR"
    }

    /// Appends the line of this number at this time, in microseconds since the Unix epoch, with its newline.
    public static func append(
        _ seq: Int64, at microseconds: Int64, clock: inout LogClock, to output: ByteBuffer
    ) {
        var draw = Draw(seq)
        let event = events[draw.event]
        output.append(literal: "{\"timestamp\": \"")
        clock.append(microseconds, to: output)
        output.append(literal: "\", \"level\": \"")
        output.append(event.level.rawValue)
        output.append(literal: "\", \"message\": \"")
        output.append(literal: event.message)
        output.append(literal: "\", \"seq\": ")
        output.append(decimal: seq)
        output.append(literal: ", \"method\": \"")
        output.append(literal: event.method)
        output.append(literal: "\", \"endpoint\": \"")
        output.append(literal: event.endpoint)
        output.append(literal: "\", \"status\": ")
        output.append(decimal: event.status)
        output.append(literal: ", \"duration\": ")
        appendSeconds(event.slowest / 20 + draw.below(event.slowest), to: output)
        if event.callsModel { appendModelCall(&draw, to: output) }
        if let errorType = event.errorType {
            output.append(literal: ", \"error_type\": \"")
            output.append(literal: errorType)
            output.append(literal: "\"")
        }
        output.append(literal: "}\n")
    }

    /// The level that the line of this number has.
    public static func level(of seq: Int64) -> Level { events[Draw(seq).event].level }

    private static func appendSeconds(_ microseconds: Int64, to output: ByteBuffer) {
        output.append(decimal: microseconds / 1_000_000)
        output.append(literal: ".")
        output.append(sixDigits: microseconds % 1_000_000)
    }

    private static func appendModelCall(_ draw: inout Draw, to output: ByteBuffer) {
        output.append(literal: ", \"model\": \"")
        output.append(literal: draw.below(3) == 0 ? "assistant-large" : "assistant-small")
        output.append(literal: "\", \"tokens\": {\"prompt\": ")
        output.append(decimal: 12 + draw.below(900))
        output.append(literal: ", \"completion\": ")
        output.append(decimal: 20 + draw.below(1_800))
        output.append(literal: "}")
    }

    struct Event: Sendable {
        var share: Int64
        var level = Level.info
        var message: StaticString = "Request completed"
        var method: StaticString = "GET"
        var endpoint: StaticString
        var status: Int64 = 200
        /// Microseconds.
        var slowest: Int64 = 60_000
        var callsModel = false
        var errorType: StaticString?
    }

    /// What happens in the application, and in how many of 1,000 lines. Two messages need escapes, and one more than
    /// ASCII, as real ones do.
    static let events = [
        Event(share: 340, message: "Request completed", endpoint: "/api/conversations"),
        Event(share: 250, method: "POST", endpoint: "/api/messages", status: 201, slowest: 180_000),
        Event(share: 150, endpoint: "/api/models", slowest: 9_000),
        Event(share: 90, level: .debug, message: "Cache hit", endpoint: "/api/models", slowest: 400),
        Event(
            share: 80, message: "AI model call successful", method: "POST", endpoint: "/api/chat",
            slowest: 4_000_000, callsModel: true),
        Event(
            share: 30, message: "Conversation renamed to \\\"Café in Zürich\\\"", method: "PUT",
            endpoint: "/api/conversations", slowest: 25_000),
        Event(
            share: 30, level: .warning, message: "Rate limit reached", method: "POST", endpoint: "/api/chat",
            status: 429, slowest: 2_000),
        Event(
            share: 18, level: .error, message: "AI model call failed: \\\"deadline exceeded\\\"",
            method: "POST",
            endpoint: "/api/chat", status: 504, slowest: 9_000_000, callsModel: true,
            errorType: "TimeoutError"),
        Event(
            share: 12, level: .error, message: "Request failed", method: "POST", endpoint: "/api/upload",
            status: 500, slowest: 300_000, errorType: "ValueError"),
    ]

    /// The random choices of one line: SplitMix64 (Steele, Lea, Flood, 2014), seeded by its number.
    private struct Draw {
        private var state: UInt64
        private(set) var event = 0

        init(_ seq: Int64) {
            state = UInt64(bitPattern: seq) &* 0x9E37_79B9_7F4A_7C15
            var rest = below(1000)
            while rest >= ApplicationLine.events[event].share, event < ApplicationLine.events.count - 1 {
                rest -= ApplicationLine.events[event].share
                event += 1
            }
        }

        mutating func below(_ bound: Int64) -> Int64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            mixed ^= mixed >> 31
            return Int64(truncatingIfNeeded: mixed.multipliedFullWidth(by: UInt64(max(1, bound))).high)
        }
    }
}
