// The yardstick: what it costs to compress the log and do nothing else.

import Benchmarking
import Workbench

/// One `gzip -1` of the whole input to /dev/null.
struct GzipRun {
    let input: InputFile
    let interrupts: Interrupts

    /// Runs it in `folder`.
    func measure(in folder: String) throws -> Measurement {
        let clock = ContinuousClock()
        let errors = "\(folder)/gzip.err"
        let start = clock.now
        let gzip = try Child.start(["gzip", "-1", "-c", input.path], output: "/dev/null", errors: errors)
        defer { gzip.end() }
        while true {
            if let ending = gzip.poll() {
                guard ending.isSuccess else {
                    throw WorkbenchError("gzip \(ending); \(lastLines(of: errors))")
                }
                return Measurement(cpuSeconds: ending.cpuSeconds, wallSeconds: (clock.now - start).inSeconds)
            }
            try interrupts.pause(milliseconds: 100)
        }
    }
}

extension Duration {
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
