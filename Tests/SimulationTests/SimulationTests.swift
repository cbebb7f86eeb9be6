// A few hundred random histories with every run of the tests; `make simulate` runs as many as one likes.

import Glibc
import Platform
import TestSupport
import Testing
import Workbench

@Suite struct SimulationTests {
    /// In a process of its own, which has the same order of keys in its dictionaries whenever it is started, so that a
    /// seed that fails here fails there.
    @Test func everyLineOfARandomHistoryArrivesOnce() async throws {
        let directory = try ScratchDirectory()
        let own = try #require(realpath("/proc/self/exe", nil))
        defer { free(own) }
        let program = FileSystem.join(FileSystem.parent(of: String(cString: own)), "logferry-simulate")
        let output = directory.path("output")
        let ending = try await Thread.run(name: "simulation") {
            try Child.start([program, "--first", "1", "--seeds", "100", "--threads", "1"], output: output)
                .wait()
        }
        let text = String(decoding: try directory.read("output"), as: UTF8.self)
        #expect(ending.isSuccess, "\(text)make simulate SIMULATE_FLAGS='--seed N --verbose' tells more")
    }
}
