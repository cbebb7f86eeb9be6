// What the benchmark believes of the agent: how much it has sent, and what the kernel says of its memory.

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
}
