// What a policy says of itself.

import Testing

@testable import Rotation

@Suite struct PolicyTests {
    @Test func aLogIsRenamedIfItsProgramIsToldToOpenItAgainElseCollapsed() {
        var policy = Policy(name: "rotation[0]", patterns: ["/var/log/app.log"])
        #expect(policy.effectiveMethod == .collapse)
        policy.scripts.before = "true"
        #expect(policy.effectiveMethod == .collapse)
        policy.scripts.after = "kill -HUP 1"
        #expect(policy.effectiveMethod == .rename)
        policy.scripts.after = nil
        policy.signal = Policy.Signal(.unit("app.service"), number: 1, name: "HUP")
        #expect(policy.effectiveMethod == .rename)
        policy.method = .copytruncate
        #expect(policy.effectiveMethod == .copytruncate)
    }
}
