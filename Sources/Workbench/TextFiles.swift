// Configurations, what programs print, and what the kernel tells in /proc: small texts in files.

import Glibc

/// Writes a small file, in the place of what it had.
///
/// Throws `WorkbenchError` when it cannot be written.
public func writeText(_ text: String, to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw WorkbenchError(cannot: "create \(path)", code: errno) }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    guard write(descriptor, bytes, bytes.count) == bytes.count else {
        throw WorkbenchError(cannot: "write \(path)", code: errno)
    }
}

/// The last 16 KiB of a file as far as it is UTF-8 (the whole of a small one, or of one in /proc); empty
/// when it cannot be read.
public func readText(_ path: String) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    lseek(descriptor, -off_t(buffer.count), SEEK_END)
    var text: [UInt8] = []
    while text.count < buffer.count {
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { break }
        text += buffer.prefix(count)
    }
    return String(decoding: text, as: UTF8.self)
}

/// What a program left behind, for an error message: the last lines of its output, indented.
public func lastLines(of path: String) -> String {
    let lines = readText(path).split(separator: "\n").suffix(20)
    return lines.isEmpty
        ? "it wrote nothing" : "its last words:\n" + lines.map { "    \($0)" }.joined(separator: "\n")
}
