// Compressed files that are logs of their own: each line once, whatever happens to them and to the follower.

import Platform
import TestSupport
import Testing

@testable import Tailing

@Suite struct DecompressionTests {
    /// "1", "2", "3", a line each, in bzip2.
    private static let bzip2: [UInt8] = [
        0x42, 0x5A, 0x68, 0x39, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, 0x12, 0x5D, 0x9F, 0x8A, 0x00, 0x00, 0x01,
        0xC8, 0x00, 0x00, 0x10, 0x38, 0x00, 0x20, 0x00, 0x21, 0x9A, 0x68, 0x33, 0x4D, 0x1C, 0xB7, 0x8B, 0xB9,
        0x22, 0x9C, 0x28, 0x48, 0x09, 0x2E, 0xCF, 0xC5, 0x00,
    ]

    private func lines(_ range: Range<Int>) -> [String] { range.map { "line \($0) \($0 &* 2_654_435_761)" } }

    private func text(_ range: Range<Int>) -> [UInt8] { Array(lines(range).map { $0 + "\n" }.joined().utf8) }

    private func harness(
        _ includes: [String] = ["*.gz"], _ decompression: Decompression = .init(),
        options: Tailer.Options = .init(),
        in directory: ScratchDirectory? = nil
    ) throws -> TailHarness {
        try TailHarness(includes, decompression: decompression, options: options, in: directory)
    }

    @Test(
        arguments: [
            ("a.gz", nil, gzipped(Array("1\n2\n3\n".utf8))), ("a.bz2", nil, bzip2),
            ("a.bz2", nil, bzip2 + [0, 0, 0]),
            ("a.z", nil, deflated(Array("1\n2\n3\n".utf8), windowBits: 15)),
            ("a.tar.gz", nil, gzipped(Array("1\n2\n3\n".utf8))),
            ("a.log", .gzip, gzipped(Array("1\n2\n3\n".utf8))), ("a", .bzip2, bzip2),
            ("a.log", .zlib, deflated(Array("1\n2\n3\n".utf8), windowBits: 15)),
            // One without an ending of its own is a log as it is.
            ("a.log", nil, Array("1\n2\n3\n".utf8)),
            // NULs behind its last line, and in front of its first.
            ("a.gz", nil, gzipped(Array("\0\01\n2\n3\n\0\0".utf8))),
            // Its last line has no newline.
            ("a.gz", nil, gzipped(Array("1\n2\n3".utf8))),
        ] as [(String, ArchiveFormat?, [UInt8])])
    func itsLinesAreThoseOfItsContents(name: String, format: ArchiveFormat?, bytes: [UInt8]) throws {
        let harness = try harness(["*"], Decompression(format: format))
        try harness.directory.write(bytes, to: name)
        #expect(harness.settle(seconds: 1) == ["1", "2", "3"])
        #expect(harness.lines[0].allSatisfy { $0.path == name })
        try harness.restart()
        for _ in 0..<3 { harness.settle(seconds: 60) }
        #expect(harness.lines[0].count == 3)
    }

    @Test func archivesThatWereThereBeforeAreReadFromTheirStartWhateverElseIs() throws {
        let directory = try ScratchDirectory()
        try directory.write(text(0..<10), to: "a.log")
        try directory.write(gzipped(text(10..<20)), to: "a.log.1.gz")
        var options = Tailer.Options()
        options.startAt = .end
        let harness = try harness(["*"], options: options, in: directory)
        #expect(harness.read() == lines(10..<20))
        try directory.writer("a.log").write(text(20..<30))
        #expect(harness.read() == lines(20..<30))
    }

    @Test func killedInTheMiddleItGoesOnInDecompressedBytes() throws {
        let harness = try harness()
        try harness.directory.write(gzipped(text(0..<50_000)), to: "a.gz")
        harness.look()
        for _ in 0..<40 { harness.readBurst(limit: 10_000) }
        let count = harness.lines[0].count
        #expect((1..<50_000).contains(count))
        try harness.restart()
        #expect(harness.read() == lines(count..<50_000))
        #expect(harness.file("a.gz")?.readers[0].offset == Int64(text(0..<50_000).count))
    }

