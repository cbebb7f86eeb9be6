// What the agent tells of itself, tried on the process of the tests.

import Glibc
import TestSupport
import Testing

@testable import Telemetry

@Suite struct ProcessProbeTests {
    @Test func thisProcessCanBeAsked() throws {
        let metrics = ProcessProbe().metrics()
        #expect(try #require(metrics.cpuSeconds) > 0)
        let resident = try #require(metrics.residentBytes)
        #expect(resident > 1 << 20)
        #expect(try #require(metrics.anonymousBytes) < resident)
        #expect(try #require(metrics.openDescriptors) >= 3)
        let start = try #require(metrics.startTime)
        #expect(start > 1_700_000_000)
        #expect(start <= Double(time(nil)) + 1)
        #expect(ProcessProbe().metrics().startTime.map { abs($0 - start) < 2 } == true)
    }

    @Test(
        arguments: [
            ("1 (a) S 1 1 1 0 -1 4 5 6 7 8 9 10 11 12 20 0 3 0 4711 100\n", 4711),
            ("1 (a) b)\n(c) R 1 1 1 0 -1 4 5 6 7 8 9 10 11 12 20 0 3 0 4711\n", 4711),
            ("1 (a) S 1 1 1 0 -1 4 5 6 7 8 9 10 11 12 20 0 3 0 4711", nil),
            ("1 (a) S 1 1 1 0 -1 4 5 6 7 8 9 10 11 12 20 0 3 0\n", nil),
            ("1 (a) S 1 1 1 0 -1 4 5 6 7 8 9 10 11 12 20 0 3 0 x 100\n", nil), ("1 a S 1\n", nil), (")", nil),
            ("", nil),
        ] as [(String, UInt64?)])
    func theStartStandsBehindTheProgramSName(text: String, ticks: UInt64?) {
        #expect(ProcessProbe.startTicks(Array(text.utf8)) == ticks)
    }

    @Test func whatTheSystemHidesIsNotTold() throws {
        let nothing = try ScratchDirectory()
        let metrics = ProcessProbe(proc: nothing.path("self")).metrics()
        #expect(metrics.residentBytes == nil && metrics.openDescriptors == nil && metrics.startTime == nil)
        var text = Exposition()
        ProcessMetrics().write(to: &text)
        #expect(text.text == "")
    }

    @Test func metricsHaveTheNamesThatAreUsual() throws {
        var text = Exposition()
        ProcessMetrics(
            cpuSeconds: 1.5, residentBytes: 30, anonymousBytes: 10, openDescriptors: 12,
            maximumDescriptors: 1024, startTime: 1_763_870_000.25
        ).write(to: &text)
        #expect(
            try PrometheusText(text.text).families.mapValues { $0.samples[0].value } == [
                "process_cpu_seconds_total": 1.5, "process_resident_memory_bytes": 30,
                "process_anonymous_memory_bytes": 10, "process_open_fds": 12, "process_max_fds": 1024,
                "process_start_time_seconds": 1_763_870_000.25,
            ])
    }
}
