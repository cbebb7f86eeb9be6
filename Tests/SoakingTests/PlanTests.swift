// A seed that found something must do the same things again.

import Testing

@testable import Soaking

@Suite struct PlanTests {
    private func settings(_ seed: UInt64) -> SoakSettings {
        var settings = SoakSettings.brief
        settings.seed = seed
        return settings
    }

    /// The first steps of everything that is drawn.
    private func steps(_ plan: SoakPlan) -> [String] {
        var all: [String] = []
        var (life, weather, answers) = (plan.life, plan.weather(client: 0), plan.answers(client: 0))
        for _ in 0..<100 {
            all.append("\(life.next()) \(weather.next()) \(answers.next().map(\.rawValue) ?? "-")")
        }
        for index in plan.applications.indices {
            var script = plan.script(application: index)
            for _ in 0..<100 { all.append("\(script.next())") }
        }
        return all
    }

    @Test func aSeedIsAPlan() {
        #expect(steps(SoakPlan(settings(7))) == steps(SoakPlan(settings(7))))
        #expect(steps(SoakPlan(settings(7))) != steps(SoakPlan(settings(8))))
    }

    @Test(arguments: [0, 1, 2, 3])
    func everyKindAndEveryFormatHasAFile(seed: UInt64) {
        let plan = SoakPlan(settings(seed))
        #expect(Set(plan.files.map(\.kind)) == Set(RotationKind.allCases))
        #expect(Set(plan.files.map(\.format)) == Set(LineFormat.allCases))
        #expect(plan.files.map(\.number) == Array(plan.files.indices))
        #expect(plan.applications.joined().map(\.number).sorted() == Array(plan.files.indices))
        #expect(Set(plan.files.map(\.name)).count == plan.files.count)
    }

    @Test func oneKindIsTriedWithEveryFormat() {
        var settings = settings(1)
        settings.kinds = [.create]
        settings.applications = 9
        let plan = SoakPlan(settings)
        #expect(plan.files.map(\.kind) == Array(repeating: .create, count: 5))
        #expect(Set(plan.files.map(\.format)).count == 5)
        #expect(plan.applications.count == 5)
    }

    @Test func nothingToTryIsNoFile() {
        var settings = settings(1)
        settings.formats = []
        #expect(SoakPlan(settings).files.isEmpty)
        #expect(SoakPlan(settings).applications.isEmpty)
    }

    @Test(arguments: [1, 2, 3])
    func withinTenSecondsEverythingHappens(seed: UInt64) {
        let plan = SoakPlan(settings(seed))
        var life = plan.life
        var time = 0
        var endings: [LifeScript.Ending] = []
        while time < 10_000 {
            let step = life.next()
            time += step.run
            if case .milliseconds(let gone) = step.gone { time += gone }
            endings.append(step.ending)
        }
        #expect(endings.count >= 4)
        #expect(endings.contains { $0 != .stop })
        var rotations = 0
        for index in plan.applications.indices {
            var script = plan.script(application: index)
            var time = 0
            while time < 10_000 {
                let step = script.next()
                time += step.pause
                if case .rotate = step.action { rotations += 1 }
                #expect(plan.applications[index].contains { $0.number == step.file })
            }
        }
        #expect(rotations >= 14)
    }

    @Test func theRateIsKeptOnTheAverage() {
        let plan = SoakPlan(settings(5))
        var lines = 0
        for index in plan.applications.indices {
            var script = plan.script(application: index)
            var time = 0
            while time < 1_000_000 {
                let step = script.next()
                time += step.pause
                if case .write(let count) = step.action, count < 600 { lines += count }
            }
        }
        // Besides bursts; steps that do something else write nothing.
        #expect((200_000..<620_000).contains(lines))
    }

    @Test func badAnswersAreAsManyAsAskedFor() {
        var draw = AnswerDraw(seed: 1, badPerMille: 120)
        let answers = (0..<10_000).map { _ in draw.next() }
        #expect((1_000..<1_400).contains(answers.filter { $0 != nil }.count))
        #expect((20..<150).contains(answers.filter { $0 == .never }.count))
        #expect(Set(answers.compactMap(\.self)).count == BadAnswer.allCases.count)
    }

    @Test func logrotateIsToldWhatTheKindSays() {
        #expect(
            RotationKind.delaycompress.configuration(path: "/log/a.log", oldDirectory: "/old") == """
                "/log/a.log" {
                    rotate 100000
                    missingok
                    create
                    compress
                    delaycompress
                }

                """)
        #expect(RotationKind.move.configuration(path: "/log/a.log", oldDirectory: "/old") == nil)
        #expect(RotationKind.olddir.directives(oldDirectory: "/old")?.last == "olddir /old")
    }
}
