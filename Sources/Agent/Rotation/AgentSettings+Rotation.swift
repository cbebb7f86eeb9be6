// Why this file exists: an agent.conf may do nothing but rotate.

import Configuration
import Rotation

extension AgentSettings {
    /// True if the configuration has nothing to ship and says so by leaving out what says what.
    static func rotatesOnly(_ top: MappingReader) -> Bool {
        top.keys.contains("rotation")
            && !top.keys.contains { ["scrape_configs", "clients", "client"].contains($0) }
    }

    mutating func decodeRotation(_ top: inout MappingReader) {
        guard top.isPresent("rotation") else { return }
        rotation = Policy.decode(top.mappings("rotation") ?? [], diagnostics: top.diagnostics)
    }
}
