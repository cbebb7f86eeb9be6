import TestSupport
import Testing

@testable import Analysis

@Suite("The window of an analysis")
struct WindowTests {
    private let hour = 3600 * second

    private func request(_ secondsAgo: Int64, of now: Int64 = noon) -> Entry {
        Entry(time: now - secondsAgo * second, message: "request")
    }

    private func total(_ analyzer: Analyzer, _ range: Int64? = nil, now: Int64 = noon) -> UInt64 {
        analyzer.report(range: range, now: now).requests.totalRequests
    }

    @Test("goes by the entries' own times")
    func goesByTimes() {
        let analyzer = Analyzer(.last(hour), [0, 50, 200, 350, 1000, 3000, 3599].map { request($0) })
        #expect(total(analyzer) == 7)
        #expect(total(analyzer, 60 * second) == 2)
        #expect(total(analyzer, 300 * second) == 3)
        #expect(total(analyzer, 1800 * second) == 5)
        #expect(total(analyzer, 24 * hour) == 7)
    }

    @Test("goes on with the clock, whether entries come or not")
    func goesOn() {
        let analyzer = Analyzer(.last(hour), [request(0)])
        #expect(total(analyzer, now: noon + 3599 * second) == 1)
        #expect(total(analyzer, now: noon + 3600 * second) == 0)
    }

    @Test("takes what is late as long as it is in it, and counts what is older as that")
    func takesLateEntries() {
        let analyzer = Analyzer(.last(hour), [0, 3000, 100, 3600, 5000].map { request($0) })
        #expect(total(analyzer) == 3)
        #expect(analyzer.ignored.tooOld == 2)
        #expect(analyzer.ignored.future == 0)
        #expect(analyzer.entries == 5)
    }

    @Test("is not pushed away by what claims to be of the future")
    func staysInPlace() {
        var analyzer = Analyzer(.last(hour), [request(10), request(-300)])
        analyzer.take(Entry(time: noon + 86_400 * second, level: "ERROR", message: "request"))
        analyzer.take(Entry(time: .max, message: "request"))
        analyzer.take(Entry(time: .min, message: "request"))
        #expect(total(analyzer) == 2)
        #expect(analyzer.report(now: noon).errors.recentErrors.isEmpty)
        #expect(analyzer.ignored.tooOld == 1)
        #expect(analyzer.ignored.future == 2)
    }

    @Test("has everything where it is about everything")
    func hasEverything() {
        let times = [Int64.min, -1, 0, noon, .max]
        let entries = times.map { Entry(time: $0, level: "ERROR", message: "request") }
        let analyzer = Analyzer(.everything(after: nil), entries)
        #expect(total(analyzer) == 5)
        #expect(analyzer.report(now: noon).errors.recentErrors.count == 5)
        let later = Analyzer(.everything(after: 0), entries)
        #expect(total(later) == 2)
        #expect(later.ignored.tooOld == 3)
    }

    @Test("meets a range within a tenth of it over a day of entries")
    func isClose() {
        let day = 24 * hour
        var analyzer = Analyzer(.last(day))
        for number in 0...(2 * 86_400 / 20) as ClosedRange<Int64> {
            let now = noon - 2 * day + number * 20 * second
            analyzer.take(Entry(time: now, message: "request"), now: now)
        }
        for seconds in [300, 900, 3600, 6 * 3600, 24 * 3600] as [Int64] {
            let (found, exact) = (Double(total(analyzer, seconds * second)), Double(seconds) / 20)
            #expect(abs(found - exact) <= 0.1 * exact, "\(seconds) s")
        }
    }

    @Test("becomes longer or shorter without forgetting what belongs to it")
    func changes() {
        var analyzer = Analyzer(.last(hour), [10, 1000, 3000].map { request($0) })
        analyzer.change(to: .last(2 * hour), now: noon)
        analyzer.take(request(5000), now: noon)
        #expect(total(analyzer) == 4)
        analyzer.change(to: .last(1800 * second), now: noon)
        #expect(total(analyzer) == 2)
        #expect(analyzer.footprint > 0)
    }

    @Test("keeps its memory, whatever the entries are, and every entry")
    func isBounded() {
        var generator = SeededGenerator(seed: 7)
        var analyzer = Analyzer(.last(hour))
        var most = 0
        for number in 0..<15_000 {
            let duration = Double.random(in: 0..<1, using: &generator)
            analyzer.take(
                Entry(
                    time: noon - Int64.random(in: 0..<3600, using: &generator) * second, level: "ERROR",
                    errorType: "E\(number % 300)", endpoint: "/\(number % 1000)", model: "m\(number % 90)",
                    duration: duration * duration * duration * 100))
            most = max(most, analyzer.footprint)
        }
        #expect(most <= AnalysisLimits.windowBytes)
        let report = analyzer.report(now: noon)
        #expect(report.requests.totalRequests == 15_000)
        #expect(report.requests.endpoints.count == AnalysisLimits.endpoints + 1)
        #expect(report.requests.endpoints.values.reduce(0) { $0 + $1.count } == 15_000)
        #expect(report.errors.errorTypes.values.reduce(0, +) == 15_000)
        #expect(report.models.values.reduce(0) { $0 + $1.calls } == 15_000)
        #expect((report.requests.endpoints[AnalysisLimits.other]?.count ?? 0) > 10_000)
    }

    @Test("gives the place of names that are gone to new ones")
    func reusesNames() {
        var analyzer = Analyzer(.last(60 * second))
        for round in 0..<4 as Range<Int64> {
            let now = noon + round * 120 * second
            for number in 0..<AnalysisLimits.endpoints {
                let endpoint = "/\(round)/\(number)"
                analyzer.take(
                    Entry(time: now, level: "ERROR", errorType: endpoint, endpoint: endpoint, duration: 1),
                    now: now)
            }
            let report = analyzer.report(now: now)
            #expect(report.requests.endpoints.count == AnalysisLimits.endpoints)
            #expect(report.requests.endpoints[AnalysisLimits.other] == nil)
            #expect(report.errors.errorTypes.count == AnalysisLimits.errorTypes + 1)
        }
    }
}
