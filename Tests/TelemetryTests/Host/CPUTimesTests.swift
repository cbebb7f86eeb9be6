// The processors' share of busy time, from the text of every kernel there is, and from none.

import Testing

@testable import Telemetry

@Suite struct CPUTimesTests {
    private func percent(_ before: String, _ now: String) -> Double? {
        guard let before = CPUTimes(Array(before.utf8)), let now = CPUTimes(Array(now.utf8)) else {
            return nil
        }
        return now.busyPercent(since: before)
    }

    @Test(
        arguments: [
            // 2.4: user, nice, system, idle
            ("cpu 0 0 0 0\n", "cpu 10 5 5 80\n", 20.0),
            // 2.6: iowait, irq and softirq, too; what waits for a disk is idle
            ("cpu  100 0 100 800 50 0 0\ncpu0 1 2 3 4 5 6 7\n", "cpu  110 0 105 870 60 2 3\n", 20.0),
            // 2.6.11 has steal, 2.6.24 guest, 2.6.33 guest_nice: those are in user and nice already
            (
                "cpu  1000 10 200 5000 30 4 6 7 500 5\nintr 1 2\nctxt 9\n",
                "cpu  1100 20 250 5700 80 9 16 52 590 9\n", 22.7
            ),
            // what later kernels might add
            ("cpu 0 0 0 0 0 0 0 0 0 0 0 0\n", "cpu 1 1 1 1 1 1 1 1 9 9 9 9\n", 75.0),
            ("cpu 1 1 1 1\n", "cpu 2 1 1 3 9 9 9 9\n", 33.3),
        ])
    func timeThatIsNotIdleIsBusy(before: String, now: String, expected: Double) {
        #expect(percent(before, now) == expected)
    }

    @Test(
        arguments: [
            // nothing has passed
            ("cpu 1 2 3 4\n", "cpu 1 2 3 4\n", nil),
            // iowait and guests go back at times
            ("cpu 10 0 0 10 500\n", "cpu 20 0 0 20 400\n", 50),
            ("cpu 10 0 0 10\n", "cpu 5 0 0 5\n", nil),
            (
                "cpu 0 0 0 0\n",
                "cpu 18446744073709551615 18446744073709551615 18446744073709551615 18446744073709551615\n",
                75
            ),
        ] as [(String, String, Double?)])
    func numbersThatGoBackCountForNothing(before: String, now: String, expected: Double?) {
        #expect(percent(before, now) == expected)
    }

    @Test(
        arguments: [
            "", "\n", "cpu", "cpu\n", "cpu 1 2 3\n", "cpu0 1 2 3 4\n", "intr 1 2 3 4\ncpu 1 2 3 4\n",
            "cpu 1 2 3 x\n", "cpu 1 -2 3 4\n", "cpu 1 2 3 4", "cpu 1 2 3 18446744073709551616\n",
            "cpu 1 2 3 4 5 6 7 0x8\n", "cpu\u{0}1 2 3 4\n", "CPU 1 2 3 4\n",
        ])
    func whatIsNotTheFirstLineOfProcStatIsNoTime(text: String) {
        #expect(CPUTimes(Array(text.utf8)) == nil)
    }

    @Test(
        arguments: [
            (0, 0, 0), (1, 0, 0), (1, 3, 33.3), (2, 3, 66.7), (5, 4, 100), (-1, 4, 0), (1, 1, 100),
            (1, 1e300, 0),
        ] as [(Double, Double, Double)])
    func aPercentageHasOneDecimal(part: Double, whole: Double, expected: Double) {
        #expect(percentage(part, of: whole) == expected)
    }
}
