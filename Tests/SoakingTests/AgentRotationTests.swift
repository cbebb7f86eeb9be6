// A policy that does not say what the kind promises would try out something else.

import Testing

@testable import Soaking

@Suite struct AgentRotationTests {
    private func policy(_ kind: RotationKind) -> String? {
        AgentRotation(
            kind: kind, path: "/log/a.log", size: 65_536, keeps: 2, oldDirectory: "/old", marker: "/reopen/a",
            pidFile: "/reopen/a.pid"
        ).text
    }

    @Test func eachKindOfTheAgentHasAPolicyAndNoneOfLogrotate() {
        for kind in RotationKind.allCases {
            #expect((policy(kind) != nil) == kind.isByAgent)
            if kind.isByAgent { #expect(kind.configuration(path: "/log/a.log", oldDirectory: "/old") == nil) }
            if kind.isByAgent { #expect(!kind.leavesArchive) }
        }
        #expect(RotationKind.allCases.filter(\.isByAgent).count == 8)
    }

    @Test func aPolicyIsAnElementOfTheList() {
        #expect(
            policy(.agentdate) == """
                - paths: ["/log/a.log"]
                  method: rename
                  create: true
                  compress: true
                  dateext: true
                  dateformat: "-%Y%m%d-%s"
                  size: 65536
                  rotate: 2
                  missingok: true
                  postrotate: "touch '/reopen/a'"
                  olddir: "/old"

                """)
        #expect(
            policy(.agentsignal)?.contains("  signal: {pidfile: \"/reopen/a.pid\", name: USR1}\n") == true)
        #expect(policy(.agentcollapse)?.contains("postrotate") == false)
    }

    @Test func aConfigurationHasThePoliciesOfItsFilesOnly() {
        var configuration = SoakConfiguration(
            logDirectory: "/log", oldDirectory: "/old", stateDirectory: "/state", pushURLs: [], run: 1)
        #expect(!configuration.text.contains("rotation:"))
        configuration.rotations = [.agentcollapse, .create].map {
            AgentRotation(
                kind: $0, path: "/log/a.log", size: 1, keeps: 2, oldDirectory: "/old", marker: "", pidFile: ""
            )
        }
        #expect(
            configuration.text.hasSuffix(
                "rotation:\n\(policy(.agentcollapse)?.replacing("65536", with: "1") ?? "")"))
    }

    @Test func everyStepHasItsTurn() {
        var settings = SoakSettings()
        settings.kinds = [.agentcollapse]
        settings.stepsInTurn = 3
        var life = SoakPlan(settings).life
        let traps = (0..<7).map { _ in life.next().trap }
        #expect(traps.map { $0?.call } == [1, 1, 2, 2, 3, 3, 1])
        #expect(Set(traps.compactMap { $0?.thread }) == ["rotation", "ferry"])
    }

    @Test func onlyWhatTheAgentRotatesIsKilledAtAStep() {
        var settings = SoakSettings()
        settings.kinds = [.create]
        var life = SoakPlan(settings).life
        #expect((0..<200).allSatisfy { _ in life.next().trap == nil })
        settings.kinds = [.create, .agentdelay]
        life = SoakPlan(settings).life
        #expect((20..<80).contains((0..<200).filter { _ in life.next().trap != nil }.count))
    }
}
