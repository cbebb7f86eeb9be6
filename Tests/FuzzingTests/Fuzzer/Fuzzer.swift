// Why this file exists: the fuzzer's command line. Built by packaging/fuzz only, since it needs libFuzzer.

import CFuzzer
import Glibc

/// `logferry-fuzz list`, `logferry-fuzz show FILE`, or `logferry-fuzz CHECK FOLDER [OPTIONS OF LIBFUZZER]`.
@main
enum Fuzzer {
    /// The callback of libFuzzer is a C function, which can know nothing but this.
    private static let check = Check.all.first { $0.name == CommandLine.arguments.dropFirst().first }

    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        switch (words.first, words.count) {
        case ("list", 1): for check in Check.all { print(check.name) }
        case ("show", 2): show(words[1])
        case (_?, 2...) where check != nil: fuzz(folder: words[1], options: Array(words.dropFirst(2)))
        default:
            print("usage: logferry-fuzz list | show FILE | CHECK FOLDER [OPTIONS OF LIBFUZZER]")
            exit(64)
        }
    }

    /// An input as it can be put among a check's findings.
    private static func show(_ path: String) {
        let bytes = read(path)
        let text = String(decoding: bytes, as: UTF8.self)
        print(Array(text.utf8) == bytes ? "Array(\(text.debugDescription).utf8)" : "\(bytes)")
    }

    private static func fuzz(folder: String, options: [String]) {
        for (index, seed) in ((check?.seeds ?? []) + (check?.findings ?? [])).enumerated() {
            write(seed, "\(folder)/seed-\(index)")
        }
        let words = ["logferry-fuzz", folder] + options
        var arguments = words.map { strdup($0) } + [nil]
        var count = Int32(words.count)
        let status = arguments.withUnsafeMutableBufferPointer { buffer in
            var start = buffer.baseAddress
            return LLVMFuzzerRunDriver(&count, &start) { data, size in
                let bytes = Array(UnsafeBufferPointer(start: data, count: size))
                if let problem = Fuzzer.check?.problem(bytes) {
                    print("\(Fuzzer.check?.name ?? ""): \(problem)")
                    fflush(nil)
                    abort()
                }
                return 0
            }
        }
        exit(status)
    }

    private static func read(_ path: String) -> [UInt8] {
        guard let file = fopen(path, "re") else { return [] }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        while true {
            let byte = getc(file)
            if byte == EOF { return bytes }
            bytes.append(UInt8(truncatingIfNeeded: byte))
        }
    }

    private static func write(_ bytes: [UInt8], _ path: String) {
        guard let file = fopen(path, "we") else { return }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }
}
