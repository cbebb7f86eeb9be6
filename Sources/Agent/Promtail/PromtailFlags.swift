// Why this file exists: whoever comes from Promtail keeps the command line that starts it.

import Configuration

/// What a command line in Promtail's spelling says.
///
/// As the flag package of Go has it, which Promtail uses: one dash or two, `-flag=value` or `-flag value`, a Boolean as
/// `-flag` or `-flag=false`; of a flag that stands twice the last counts.
public struct PromtailFlags: Hashable, Sendable {
    /// What is wrong with a command line, with what to write instead.
    public struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        /// The sentence.
        public let description: String
    }

    /// A value for a key of the configuration.
    public struct Setting: Hashable, Sendable {
        /// The flag as it was written, without its value.
        public let flag: String
        /// The keys that lead to the value, outermost first.
        public let keys: [String]
        /// The value's text.
        public let value: String
    }

    /// `-config.file`: the configuration.
    public var configurationPath: String?
    /// `-config.expand-env`: variables of the environment are filled in.
    public var expandsEnvironment = false
    /// `-check-syntax`: only says what is wrong with the configuration.
    public var checksSyntax = false
    /// `-dry-run`: entries are printed instead of sent.
    public var isDryRun = false
    /// `-inspect`: shows what each stage does to each line.
    public var inspects = false
    /// `-stdin`: the lines are those of standard input.
    public var readsStandardInput = false
    /// `-print-config-stderr`: the configuration is printed as it is in effect.
    public var printsConfiguration = false
    /// `-log-config-reverse-order`: the same, from the last line to the first.
    public var printsConfigurationReversed = false
    /// `-version`
    public var showsVersion = false
    /// `-help`
    public var showsHelp = false
    /// `-import-positions`, the agent's own: Promtail's positions, where they are not in `positions.filename`.
    public var importedPositions: String?
    /// `-skip-unsupported`, the agent's own: sections for other sources than files are only warned of.
    public var skipsUnsupported = false
    /// Values of keys, in the order of the flags.
    public var settings: [Setting] = []
    /// Values of keys of a client, in the order of the flags.
    public var clientSettings: [Setting] = []
    /// `-client.external-labels`
    public var externalLabels: [String: String] = [:]
    /// Flags that have no meaning here, as they were written.
    public var meaningless: [String] = []

    /// Nothing said.
    public init() {}

    /// Reads a command line.
    /// - Parameter arguments: those behind the program's name.
    public init(_ arguments: [String]) throws(Problem) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard let (written, name, joined) = Self.split(argument) else {
                throw Problem(
                    description:
                        "'\(argument)' is no flag, and nothing else is expected here; the value of a Boolean flag "
                        + "is written with '=': -dry-run=true")
            }
            guard let meaning = Self.meanings[name] else { throw Self.unknown(written, name) }
            let value: String
            switch (meaning.isBoolean, joined) {
            case (true, nil): value = "true"
            case (_, let joined?): value = joined
            case (false, nil):
                guard let next = rest.popFirst() else {
                    throw Problem(description: "\(written) needs a value: \(written)=…")
                }
                value = next
            }
            try take(meaning, written, value)
        }
    }

    /// True if a command line is one of Promtail's: it begins with a flag that is not one of the program's own.
    public static func areMeant(by arguments: [String]) -> Bool {
        guard let first = arguments.first, split(first) != nil else { return false }
        guard !ownFlags.contains(where: { $0.hasSuffix("-") ? first.hasPrefix($0) : first == $0 }) else {
            return arguments.dropFirst().first.flatMap(split) != nil
        }
        return true
    }

    /// What the program's own command line may begin with.
    private static let ownFlags = [
        "-h", "--help", "--version", "--generate-completion-script", "--experimental-",
    ]

    /// The flag as it was written, its name, and the value behind '='; nil for what is none.
    private static func split(_ argument: String) -> (written: String, name: String, value: String?)? {
        var name = Substring(argument)
        guard name.first == "-" else { return nil }
        name.removeFirst()
        if name.first == "-" { name.removeFirst() }
        guard let first = name.first, first != "-", first != "=" else { return nil }
        guard let equals = name.utf8.firstIndex(of: UInt8(ascii: "=")) else {
            return (argument, String(name), nil)
        }
        return (
            String(argument[..<equals]), String(name[..<equals]),
            String(name[name.utf8.index(after: equals)...])
        )
    }

    private static func unknown(_ written: String, _ name: String) -> Problem {
        let known = meanings.keys.sorted()
        let near = Suggestions.nearest(name, among: known)
        return Problem(
            description: "unknown flag '\(written)'; "
                + (near.map { "did you mean -\($0)?" }
                    ?? "logferry -config.file=PATH -help lists those of Promtail that are known"))
    }

    private mutating func take(_ meaning: Meaning, _ written: String, _ value: String) throws(Problem) {
        switch meaning {
        case .switch(let path): self[keyPath: path] = try Self.boolean(value, written)
        case .text(let path): self[keyPath: path] = value
        case .setting(let keys): settings.append(Setting(flag: written, keys: keys, value: value))
        case .switchSetting(let keys):
            let isOn = try Self.boolean(value, written)
            settings.append(Setting(flag: written, keys: keys, value: isOn ? "true" : "false"))
        case .client(let keys): clientSettings.append(Setting(flag: written, keys: keys, value: value))
        case .switchClient(let keys):
            let isOn = try Self.boolean(value, written)
            clientSettings.append(Setting(flag: written, keys: keys, value: isOn ? "true" : "false"))
        case .labels:
            for pair in value.split(separator: ",") {
                guard let equals = pair.utf8.firstIndex(of: UInt8(ascii: "=")), equals > pair.startIndex
                else {
                    throw Problem(
                        description:
                            "\(written): '\(pair)' is no label; write name=value, with ',' between two")
                }
                externalLabels[String(pair[..<equals])] = String(pair[pair.utf8.index(after: equals)...])
            }
        case .nothing: meaningless.append(written)
        case .switchOfNothing:
            _ = try Self.boolean(value, written)
            meaningless.append(written)
        }
    }

    private static func boolean(_ text: String, _ written: String) throws(Problem) -> Bool {
        switch text {
        case "1", "t", "T", "true", "TRUE", "True": return true
        case "0", "f", "F", "false", "FALSE", "False": return false
        default: throw Problem(description: "\(written): '\(text)' is not a Boolean; write true or false")
        }
    }
}
