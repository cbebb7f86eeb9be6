// A fault at each system call in turn while refused entries are kept: they are safe, or the error is told.

import Glibc
import Platform
import TestSupport
import Testing

@testable import Loki

@Suite struct RejectedFaultTests {
    private static let refusal = PushAnswer(status: 400, message: "too old")

    private func batch() -> Batch {
        let batch = Batch(tenant: nil)
        for number in 1...50 as ClosedRange<Int64> { batch.append("line \(number)", at: number) }
        return batch
    }

    /// The lines of every kept file; throws if one cannot be read to its end.
    private func kept(_ directory: ScratchDirectory) throws -> [Int] {
        try directory.names.filter { $0.hasSuffix(".gz") }.map { name in
            let bytes = ByteBuffer()
            try directory.read(name).withUnsafeBytes { bytes.append($0) }
            return try unzipped(bytes).count { $0 == 10 }
        }
    }

    @Test(
        arguments: [.error(EIO), .error(ENOSPC), .error(EMFILE), .error(EINTR), .short]
            as [FaultySystem.Fault])
    func theEntriesAreSafeOrTheErrorIsTold(_ fault: FaultySystem.Fault) throws {
        var place = 0
        while true {
            let directory = try ScratchDirectory()
            let store = RejectedStore(directory: directory.path, maximumBytes: 1 << 20)
            let faulty = FaultySystem(fault, at: place)
            let comment: Comment = "\(fault) at call \(place)"
            var wasKept = false
            System.$calls.withValue(faulty) {
                wasKept = (try? store.keep(batch(), answer: Self.refusal, client: "c", now: 1)) != nil
            }
            let lines = try kept(directory)
            #expect(lines.allSatisfy { $0 == 50 }, comment)
            if wasKept {
                #expect(lines == [50], comment)
            } else {
                // The next try, when the disk is well again.
                _ = try store.keep(batch(), answer: Self.refusal, client: "c", now: 1)
                #expect(try kept(directory).contains(50), comment)
            }
            if faulty.struck == nil { break }
            place += 1
        }
        #expect(place > (fault == .short ? 0 : 5))
    }
}
