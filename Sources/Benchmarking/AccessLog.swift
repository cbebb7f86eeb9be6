// The lines that the benchmark ships: a web application's JSON log that compresses as a real one does.

import Glibc
import Workbench

/// An endless JSON log, the same for the same seed, about 430 bytes a line.
///
/// Every line has a timestamp without a zone (meaning UTC) to the microsecond, level, message, `seq`
/// counting from 0, method, endpoint, status, duration in seconds, bytes, client_ip, referrer and
/// user_agent; errors also have error_type. One line in fifty is about a call to a language model and has a
/// nested object. A few visitors are on the site at once, each with its own browser, and fetch pages with
/// what belongs to them: that is where an access log's repetition, and so its compression ratio, comes from.
public struct AccessLog {
    /// The number of lines so far, which is the next line's `seq`.
    public private(set) var lineCount = 0

    private var random: SeededRandom
    private let website: Website
    private var visitors: [Visitor] = []
    private var clock = LogClock(secondsSince1970: 1_767_261_600)

    /// The log that belongs to `seed`.
    public init(seed: UInt64) {
        random = SeededRandom(seed: seed)
        website = Website(pageCount: 900, browserCount: 400, random: &random)
        for _ in 0..<Self.visitorsAtOnce {
            visitors.append(Visitor(website: website, random: &random))
        }
    }

    // Chosen so that `gzip -1` comes to the ratio of a public server's log of 10,000 requests in the same
    // format.
    private static let visitorsAtOnce = 6

    /// Appends the next line, with its newline.
    public mutating func appendLine(to output: inout [UInt8]) {
        clock.advance(microseconds: 50 + random.below(3_951))
        let index = random.below(visitors.count)
        guard visitors.indices.contains(index) else { return }
        if visitors[index].requestsLeft <= 0 {
            visitors[index] = Visitor(website: website, random: &random)
        }
        let request = visitors[index].nextRequest(of: website, random: &random)
        append(request, of: visitors[index], to: &output)
        lineCount += 1
    }

    private mutating func append(_ request: Request, of visitor: Visitor, to output: inout [UInt8]) {
        let isModelCall = request.status < 400 && lineCount % 50 == 0
        let outcome = Self.outcome(status: request.status, isModelCall: isModelCall)
        output.append(string: "{\"timestamp\": \"")
        clock.append(to: &output)
        output.append(UInt8(ascii: "\""))
        output.append(key: "level", text: outcome.level.utf8)
        output.append(key: "message", text: outcome.message.utf8)
        output.append(key: "seq", number: lineCount)
        output.append(key: "method", text: request.isHead ? "HEAD".utf8 : "GET".utf8)
        output.append(key: "endpoint", text: request.path)
        output.append(key: "status", number: request.status)
        output.append(key: "duration")
        appendDuration(to: &output)
        output.append(key: "bytes", number: request.bodyBytes)
        output.append(key: "client_ip", text: visitor.address)
        output.append(key: "referrer", text: request.referrer)
        output.append(key: "user_agent", text: visitor.userAgent)
        if request.status >= 500 {
            output.append(key: "error_type", text: (Self.errorTypes.pick(&random) ?? "").utf8)
        }
        if isModelCall { appendModelCall(to: &output) }
        output.append(string: "}\n")
    }

    private static let errorTypes = ["TimeoutError", "ValueError", "UpstreamError"]

    /// The level and the message, the latter escaped as in a JSON string.
    private static func outcome(status: Int, isModelCall: Bool) -> (level: String, message: String) {
        switch status {
        case 500...: ("ERROR", #"Request failed: \"upstream\" did not answer in time"#)
        case 400...: ("WARNING", "Request completed")
        default: ("INFO", isModelCall ? "AI model call successful" : "Request completed")
        }
    }

    /// The nested part of a log line about a call to a language model.
    private mutating func appendModelCall(to output: inout [UInt8]) {
        output.append(key: "model", text: "model-large".utf8)
        output.append(key: "prompt_length", number: 10 + random.below(4_000))
        output.append(key: "response_length", number: 10 + random.below(9_000))
        output.append(string: ", \"tokens\": {\"prompt\": ")
        output.append(decimal: 5 + random.below(900))
        output.append(string: ".5, \"completion\": ")
        output.append(decimal: 5 + random.below(2_000))
        output.append(string: ".25}")
    }

    /// Seconds to the microsecond, log-normal around 50 ms: most requests are quick, a few take very long.
    private mutating func appendDuration(to output: inout [UInt8]) {
        var normal = -6.0
        for _ in 0..<12 { normal += random.fraction() }
        let microseconds = Int(min(exp(normal - 3), 100) * 1e6)
        output.append(decimal: microseconds / 1_000_000)
        output.append(UInt8(ascii: "."))
        output.append(decimal: microseconds % 1_000_000, width: 6)
    }
}
