// What sinks keep, to the byte, and what they say when they cannot.

import FoundationEssentials
import Glibc
import Synchronization
import Testing

@testable import Receiver

func entry(
    _ line: String, tenant: String = "fake", timestamp: Int64 = 1_732_275_600_123_456_789,
    labels: [NameValue] = [NameValue("a", "b")], metadata: [NameValue] = []
) -> ReceivedEntry {
    ReceivedEntry(
        tenant: tenant, labels: labels, timestampNanoseconds: timestamp, line: line,
        structuredMetadata: metadata)
}

/// Calls the body with the path of a file that does not exist yet, in a directory that is removed afterwards.
func withTemporaryPath<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    var template = Array("/tmp/receiver-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw SinkError("mkdtemp: errno \(errno)") }
    let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer {
        unlink(directory + "/out.ndjson")
        rmdir(directory)
    }
    return try await body(directory + "/out.ndjson")
}

func contents(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
}

@Suite(.timeLimit(.minutes(5))) struct SinkTests {
    @Test func entryIsThisLine() {
        var bytes: [UInt8] = []
        appendNDJSON(
            entry(
                "say \"hi\"\\\n\t\r\u{8}\u{c}\u{0}\u{1f}\u{7f}ä😀\u{2028}/", tenant: "t\"",
                labels: [NameValue("z", "1"), NameValue("a", "\n")],
                metadata: [NameValue("trace id", "7"), NameValue("B", "")]), to: &bytes)
        appendNDJSON(entry("", timestamp: -5), to: &bytes)
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"tenant":"t\"","labels":{"a":"\n","z":"1"},"timestamp":"1732275600123456789","#
                + #""line":"say \"hi\"\\\n\t\r\b\f\u0000\u001f"# + "\u{7f}ä😀\u{2028}/"
                + #"","metadata":{"B":"","trace id":"7"}}"# + "\n"
                + #"{"tenant":"fake","labels":{"a":"b"},"timestamp":"-5","line":"","metadata":{}}"# + "\n")
    }

    @Test func everyScalarSurvivesJSON() throws {
        var text = String.UnicodeScalarView()
        for value in UInt32(0)...0x10ffff {
            // Beyond the first plane all scalars are treated alike, so a sample of them will do.
            if value > 0xffff, value % 257 != 0 { continue }
            if let scalar = Unicode.Scalar(value) { text.append(scalar) }
        }
        var bytes: [UInt8] = []
        appendJSONString(String(text), to: &bytes)
        #expect(!bytes.contains { $0 < 0x20 })
        let decoded = try JSONDecoder().decode([String].self, from: Data([0x5b] + bytes + [0x5d]))
        #expect(decoded.first.map { Array($0.utf8) } == Array(String(text).utf8))
    }

    @Test func entriesAreComparedByTheirBytes() {
        #expect(entry("\u{e4}") == entry("\u{e4}"))
        #expect(entry("\u{e4}") != entry("a\u{308}"))
        #expect(NameValue("a", "\u{e4}") != NameValue("a", "a\u{308}"))
        #expect(Set([entry("\u{e4}"), entry("a\u{308}"), entry("\u{e4}")]).count == 2)
        #expect(entry("x", timestamp: 1) != entry("x", timestamp: 2))
        #expect(
            entry("x", labels: [NameValue("a", "1"), NameValue("b", "2")])
                == entry("x", labels: [NameValue("b", "2"), NameValue("a", "1")]))
    }

    @Test func fileIsAppendedTo() async throws {
        try await withTemporaryPath { path in
            try NDJSONFileSink(path: path).accept([entry("one"), entry("two")])
            let sink = try NDJSONFileSink(path: path)
            try sink.accept([])
            try sink.accept([entry("three")])
            let prefix = #"{"tenant":"fake","labels":{"a":"b"},"timestamp":"1732275600123456789","line":""#
            #expect(
                try contents(path)
                    == ["one", "two", "three"].map { prefix + $0 + #"","metadata":{}}"# + "\n" }.joined())
        }
    }

    @Test func fullDiskIsAnError() throws {
        let sink = try NDJSONFileSink(path: "/dev/full")
        let error = #expect(throws: SinkError.self) { try sink.accept([entry("x")]) }
        #expect(error?.description == "cannot write to /dev/full: No space left on device")
    }

    @Test func missingDirectoryIsAnError() {
        let error = #expect(throws: SinkError.self) { try NDJSONFileSink(path: "/nowhere/out") }
        #expect(
            error?.description
                == "cannot open /nowhere/out to append to it: No such file or directory; name a file in a directory that "
                + "exists and may be written to")
    }

    /// What a write(2) of the test does next: take at most so many bytes, or fail.
    private enum Step: Sendable {
        case take(Int)
        case fail(CInt)
    }

    private func sink(_ path: String, _ steps: [Step]) throws -> NDJSONFileSink {
        let rest = Mutex(steps)
        return try NDJSONFileSink(path: path) { descriptor, bytes in
            switch rest.withLock({ $0.isEmpty ? .take(.max) : $0.removeFirst() }) {
            case .take(let count): return write(descriptor, bytes.baseAddress, min(count, bytes.count))
            case .fail(let code):
                errno = code
                return -1
            }
        }
    }

    @Test func shortAndInterruptedWritesAreGoneOnWith() async throws {
        try await withTemporaryPath { path in
            let sink = try sink(path, [.take(1), .fail(EINTR), .take(7), .take(3), .fail(EINTR)])
            try sink.accept([entry("one")])
            #expect(try contents(path).hasSuffix(#""line":"one","metadata":{}}"# + "\n"))
            #expect(try contents(path).count(where: { $0 == "\n" }) == 1)
        }
    }

    @Test func halfOfAPushIsTakenBack() async throws {
        try await withTemporaryPath { path in
            let sink = try sink(path, [.take(.max), .take(100), .fail(ENOSPC)])
            try sink.accept([entry("one")])
            let before = try contents(path)
            #expect(throws: SinkError.self) { try sink.accept([entry("two"), entry("three")]) }
            #expect(try contents(path) == before)
            try sink.accept([entry("four")])
            #expect(try contents(path).hasPrefix(before + #"{"tenant""#))
        }
    }

    @Test func whatCannotBeTakenBackIsEndedByALineBreak() throws {
        var ends: [CInt] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer {
            close(ends[0])
            close(ends[1])
        }
        let sink = try sink("/proc/self/fd/\(ends[1])", [.take(4), .fail(EIO)])
        #expect(throws: SinkError.self) { try sink.accept([entry("one")]) }
        try sink.accept([entry("two")])
        try sink.accept([entry("three")])
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(ends[0], &buffer, buffer.count)
        let lines = String(decoding: buffer[..<max(0, count)], as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines.first == "{\"te")
        #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("{\"tenant\"") && $0.hasSuffix("}") })
    }

    @Test func countsAreKept() {
        let sink = CountingSink()
        sink.accept([entry("abc"), entry("ä")])
        sink.accept([])
        #expect(sink.counts.pushes == 1)
        #expect(sink.counts.entries == 2)
        #expect(sink.counts.lineBytes == 5)
        DiscardingSink().accept([entry("x")])
    }

    @Test func waitEndsWhenTheEntriesAreThere() async throws {
        let sink = CollectingSink()
        async let two = sink.waitFor(count: 2)
        async let three = sink.waitFor(count: 3)
        sink.accept([entry("1"), entry("2")])
        #expect(try await two.count >= 2)
        sink.accept([entry("3")])
        #expect(try await three.map(\.line) == ["1", "2", "3"])
        #expect(try await sink.waitFor(count: 0).count == 3)
        #expect(sink.entries.count == 3)
    }

    @Test func cancelledWaitThrows() async throws {
        let sink = CollectingSink()
        let wait = Task { try await sink.waitFor(count: 1) }
        wait.cancel()
        await #expect(throws: CancellationError.self) { try await wait.value }
    }
}
