// Why this file exists: `logferry -config.file=PATH …`, the command line that a Promtail was started with.

import Agent
import ArgumentParser
import Configuration
import Glibc
import Logging
import Platform
import Synchronization

/// What the flags of Promtail ask for.
struct PromtailCommand {
    /// Where Promtail keeps its positions if nothing says where.
    private static let defaultPositions = "/var/log/positions.yaml"

    private let flags: PromtailFlags
    private let seen = SeenConfiguration()

    /// Does what the arguments ask for, and ends the process with the status that comes of it.
    static func main(_ arguments: [String]) async {
        do {
            let flags: PromtailFlags
            do throws(PromtailFlags.Problem) {
                flags = try PromtailFlags(arguments)
            } catch {
                throw failure(
                    "\(error)\nUsage: logferry -config.file=PATH … or logferry <subcommand>, see logferry --help",
                    status: EX_USAGE)
            }
            try await PromtailCommand(flags: flags).run()
        } catch {
            Logferry.exit(withError: error)
        }
    }

    private init(flags: PromtailFlags) { self.flags = flags }

    private func run() async throws {
        if flags.showsHelp { return Output.raw(PromtailFlags.help) }
        if flags.showsVersion { return Output.line("logferry \(logferryVersion)") }
        if flags.readsStandardInput || flags.inspects { return try await runOnInput() }
        guard let path = flags.configurationPath else {
            throw failure("nothing says which configuration: write -config.file=PATH", status: EX_USAGE)
        }
        let run = AgentRun()
        let options = options { [flags] in flags.applied(to: $0) }
        let settings = try ConfigurationFile.load(path, options)
        printConfiguration()
        if flags.checksSyntax { return Check.report(settings, path) }
        if flags.isDryRun { return try await DryRun(settings, importing: importedPositions).run() }
        try await run.run(
            settings, path: path, options: options, importedPositions: importedPositions,
            meaningless: flags.meaningless)
    }

    /// Lines of standard input, through the first scrape configuration.
    private func runOnInput() async throws {
        guard flags.readsStandardInput else {
            throw failure(
                "-inspect shows lines of standard input: add -stdin, or use logferry inspect",
                status: EX_USAGE)
        }
        let input = try StandardInput()
        defer { input.remove() }
        let options = options { [flags, path = input.path] root in
            var root = root
            if flags.isDryRun || flags.inspects { root = PromtailFlags.withSomeClient(root) }
            return PromtailFlags.forInput(
                flags.applied(to: root), at: path, hostname: PromtailFlags.hostname,
                isShipped: !flags.inspects)
        }
        let settings: AgentSettings
        if let path = flags.configurationPath {
            settings = try ConfigurationFile.load(path, options)
        } else {
            let diagnostics = DiagnosticCollector()
            let decoded = AgentSettings.decode(
                [], file: "command line", options: options, diagnostics: diagnostics)
            settings = try ConfigurationFile.checked(
                decoded, diagnostics, "command line", "nothing was started")
        }
        printConfiguration()
        if flags.checksSyntax { return Check.report(settings, flags.configurationPath ?? "command line") }
        if flags.inspects { return try Inspect.show(settings, job: nil, path: nil) }
        try await input.ship(settings, isDryRun: flags.isDryRun)
    }

    private func options(_ revise: @escaping @Sendable (Node) -> Node) -> AgentSettings.Options {
        var options = AgentSettings.Options()
        options.expandsEnvironment = flags.expandsEnvironment
        options.skipUnsupported = flags.skipsUnsupported
        options.revise = { [seen] root in
            let revised = revise(root)
            seen.root.withLock { $0 = revised }
            return revised
        }
        return options
    }

    /// Positions that are taken over from somewhere else than `positions.filename`.
    private var importedPositions: String? {
        if let path = flags.importedPositions { return path }
        let isNamed = seen.root.withLock { $0?["positions"]?["filename"] } != nil
        let isThere = (try? FileStatus.of(path: Self.defaultPositions)) != nil
        return !isNamed && isThere ? Self.defaultPositions : nil
    }

    private func printConfiguration() {
        guard flags.printsConfiguration || flags.printsConfigurationReversed,
            let root = seen.root.withLock({ $0 })
        else { return }
        let text = EffectiveConfiguration(root).text
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        for line in flags.printsConfigurationReversed ? lines.reversed() : Array(lines) {
            Output.error(String(line))
        }
    }

    /// The configuration's values as they were last read.
    private final class SeenConfiguration: Sendable {
        let root = Mutex<Node?>(nil)
    }
}
