// Sizes in the units of Loki's configuration, powers of 1,024 in either case.

import Testing

@testable import Configuration

@Suite struct ByteSizeTests {
    @Test(
        arguments: [
            ("0", 0), ("1", 1), ("1048576", 1_048_576), ("007", 7), ("0b", 0), ("12B", 12), ("1k", 1_024),
            ("1K", 1_024),
            ("1kb", 1_024), ("1KB", 1_024), ("1kB", 1_024), ("1KiB", 1_024), ("256kb", 262_144),
            ("2M", 2_097_152),
            ("2mb", 2_097_152), ("1MiB", 1_048_576), ("1g", 1 << 30), ("3GB", 3 << 30), ("1GiB", 1 << 30),
            ("1T", 1 << 40),
            ("1TB", 1 << 40), ("2tib", 2 << 40), ("10 KB", 10_240), ("10  mb", 10 << 20), ("1.5G", 3 << 29),
            ("0.5k", 512),
            (".5k", 512), ("1.k", 1_024), ("1.3k", 1_331), ("1.5b", 1), ("9223372036854775807", Int.max),
            ("8388607T", 8_388_607 << 40),
        ] as [(String, Int)])
    func reads(text: String, bytes: Int) {
        #expect(ByteSizes.parse(text) == bytes)
    }

    @Test(
        arguments: [
            ("", .malformed), ("k", .malformed), ("ten", .malformed), ("-1", .malformed), ("-1k", .malformed),
            ("+1", .malformed),
            ("1.5", .malformed), ("1 ", .malformed), (" 1", .malformed), ("1 k ", .malformed),
            ("1kk", .malformed),
            ("1 k b", .malformed), ("1kbit", .malformed), ("1e3", .malformed), ("1_000", .malformed),
            ("0x10", .malformed),
            ("1,5k", .malformed), (".", .malformed), (".k", .malformed), ("1\tk", .malformed),
            ("1p", .malformed),
            (String(repeating: "0", count: 65), .malformed), ("9223372036854775808", .tooLarge),
            ("8388608T", .tooLarge),
            ("18446744073709551616", .tooLarge), ("99999999999999999999999k", .tooLarge),
            ("17179869184G", .tooLarge),
        ] as [(String, ByteSizes.Problem)])
    func refuses(text: String, problem: ByteSizes.Problem) {
        #expect(ByteSizes.parse(text) == nil)
        #expect(throws: problem) { try ByteSizes.read(text) }
    }

    @Test(
        arguments: [
            (0, "0B"), (1, "1B"), (1_000, "1000B"), (1_024, "1KiB"), (1_536, "1536B"), (10_240, "10KiB"),
            (1_048_576, "1MiB"),
            (1_049_600, "1025KiB"), (3 << 29, "1536MiB"), (1 << 30, "1GiB"), (1 << 40, "1TiB"),
            (1 << 50, "1024TiB"),
            (Int.max, "9223372036854775807B"),
        ] as [(Int, String)])
    func formats(bytes: Int, text: String) {
        #expect(ByteSizes.format(bytes) == text)
        #expect(ByteSizes.parse(text) == bytes)
    }

    @Test func formatsNegativeSizes() {
        #expect(ByteSizes.format(-2_048) == "-2KiB")
        #expect(ByteSizes.format(Int.min) == "-8388608TiB")
    }
}