    @Test func renamedWhileItIsReadAndWhileNobodyLooks() throws {
        let harness = try harness()
        try harness.directory.write(gzipped(text(0..<5_000)), to: "a.1.gz")
        harness.look()
        for _ in 0..<5 { harness.readBurst(limit: 1_000) }
        try harness.directory.rename("a.1.gz", to: "a.2.gz")
        try harness.directory.write(gzipped(text(5_000..<5_010)), to: "a.1.gz")
        harness.look()
        for _ in 0..<5 { harness.readBurst(limit: 1_000) }
        try harness.restart {
            try harness.directory.rename("a.2.gz", to: "a.3.gz")
            try harness.directory.rename("a.1.gz", to: "a.2.gz")
        }
        for _ in 0..<3 { harness.settle(seconds: 60) }
        #expect(harness.lines[0].map(\.text).sorted() == lines(0..<5_010).sorted())
        #expect(Set(harness.lines[0].map(\.path)) == ["a.1.gz"])
    }

    @Test func oneInTheMakingIsReadAsItGrowsAndFinishedWhenItIsComplete() throws {
        let harness = try harness()
        let whole = gzipped(text(0..<20_000))
        let writer = try harness.directory.writer("a.gz")
        harness.look()
        for start in stride(from: 0, to: whole.count, by: 10_000) {
            try writer.write(Array(whole[start..<min(start + 10_000, whole.count)]))
            harness.read()
        }
        #expect(harness.lines[0].map(\.text) == lines(0..<20_000))
        writer.close()
        try harness.restart()
        harness.settle(seconds: 60)
        #expect(harness.lines[0].count == 20_000)
        // gzip takes archives one behind the other for one.
        try harness.directory.writer("a.gz").write(gzipped(text(20_000..<20_005)))
        #expect(harness.settle(seconds: 60) == lines(20_000..<20_005))
    }

    @Test func oneThatWasCutShortIsNotFinished() throws {
        let harness = try harness()
        let whole = gzipped(text(0..<5_000))
        try harness.directory.write(Array(whole[..<(whole.count / 2)]), to: "a.gz")
        harness.read()
        for _ in 0..<3 { harness.settle(seconds: 600) }
        #expect((1..<5_000).contains(harness.lines[0].count))
        #expect(harness.file("a.gz")?.reading.isShipped == false)
        try harness.restart()
        try harness.directory.write(whole, to: "a.gz")
        for _ in 0..<2 { harness.settle(seconds: 60) }
        #expect(harness.lines[0].map(\.text) == lines(0..<5_000))
        #expect(harness.file("a.gz")?.reading.isShipped == true)
    }

