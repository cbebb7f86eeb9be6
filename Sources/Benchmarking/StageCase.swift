// Which stages are measured by themselves, each over lines of its kind, is data: a new one is an entry in a list.

/// A stage, or a few, whose cost for each line is measured.
public struct StageCase: Equatable, Sendable {
    /// Names the row of the table.
    public var name: String
    /// Stages that must run before, as YAML; their cost is not counted.
    public var before: String
    /// What is measured, as YAML.
    public var stages: String
    /// The lines that it runs over.
    public var lines: StageLines
    /// True if the lines are analysed, too, which is measured then.
    public var isAnalysed: Bool

    init(
        _ name: String, over lines: StageLines, before: String = "", isAnalysed: Bool = false,
        _ stages: String
    ) {
        self.isAnalysed = isAnalysed
        self.name = name
        self.before = before
        self.stages = stages
        self.lines = lines
    }

    private static let time = "- logfmt: {mapping: {t: time}}"

    /// Everything that is measured, in the table's order.
    public static let all = [
        StageCase("json, 2 keys", over: .json, "- json: {expressions: {level: , message: }}"),
        StageCase(
            "json, a path of 2 keys", over: .json, "- json: {expressions: {path: request.path}}"),
        StageCase(
            "json, the same computed", over: .json, "- json: {expressions: {path: 'request | path'}}"),
        StageCase(
            "json, 2 keys and a function", over: .json,
            "- json: {expressions: {level: , message: , size: 'length(message)'}}"),
        StageCase(
            "logfmt, 4 keys", over: .logfmt(time: "2026-01-02T03:04:05.678901Z"),
            "- logfmt: {mapping: {level: , msg: , duration: , status: }}"),
        StageCase(
            "regex, 5 groups", over: .access,
            #"""
            - regex:
                expression: '^(?P<ip>\S+) \S+ \S+ \[(?P<time>[^\]]+)\] "(?P<request>[^"]*)" (?P<status>\d{3}) (?P<size>\d+)'
            """#),
        StageCase(
            "regex, 9 groups", over: .access,
            #"""
            - regex:
                expression: '^(?P<ip>\S+) (?P<identity>\S+) (?P<user>\S+) \[(?P<time>[^\]]+)\] "(?P<method>[^" ]+) (?P<path>[^" ]+) (?P<protocol>[^"]+)" (?P<status>\d{3}) (?P<size>\d+)'
            """#),
        StageCase(
            "regex, 9 groups, ambiguous", over: .access,
            #"""
            - regex:
                expression: '^(?P<ip>\S+) (?P<identity>\S+) (?P<user>\S+) \[(?P<time>.*)\] "(?P<method>\S+) (?P<path>\S+) (?P<protocol>\S+)" (?P<status>\d{3}) (?P<size>\d+)'
            """#),
        StageCase(
            "timestamp, RFC3339Nano", over: .logfmt(time: "2026-01-02T03:04:05.678901Z"), before: time,
            "- timestamp: {source: t, format: RFC3339Nano}"),
        StageCase(
            "timestamp, Go layout", over: .logfmt(time: "\"02 Jan 2026 03:04:05.678 +0100\""), before: time,
            "- timestamp: {source: t, format: '02 Jan 2006 15:04:05.000 -0700'}"),
        StageCase(
            "timestamp, Unix", over: .logfmt(time: "1767323045.678"), before: time,
            "- timestamp: {source: t, format: Unix}"),
        StageCase(
            "match, one line filter", over: .access,
            #"- match: {selector: '{job="bench"} |= "/checkout"', action: drop}"#),
        StageCase("drop, expression", over: .access, #"- drop: {expression: '" 5\d\d '}"#),
        StageCase(
            "replace, one group", over: .access, #"- replace: {expression: '^(\S+)', replace: '-'}"#),
        StageCase(
            "template, one function", over: .json, before: "- json: {expressions: {level: }}",
            "- template: {source: level, template: '{{ ToUpper .Value }}'}"),
        StageCase(
            "template, two values and a condition", over: .json,
            before: "- json: {expressions: {level: , message: }}",
            #"- template: {source: message, template: '{{ if eq .level "error" }}!{{ end }}{{ .level }}: {{ .Value }}'}"#
        ),
        StageCase(
            "replace, a template", over: .access,
            "- replace: {expression: '^(\\S+)', replace: '{{ TrimPrefix .Value \"203.\" }}'}"),
        StageCase("docker", over: .docker, "- docker: {}"),
        StageCase("cri", over: .cri, "- cri: {}"),
        StageCase("multiline, blocks of 4", over: .blocks, #"- multiline: {firstline: '^\d{4}-'}"#),
        StageCase("pack, one label", over: .access, "- pack: {labels: [job]}"),
        StageCase("sampling", over: .access, "- sampling: {rate: 0.5}"),
        StageCase(
            "limit", over: .access, "- limit: {rate: 100000000, burst: 100000000, drop: true}"),
        StageCase(
            "labels, one", over: .json, before: "- json: {expressions: {level: }}", "- labels: {level: }"),
        StageCase(
            "metrics, lines and bytes", over: .access,
            """
            - metrics:
                lines_total: {type: Counter, config: {match_all: true, action: inc}}
                bytes_total: {type: Counter, config: {match_all: true, count_entry_bytes: true, action: add}}
            """),
        StageCase(
            "metrics, histogram of durations", over: .logfmt(time: "2026-01-02T03:04:05.678901Z"),
            before: "- logfmt: {mapping: {duration: }}",
            "- metrics: {duration: {type: Histogram, config: {buckets: [0.1, 0.5, 1, 5, 10]}}}"),
        StageCase("analysis", over: .requests, isAnalysed: true, ""),
        StageCase(
            "analysis, in the scan of a json stage", over: .requests,
            before: "- json: {expressions: {level: , message: }}", isAnalysed: true, ""),
        StageCase("static_labels, one", over: .json, "- static_labels: {team: a}"),
        StageCase(
            "output", over: .json, before: "- json: {expressions: {message: }}", "- output: {source: message}"
        ),
    ]
}

/// Lines for a stage to run over.
public enum StageLines: Equatable, Sendable {
    /// JSON objects of five keys.
    case json
    /// What an application logs of its requests, and now and then of an error.
    case requests
    /// Pairs of keys and values, `time` first.
    case logfmt(time: String)
    /// The combined log format.
    case access
    /// What Docker's json-file logging driver writes.
    case docker
    /// What container runtimes write for Kubernetes.
    case cri
    /// A line with a time, and three without.
    case blocks

    /// So many bytes of lines at least, the same at every call.
    func make(bytes: Int) -> [String] {
        var lines: [String] = []
        var size = 0
        while size < bytes {
            let line = line(lines.count)
            size += line.utf8.count + 1
            lines.append(line)
        }
        return lines
    }

    private func line(_ number: Int) -> String {
        let level = ["info", "warn", "error", "debug"][number % 4]
        let path = ["/", "/cart", "/checkout", "/search?q=ferry", "/assets/logo.svg"][number % 5]
        switch self {
        case .json:
            return
                #"{"time":"2026-01-02T03:04:05.678901Z","level":"\#(level)","message":"served \#(path) for visitor \#(number)","status":\#(200 + number % 4),"request":{"path":"\#(path)","ms":1.\#(number)}}"#
        case .requests:
            return
                #"{"timestamp":"2026-01-02T03:04:05.\#(100_000 + number % 800_000)","level":"\#(number % 50 == 0 ? "ERROR" : "INFO")","message":"Request completed","method":"GET","endpoint":"\#(path)","status":\#(200 + number % 4),"duration":0.\#(1_000 + number * 7 % 9_000)}"#
        case .logfmt(let time):
            return
                #"time=\#(time) level=\#(level) caller=main.go:\#(number) msg="served \#(path)" status=\#(200 + number % 4) duration=1.\#(number)ms bytes=\#(number * 7)"#
        case .access:
            return
                #"203.0.113.\#(number % 250) - - [02/Jan/2026:03:04:05 +0000] "GET \#(path) HTTP/1.1" \#(200 + number % 4) \#(number * 7) "-" "Mozilla/5.0 (X11; Linux x86_64)""#
        case .docker:
            return
                #"{"log":"level=\#(level) msg=\"served \#(path)\" visitor=\#(number)\n","stream":"stdout","time":"2026-01-02T03:04:05.678901234Z"}"#
        case .cri:
            return
                "2026-01-02T03:04:05.678901234Z stdout F level=\(level) served \(path) for visitor \(number)"
        case .blocks:
            return number % 4 == 0
                ? "2026-01-02 03:04:05,678 ERROR served \(path) for visitor \(number)"
                : "    at com.example.shop.Handler.serve\(number)(Handler.java:\(number))"
        }
    }
}
