// The receiver beside an agent that is measured: it answers and forgets, in a process of its own.

import Benchmarking
import Workbench

/// A `logferry receive --discard`. Whoever starts one calls `end()` on every way out.
struct Sink {
    /// Where to push to.
    let url: String
    private let child: Child

    /// Starts one with what it prints in `folder`.
    init(_ bench: Bench, in folder: String) throws {
        let (output, errors) = ("\(folder)/sink.out", "\(folder)/sink.err")
        let child = try Child.start(
            [bench.executable, "receive", "--listen", "127.0.0.1:0", "--discard"], output: output,
            errors: errors)
        self.child = child
        do {
            url = try bench.wait(seconds: 10) {
                for line in readText(output).split(separator: "\n", omittingEmptySubsequences: false)
                    .dropLast()
                where line.hasPrefix("listening on http") {
                    return String(line.dropFirst("listening on ".count))
                }
                if let ending = child.poll() {
                    throw WorkbenchError("the sink \(ending); \(lastLines(of: errors))")
                }
                return nil
            } failure: {
                WorkbenchError(
                    "the sink did not say \"listening on URL\" within 10 s; \(lastLines(of: errors))")
            }
        } catch {
            child.end()
            throw error
        }
    }

    /// The port of `url`.
    var port: UInt16? {
        url.split(separator: "/").dropFirst().first?.split(separator: ":").last.flatMap { UInt16($0) }
    }

    func end() { child.end() }
}
