// Why this file exists: the page shows the configuration in effect, and most agents are never looked at.

import Configuration
import Synchronization

/// The configuration in effect, made readable when somebody asks.
final class RunningConfiguration: Sendable {
    private enum State {
        case none
        case unread([UInt8])
        case read(String)
    }

    private let options: AgentSettings.Options
    private let state = Mutex(State.none)

    init(_ options: AgentSettings.Options) { self.options = options }

    /// These settings are in effect.
    func apply(_ settings: AgentSettings) { state.withLock { $0 = .unread(settings.text) } }

    /// As YAML, without its secrets; nothing before the first is in effect.
    var text: String {
        state.withLock { state in
            switch state {
            case .none: return ""
            case .read(let text): return text
            case .unread(let bytes):
                let node = AgentSettings.parse(bytes, file: "", options, DiagnosticCollector())
                let text = node.map { EffectiveConfiguration(options.revise($0)).text } ?? ""
                state = .read(text)
                return text
            }
        }
    }
}
