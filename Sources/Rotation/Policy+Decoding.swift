// Why this file exists: reading `rotation` and saying what is wrong with it.

import Configuration
import Platform

extension Policy {
    /// Reads the `rotation` list (`top.mappings("rotation")`). Reports everything that is wrong with it; what is returned
    /// then is not to be used.
    public static func decode(_ readers: [MappingReader], diagnostics: DiagnosticCollector) -> [Policy] {
        []
    }
}
