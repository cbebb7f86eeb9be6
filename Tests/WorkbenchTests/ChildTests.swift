// Whatever happens, no program that was started to be tried out outlives the trial.

import Glibc
import Testing

@testable import Workbench

@Suite struct ChildTests {
    private func ending(of arguments: [String], output: String = "/dev/null") throws -> Child.Ending {
        let child = try Child.start(arguments, output: output)
        return child.wait()
    }

    @Test(
        arguments: [
            ("exit 0", 0, nil, "exited with status 0"), ("exit 3", 3, nil, "exited with status 3"),
            ("kill -9 $$", nil, 9, "was ended by signal 9"),
            ("kill -15 $$", nil, 15, "was ended by signal 15"),
        ] as [(String, Int32?, Int32?, String)])
    func endings(script: String, exitStatus: Int32?, signal: Int32?, text: String) throws {
        let ending = try ending(of: ["sh", "-c", script])
        #expect(ending.exitStatus == exitStatus)
        #expect(ending.signal == signal)
        #expect(ending.isSuccess == (exitStatus == 0))
        #expect(ending.description == text)
    }

    @Test func endIsFinal() throws {
        let child = try Child.start(["sleep", "1000"], output: "/dev/null")
        #expect(child.poll() == nil)
        #expect(child.end().signal == SIGTERM)
        #expect(child.end() == child.poll())
        #expect(kill(child.pid, 0) != 0)
    }

    @Test func itHoldsNothingOfItsParentOpen() throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let child = try Child.start(["sleep", "1000"], output: "/dev/null")
        defer { child.end() }
        close(ends[1])
        var byte: UInt8 = 0
        // The end of the pipe, which would not come as long as the child had the other end.
        #expect(read(ends[0], &byte, 1) == 0)
        close(ends[0])
    }

    @Test func theKernelCountsItsTime() throws {
        let ending = try ending(of: ["sh", "-c", "i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); done"])
        #expect(ending.cpuSeconds > 0)
    }

    @Test func whatCannotStartSaysSo() {
        #expect(throws: WorkbenchError("cannot start /no/such/program: No such file or directory")) {
            try Child.start(["/no/such/program"], output: "/dev/null")
        }
        #expect(throws: WorkbenchError.self) { try Child.start([], output: "/dev/null") }
    }

    @Test func outputsGoToFilesAndTheFolderGoesWithThem() throws {
        let folder = try TemporaryFolder(name: "workbench-tests")
        defer { folder.remove() }
        let inner = try folder.folder("inner")
        #expect(throws: WorkbenchError.self) { try folder.folder("inner") }
        #expect(try ending(of: ["sh", "-c", "echo out; echo err >&2"], output: "\(inner)/both").isSuccess)
        #expect(try ending(of: ["grep", "-qx", "err", "\(inner)/both"]).isSuccess)
        // A link to what is outside goes, what it leads to stays.
        #expect(symlink("/dev", "\(inner)/link") == 0)
        folder.remove()
        #expect(access(folder.path, F_OK) != 0)
        #expect(access("/dev/null", F_OK) == 0)
    }
}
