// A receiver in this process that notes when a push was there and looks into it later, when nothing is measured any more.

import Benchmarking
import CZlib
import HTTPServing
import Platform
import Synchronization
import Workbench

/// Takes pushes and keeps them as they came. Whoever starts one calls `end()` on every way out.
final class Arrivals: Sendable {
    private struct Push {
        let time: Int64
        let body: [UInt8]
    }

    /// The pushes so far; shared with the server's thread.
    private final class Store: Sendable {
        let pushes = Mutex<[Push]>([])
    }

    /// Where to push to.
    let url: String
    private let store: Store
    private let server: HTTPServer

    /// Starts listening on a free port of 127.0.0.1.
    init() throws {
        let store = Store()
        self.store = store
        var router = Router()
        router.on("POST", "/loki/api/v1/push") { request in
            let time = monotonicNanoseconds()
            store.pushes.withLock { $0.append(Push(time: time, body: request.body)) }
            return .empty(status: 204)
        }
        let table = router
        server = try awaited {
            try await HTTPServer.start(
                on: ListenAddress(host: "127.0.0.1", port: 0),
                limits: HTTPServer.Limits(maxBodyBytes: 64 << 20, idleTimeout: .seconds(3600)), router: table)
        }
        url = "http://\(server.address)/loki/api/v1/push"
    }

    func end() {
        let server = server
        _ = try? awaited { await server.shutdown(grace: .zero) }
    }

    /// When each push was there and which numbered lines it had.
    ///
    /// Throws `WorkbenchError` for a push that is no gzip.
    func lines() throws -> [(time: Int64, lines: [Int])] {
        try store.pushes.withLock { pushes in
            try pushes.map { push in
                guard let body = gunzipped(push.body) else { throw WorkbenchError("a push is no gzip") }
                return (push.time, NumberedLines.numbers(in: body))
            }
        }
    }
}

/// Waits for what is done elsewhere.
private func awaited<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
    let result = Mutex<Result<Value, any Error>?>(nil)
    let box = Box(result: result)
    Task {
        let outcome: Result<Value, any Error>
        do { outcome = .success(try await work()) } catch { outcome = .failure(error) }
        box.result.withLock { $0 = outcome }
        box.done.signal()
    }
    box.done.wait()
    guard let outcome = box.result.withLock({ $0 }) else { throw WorkbenchError("nothing was done") }
    return try outcome.get()
}

private final class Box<Value: Sendable>: Sendable {
    let done = Semaphore()
    let result: Mutex<Result<Value, any Error>?>
    init(result: consuming Mutex<Result<Value, any Error>?>) { self.result = result }
}

/// What is in a gzip file of one member; nil if it is none.
private func gunzipped(_ bytes: [UInt8]) -> [UInt8]? {
    var stream = z_stream()
    guard inflateInit2_(&stream, 31, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK else {
        return nil
    }
    defer { inflateEnd(&stream) }
    var input = bytes
    var output: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    return input.withUnsafeMutableBufferPointer { input -> [UInt8]? in
        stream.next_in = input.baseAddress
        stream.avail_in = CUnsignedInt(input.count)
        while true {
            let code = piece.withUnsafeMutableBufferPointer { piece in
                stream.next_out = piece.baseAddress
                stream.avail_out = CUnsignedInt(piece.count)
                return inflate(&stream, Z_NO_FLUSH)
            }
            output += piece[..<(piece.count - Int(stream.avail_out))]
            if code == Z_STREAM_END { return output }
            if code != Z_OK { return nil }
        }
    }
}
