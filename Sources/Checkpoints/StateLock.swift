// Why this file exists: two agents on one state directory would both ship everything.

import Glibc
import Platform

/// The state directory's lock: flock(2) on `logferry.lock`, held as long as this object, freed by the kernel
/// however the process ends.
public final class StateLock {
    /// The lock's file name in the state directory.
    public static let name = "logferry.lock"
    private let file: File

    /// Takes the lock, or throws `CheckpointError.locked` naming who holds it.
    public init(directory: String) throws(CheckpointError) {
        do {
            try FileSystem.makeDirectory(directory)
            file = try File(FileSystem.join(directory, Self.name), .update)
            guard try file.tryLock() else {
                throw CheckpointError.locked(directory: directory, holder: Self.holder(file))
            }
            let buffer = ByteBuffer()
            buffer.append("\(getpid())\n")
            while buffer.count < 32 { buffer.append(UInt8(ascii: " ")) }
            try file.write(buffer, at: 0)
        } catch let error as SystemError {
            throw .system(error)
        } catch let error as CheckpointError {
            throw error
        } catch {
            throw .locked(directory: directory, holder: "another process")
        }
    }

    /// "logferry run (pid 4711)", as far as the lock's text and /proc tell.
    private static func holder(_ file: File) -> String {
        let buffer = ByteBuffer(capacity: 64)
        let count = (try? file.read(at: 0, into: buffer.end, length: 32)) ?? 0
        buffer.advance(by: count)
        let digits = buffer.bytes.prefix { (48...57).contains($0) }
        guard let pid = Int32(String(decoding: digits, as: UTF8.self)) else { return "another process" }
        let arguments = (try? FileSystem.contents(of: "/proc/\(pid)/cmdline")) ?? []
        let command = arguments.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            .joined(separator: " ")
        return command.isEmpty ? "the process with pid \(pid)" : "pid \(pid) (\(command))"
    }
}
