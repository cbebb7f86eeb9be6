// Whom the resident memory is put down to.

import Testing

@testable import Benchmarking

@Suite struct MemoryMapTests {
    private let smaps = """
        5566a000-5567b000 r-xp 00001000 fe:00 1234                       /usr/bin/logferry
        Size:                 68 kB
        Rss:                  40 kB
        Anonymous:             0 kB
        VmFlags: rd ex mr mw me
        5567b000-5567c000 rw-p 00011000 fe:00 1234                       /usr/bin/logferry
        Rss:                   4 kB
        Anonymous:             4 kB
        5568a000-5569b000 rw-p 00000000 00:00 0                          [heap]
        Rss:                 100 kB
        Anonymous:           100 kB
        7f00a000-7f01b000 rw-p 00000000 00:00 0 \n\
        Rss:                  12 kB
        Anonymous:            12 kB
        7f10a000-7f11b000 r--p 00000000 fe:00 99                         /usr/lib/a library.so.4 (deleted)
        Rss:                   8 kB
        Anonymous:             0 kB
        7f20a000-7f21b000 r--p 00000000 fe:00 98                         /usr/lib/libidle.so
        Rss:                   0 kB
        7f30a000-7f31b000 r--p 00000000 fe:00 97                         /usr/lib/liba.so
        Rss:                   8 kB

        """

    @Test func parts() {
        let parts = MemoryMap(smaps: smaps).parts
        #expect(
            parts.map(\.name) == ["[heap]", "logferry", "anonymous", "a library.so.4 (deleted)", "liba.so"])
        #expect(parts.map { $0.residentBytes / 1024 } == [100, 44, 12, 8, 8])
        #expect(parts.map { $0.anonymousBytes / 1024 } == [100, 4, 12, 0, 0])
    }

    @Test func rowsSumUpWhatIsLeft() {
        let rows = MemoryMap(smaps: smaps).rows(2)
        #expect(rows.map(\.name) == ["[heap]", "logferry", "3 others"])
        #expect(rows.last?.figures.map(\.value) == [28 * 1024, 12 * 1024])
        #expect(MemoryMap(smaps: smaps).rows(5).count == 5)
    }

    @Test(arguments: ["", "no map\n", "Rss: 5 kB\n", "1-2 r--p 0 0:0 0 /a\nRss: x kB\nRss:\nRss: -1 kB\n"])
    func whatIsNoMapHasNoParts(text: String) {
        #expect(MemoryMap(smaps: text).parts.isEmpty)
    }
}