    @Test func damageIsToldOnce() throws {
        let harness = try harness()
        try harness.directory.append("no archive\n", to: "a.gz")
        try harness.directory.setModified("a.gz", to: 1_000_000)
        for _ in 0..<3 { #expect(harness.settle(seconds: 60) == []) }
        let told = harness.takeEvents().filter { $0.contains("damaged or not complete") }
        #expect(told.count == 1)
    }

    @Test func writtenAnewItIsAnotherOne() throws {
        let harness = try harness()
        try harness.directory.write(gzipped(text(0..<3_000)), to: "a.gz")
        harness.read()
        try harness.directory.write(gzipped(text(5_000..<9_000)), to: "a.gz")
        for _ in 0..<2 { harness.settle(seconds: 60) }
        #expect(harness.lines[0].map(\.text) == lines(0..<3_000) + lines(5_000..<9_000))
    }

    @Test func aRotationThatCompressesDoesNotMakeItsLinesComeTwice() throws {
        let harness = try harness(["*"])
        try harness.directory.write(text(0..<10), to: "a.log")
        harness.read()
        for generation in 1...3 {
            try harness.directory.rename("a.log", to: "a.log.\(generation)")
            try harness.directory.write(text(10 * generation..<10 * generation + 10), to: "a.log")
            harness.settle(seconds: 10)
            try harness.directory.compress("a.log.\(generation)")
            for _ in 0..<3 { harness.settle(seconds: 400) }
            try harness.restart()
            for _ in 0..<3 { harness.settle(seconds: 400) }
        }
        #expect(harness.lines[0].map(\.text) == lines(0..<40))
        // Compressed for good, it leaves nothing of its plain name.
        try harness.directory.compress("a.log")
        for _ in 0..<5 { harness.settle(seconds: 400) }
        try harness.restart()
        for _ in 0..<3 { harness.settle(seconds: 400) }
        #expect(harness.lines[0].map(\.text) == lines(0..<40))
    }

    @Test func nothingIsReadBeforeTheDelayIsOver() throws {
        let harness = try harness(["*"], Decompression(format: nil, initialDelay: 30 * TailHarness.second))
        try harness.directory.write(gzipped(text(0..<3)), to: "a.gz")
        try harness.directory.write(text(3..<6), to: "b.log")
        #expect(harness.read() == lines(3..<6))
        #expect(harness.tailer.nextDeadline <= harness.now + 30 * TailHarness.second)
        #expect(harness.settle(seconds: 29) == [])
        #expect(harness.settle(seconds: 1) == lines(0..<3))
        try harness.restart()
        try harness.directory.writer("a.gz").write(gzipped(text(6..<9)))
        #expect(harness.settle(seconds: 1) == lines(6..<9))
    }

    @Test func whatIsKnownToBeReadIsNotDecompressedAgain() throws {
        let directory = try ScratchDirectory()
        for number in 0..<5 {
            try directory.write(gzipped(text(number * 10..<number * 10 + 10)), to: "\(number).gz")
            try directory.setModified("\(number).gz", to: 1_000_000)
        }
        var options = Tailer.Options()
        options.descriptors = 2
        let harness = try harness(options: options, in: directory)
        harness.read()
        #expect(harness.lines[0].count == 50)
        try harness.restart()
        for _ in 0..<3 { harness.settle(seconds: 60) }
        #expect(harness.lines[0].count == 50)
        #expect(harness.tailer.openFiles.allSatisfy { $0.archiveEnd != nil && $0.lag == 0 && $0.isShipped })
    }

    @Test func deletedWhileItIsReadItIsReadToItsEndAndLetGo() throws {
        let harness = try harness()
        try harness.directory.write(gzipped(text(0..<5_000)), to: "a.gz")
        harness.look()
        harness.readBurst(limit: 1_000)
        try harness.directory.remove("a.gz")
        for _ in 0..<4 { harness.settle(seconds: 60) }
        #expect(harness.lines[0].map(\.text) == lines(0..<5_000))
        #expect(harness.openDescriptors() == [])
    }

    @Test func twoReadersAtTwoPlaces() throws {
        var options = Tailer.Options()
        options.readers = 2
        let harness = try harness(options: options)
        try harness.directory.write(gzipped(text(0..<3_000) + Array("end".utf8)), to: "a.gz")
        harness.look()
        harness.readBurst(reader: 0, limit: 50_000)
        harness.readBurst(reader: 1, limit: 100)
        try harness.restart()
        for reader in 0...1 {
            harness.read(reader: reader)
            #expect(harness.lines[reader].map(\.text) == lines(0..<3_000) + ["end"])
        }
    }

    @Test(arguments: [(0, 0), (1, 2), (2, 4), (3, 5), (4, 8), (5, 8), (Int64.max, 8)] as [(Int64, Int64)])
    func aNumberOfLinesIsAPlaceInIt(lines: Int64, offset: Int64) throws {
        let directory = try ScratchDirectory()
        try directory.write(gzipped(Array("1\n2\n\n3\r\n".utf8)), to: "a.gz")
        let path = directory.path("a.gz")
        let place = try #require(try ForeignPosition.place(afterLines: lines, in: path, .gzip))
        #expect(place.position.offset == offset)
        #expect((place.position.tail == nil) == (offset == 0))
        #expect(try ForeignPosition.place(afterLines: lines, in: directory.path("b.gz"), .gzip) == nil)
        if lines > 0 { #expect(try ForeignPosition.place(afterLines: lines, in: path, .bzip2) == nil) }
    }

    @Test func itsTextMayBeInAnotherEncoding() throws {
        let harness = try TailHarness(["*.gz"], decompression: .init(), encoding: "utf-16")
        try harness.directory.write(gzipped(encoded("\u{FEFF}eins\nzwei\n", "utf-16le")), to: "a.gz")
        #expect(harness.settle(seconds: 1) == ["eins", "zwei"])
    }
}
