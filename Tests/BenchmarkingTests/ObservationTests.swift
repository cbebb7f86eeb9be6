// What the benchmark believes of the agent: how much it has sent, and what the kernel says of it.

import Testing

@testable import Benchmarking

@Suite struct ObservationTests {
    @Test func memoryKeepsThePeaks() {
        var memory = ProcessMemory()
        memory.note(status: "Name:\tlogferry\nVmHWM:\t    2000 kB\nVmRSS:\t 1900 kB\nRssAnon:\t     700 kB\n")
        memory.note(status: "VmHWM:\t    2100 kB\nRssAnon:\t     300 kB\n")
        memory.note(status: "Name:\tlogferry\nState:\tZ (zombie)\n")
        memory.note(status: "VmHWM:\nRssAnon:\tmuch kB\nVmHWM:\t9223372036854775807 kB\nRssAnon:\t-5 kB")
        #expect(memory.peakResidentBytes == 2100 * 1024)
        #expect(memory.peakAnonymousBytes == 700 * 1024)
    }

    @Test func deliveryEnds() {
        var delivery = Delivery(lineCount: 10, patienceSeconds: 60, startSeconds: 100)
        #expect(delivery.observe(sentCount: nil, atSeconds: 159) == .waiting)
        #expect(delivery.observe(sentCount: 4, atSeconds: 159.5) == .waiting)
        #expect(delivery.observe(sentCount: 4, atSeconds: 219) == .waiting)
        #expect(delivery.observe(sentCount: 3, atSeconds: 219.5) == .stalled)
        #expect(delivery.sentCount == 4)
        #expect(delivery.observe(sentCount: 10, atSeconds: 220) == .complete)
        #expect(delivery.observe(sentCount: 12, atSeconds: 221) == .tooMany(2))
    }

    @Test(
        arguments: [
            ("VmRSS", "VmRSS:\t   28,1 kB", nil), ("VmRSS", "VmRSS:\t   28 kB\n", 28 * 1024),
            ("write_bytes", "rchar: 5\nwrite_bytes: 4096\ncancelled_write_bytes: 1\n", 4096),
            ("wchar", "rchar: 5\n", nil), ("wchar", "wchar 7\n", nil), ("wchar", "wchar:\n", nil),
            ("wchar", "wchar: -7\n", nil), ("wchar", "wchar: 9223372036854775807 kB\n", nil),
        ] as [(String, String, Int?)])
    func numbers(key: String, text: String, number: Int?) {
        #expect(procNumber(key, in: text) == number)
    }

    @Test func wakeUpsAreSwitchesOfBothKinds() {
        #expect(
            contextSwitches(
                inStatus: "Threads:\t3\nvoluntary_ctxt_switches:\t150\nnonvoluntary_ctxt_switches:\t7\n")
                == 157)
        #expect(contextSwitches(inStatus: "") == 0)
    }
}
