// Why this file exists: `logferry check`, which says what is wrong with a configuration and starts nothing.

import Agent
import ArgumentParser
import Rotation

/// Reads a configuration and reports all that is wrong with it.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what is wrong with a configuration; start nothing.",
        discussion: "Ends with exit status 0 when it can be used, else with 2.")

    @Argument(help: ArgumentHelp("The configuration.", valueName: "path"))
    var config = "/etc/logferry/agent.conf"

    @OptionGroup var reading: StrictReadingOptions

    func run() throws {
        let settings = try ConfigurationFile.load(config, reading.options)
        for conflict in LogrotateRules.conflicts(with: settings.rotation) {
            Output.error("\(config): warning: \(conflict)")
        }
        Self.report(settings, config)
    }

    /// Says of a configuration that nothing is wrong with it.
    static func report(_ settings: AgentSettings, _ path: String) {
        let targets = settings.targets.count == 1 ? "1 target" : "\(settings.targets.count) targets"
        let clients = settings.clients.count == 1 ? "1 client" : "\(settings.clients.count) clients"
        let policies = settings.rotation.count == 1 ? "1 policy" : "\(settings.rotation.count) policies"
        var parts = settings.clients.isEmpty ? [] : [targets, clients]
        if !settings.rotation.isEmpty { parts.append(policies + " of rotation") }
        Output.line("\(path): good (\(parts.joined(separator: ", ")))")
        for policy in settings.rotation {
            for right in policy.neededRights {
                Output.line("\(path): \(policy.name).\(right.key): \(right.text)")
            }
        }
    }
}
