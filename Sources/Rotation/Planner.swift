// Why this file exists: what a rotation does is decided in values, so that a dry run shows it and a test tries it without a
// file.

import Platform

/// Decides what one pass over one policy does.
public enum Planner {
    /// What is to be done now.
    ///
    /// Depends on its arguments alone. Once a plan has been performed, another one for the same moment has no steps.
    public static func plan(_ policy: Policy, _ scene: Scene) -> Plan {
        Plan()
    }
}
