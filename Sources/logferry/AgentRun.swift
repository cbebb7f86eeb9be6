// Why this file exists: an agent is run alike by `logferry run` and by Promtail's command line.

import Agent
import Glibc
import Logging
import Platform
import ServiceLifecycle

/// An agent that runs until a signal.
struct AgentRun {
    // From here on a SIGHUP does not end the process.
    private let hangups = ThreadExecutor.signals([SIGHUP])

    /// Runs until a signal.
    /// - Parameters:
    ///   - path: where the configuration is read again.
    ///   - options: how it is read.
    ///   - importedPositions: Promtail's positions, if they are to be taken over from somewhere.
    ///   - meaningless: flags that were accepted though they mean nothing here.
    func run(
        _ settings: sending AgentSettings, path: String,
        options: AgentSettings.Options = AgentSettings.Options(), importedPositions: String? = nil,
        meaningless: [String] = []
    ) async throws {
        let ownLog = OwnLog(settings.server.log)
        for flag in meaningless {
            ownLog.logger.debug("this flag of Promtail means nothing here", metadata: ["flag": "\(flag)"])
        }
        let serviceManager: ServiceManager?
        do throws(SystemError) {
            serviceManager = try ServiceManager()
        } catch {
            // It will take the agent for one that did not start; the agent ships all the same.
            ownLog.logger.warning(
                "the service manager is not told anything", metadata: ["reason": "\(error)"])
            serviceManager = nil
        }
        let agent: Agent
        do {
            agent = try Agent(
                settings: settings, log: ownLog.logger,
                source: ConfigurationSource(path: path, options: options) { ownLog.apply($0) },
                importedPositions: importedPositions, serviceManager: serviceManager)
        } catch {
            throw failure("\(error)", status: 1)
        }
        try await Services.run(
            [agent, Reloading(agent: agent, hangups: hangups), TargetWatching(agent: agent)],
            log: ownLog.logger)
    }
}

/// Has the agent read its configuration again on SIGHUP. What comes of it stands in the agent's log.
private struct Reloading: Service {
    let agent: Agent
    let hangups: AsyncStream<Int32>

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in hangups { _ = await agent.reload() }
        }
    }
}
