// Why this file exists: what a rotation left on the disk is read as an administrator would read it.

import CZlib
import Platform
import Soaking
import Workbench

/// The files of one log, with numbers in their names.
struct Generations {
    /// The older ones, the oldest first, and the log.
    let paths: [String]
    /// How many older ones there are.
    var count: Int { paths.count - 1 }
    /// What is in the directory and should not be there.
    let leftovers: [String]

    init(of path: String) throws {
        let directory = FileSystem.parent(of: path)
        let names = try FileSystem.list(directory).entries.map(\.name)
        let prefix = FileSystem.name(of: path) + "."
        let numbered = names.filter { $0.hasPrefix(prefix) }.compactMap { name in
            Int(name.dropFirst(prefix.count).prefix { $0 != "." }).map { (number: $0, name: name) }
        }
        paths =
            numbered.sorted { $0.number > $1.number }.map { FileSystem.join(directory, $0.name) } + [path]
        leftovers = names.filter { $0.hasPrefix(FileSystem.scratchPrefix) }
    }

    /// Holds them against what was written.
    /// - Parameter isWhole: nothing was deleted.
    func check(_ lines: LogLines, written: Int, isWhole: Bool) throws -> [String] {
        var sequence = LineSequence(lines, isWhole: isWhole)
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        for path in paths {
            // What is compressed and what is not are both read by this.
            guard let stream = gzopen(path, "rb") else { throw SystemError.last("open", path) }
            defer { gzclose(stream) }
            var pad = 0
            if path == paths.last { pad = try File(path, .read).pad()?.length ?? 0 }
            while true {
                let count = Int(gzread(stream, &buffer, UInt32(buffer.count)))
                guard count >= 0 else { return ["\(path) cannot be decompressed"] }
                if count == 0 { break }
                let skipped = min(pad, count)
                pad -= skipped
                sequence.take(buffer[skipped..<count], in: FileSystem.name(of: path))
            }
        }
        sequence.end(written: written)
        return sequence.faults + leftovers.map { "\($0) is left behind" }
    }
}
