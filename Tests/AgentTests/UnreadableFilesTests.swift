import Glibc
import Platform
import Testing

@testable import Agent

/// The files that cannot be read, and since when.
@Suite struct UnreadableFilesTests {
    private let minute: Int64 = 60_000_000_000
    private let error = SystemError("open", "/v/a.log", code: EACCES)

    @Test func aFileIsKnownFromItsFirstFailureUntilItIsRead() {
        var files = UnreadableFiles()
        files.note("/v/a.log", error, now: 0)
        files.note("/v/a.log", error, now: minute)
        let all = files.all(now: 2 * minute)
        #expect(all.map(\.path) == ["/v/a.log"])
        #expect(all.map(\.seconds) == [120])
        files.settle("/v/a.log")
        #expect(files.all(now: 2 * minute).isEmpty)
    }

    @Test func aFileThatNobodyFailedToReadForAWhileIsForgotten() {
        var files = UnreadableFiles()
        files.note("/v/a.log", error, now: 0)
        #expect(files.all(now: 3 * minute).isEmpty)
        files.note("/v/a.log", error, now: 4 * minute)
        #expect(files.all(now: 5 * minute).map(\.seconds) == [60])
    }

    @Test func asManyAreKnownAsThereIsRoomFor() {
        var files = UnreadableFiles()
        for number in 0..<1000 { files.note("/v/\(number)", error, now: 0) }
        #expect(files.all(now: 1).count == UnreadableFiles.maximum)
    }
}
