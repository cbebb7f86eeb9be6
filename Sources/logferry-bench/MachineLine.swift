// A figure without its machine is worth nothing: every report says where it was made.

import Benchmarking
import Glibc
import Workbench

extension Machine {
    /// This machine, now, with the versions of gzip and of the agent `executable`.
    static func current(executable: String, folder: String, interrupts: Interrupts) throws -> Machine {
        var system = utsname()
        uname(&system)
        let architecture = text(of: system.machine)
        return Machine(
            cpu: cpuName() ?? "unknown processor (\(architecture))",
            cores: sysconf(Int32(_SC_NPROCESSORS_ONLN)),
            kernel: "\(text(of: system.sysname)) \(text(of: system.release)) \(architecture)",
            date: date(),
            gzip: try version(of: "gzip", folder: folder, interrupts: interrupts),
            agent: "logferry "
                + (try version(of: executable, folder: folder, interrupts: interrupts))
                .replacing(prefix: "logferry "))
    }

    /// The first "model name" of /proc/cpuinfo, which not every architecture has.
    private static func cpuName() -> String? {
        for line in readText("/proc/cpuinfo").split(separator: "\n") where line.hasPrefix("model name") {
            return line.split(separator: ":").dropFirst().first.map { String($0.drop { $0 == " " }) }
        }
        return nil
    }

    private static func date() -> String {
        var now = time(nil)
        var fields = tm()
        gmtime_r(&now, &fields)
        var buffer = [CChar](repeating: 0, count: 64)
        strftime(&buffer, buffer.count, "%Y-%m-%d %H:%M UTC", &fields)
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The first line of `PROGRAM --version`.
    private static func version(of program: String, folder: String, interrupts: Interrupts) throws -> String {
        let output = "\(folder)/version"
        unlink(output)
        let child = try Child.start([program, "--version"], output: output)
        defer { child.end() }
        for _ in 0..<100 {
            if let ending = child.poll() {
                guard ending.isSuccess else {
                    throw WorkbenchError("\(program) --version \(ending); \(lastLines(of: output))")
                }
                return readText(output).split(separator: "\n").first.map(String.init) ?? "unknown version"
            }
            try interrupts.pause(milliseconds: 100)
        }
        throw WorkbenchError("\(program) --version did not end within 10 s")
    }

    private static func text(of field: some Any) -> String {
        withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}

extension String {
    fileprivate func replacing(prefix: String) -> String {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
    }
}
