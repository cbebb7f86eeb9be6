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
        reportRights(settings.rotation, path)
    }

    /// Where the package puts what lets the service do more.
    private static let dropIn = "/usr/share/logferry/systemd/rotation-as-root.conf"

    /// Names what policies want that an ordinary user may not do, and the command that lets the service do it.
    private static func reportRights(_ policies: [Policy], _ path: String) {
        let user = ServiceUser(named: "logferry")
        var wantsMore = false
        for policy in policies {
            let rights = policy.neededRights
            for right in rights { Output.line("\(path): \(policy.name).\(right.key): \(right.text)") }
            let closed = user.map { policy.directories(closedTo: $0) } ?? []
            for directory in closed {
                Output.line("\(path): \(policy.name).paths: the user logferry may not write in \(directory)")
            }
            wantsMore = wantsMore || !rights.isEmpty || !closed.isEmpty
        }
        guard wantsMore else { return }
        Output.line(
            "\(path): logferry.service may do that after: install -D -m 0644 \(dropIn) "
                + "/etc/systemd/system/logferry.service.d/rotation-as-root.conf && systemctl daemon-reload "
                + "&& systemctl restart logferry")
    }
}
