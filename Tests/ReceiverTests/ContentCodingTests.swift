// Compressed bodies: whole, broken, and larger than they look.

import TestSupport
import Testing

@testable import Receiver

@Suite struct ContentCodingTests {
    private static let text = Array(String(repeating: "a line of a log, ", count: 20_000).utf8)

    private func decoded(
        _ bytes: [UInt8], _ field: String?, limit: Int = 1 << 20
    ) -> Result<[UInt8], PushRefusal> {
        Result { () throws(PushRefusal) in try ContentCoding(field: field).decoded(bytes, limit: limit) }
    }

    @Test func everyCodingIsUndone() {
        let text = Self.text
        #expect(decoded(text, nil) == .success(text))
        #expect(decoded(text, "identity") == .success(text))
        #expect(decoded(gzipped(text), "gzip") == .success(text))
        #expect(decoded(gzipped(text), "GZIP") == .success(text))
        #expect(decoded(deflated(text, windowBits: 15), "deflate") == .success(text))
        #expect(decoded(deflated(text, windowBits: -15), "deflate") == .success(text))
        #expect(decoded(gzipped([]), "gzip") == .success([]))
        #expect(decoded(gzipped(text) + gzipped([1, 2]), "gzip") == .success(text + [1, 2]))
    }

    @Test func brokenBodiesAreRefused() {
        let whole = gzipped(Self.text)
        for length in [0, 1, 5, 10, whole.count / 2, whole.count - 1] {
            #expect(
                decoded(Array(whole[..<length]), "gzip")
                    == .failure(.malformed("the body is not valid gzip: it ends too early")), "\(length)")
        }
        #expect(decoded(Self.text, "gzip") == .failure(.malformed("the body is not valid gzip")))
        #expect(decoded(whole + [1, 2, 3], "gzip") == .failure(.malformed("the body is not valid gzip")))
        var wrongSum = whole
        wrongSum[whole.count - 5] ^= 1
        #expect(decoded(wrongSum, "gzip") == .failure(.malformed("the body is not valid gzip")))
        #expect(
            decoded(deflated([1], windowBits: 15) + [0], "deflate")
                == .failure(.malformed("the body is not valid deflate: there are bytes after its end")))
        #expect(
            decoded([], "br")
                == .failure(
                    PushRefusal(
                        status: 415,
                        reason: "Content-Encoding \"br\" is not supported: send gzip, deflate or none",
                        acceptEncoding: "gzip, deflate")))
    }

    @Test func sizeIsBounded() {
        let bomb = gzipped([UInt8](repeating: 0, count: 10 << 20))
        guard case .failure(let refusal) = decoded(bomb, "gzip", limit: 100_000) else {
            Issue.record("the bomb was accepted")
            return
        }
        #expect(refusal.status == 413)
        #expect(refusal.reason.hasSuffix(" bytes, limit: 100000 bytes"))
        #expect(decoded(gzipped([1, 2, 3]), "gzip", limit: 3) == .success([1, 2, 3]))
        #expect(decoded(gzipped([1, 2, 3]), "gzip", limit: 2) == .failure(.tooLarge(byteCount: 3, limit: 2)))
        #expect(decoded([1, 2, 3], nil, limit: 2) == .failure(.tooLarge(byteCount: 3, limit: 2)))
    }
}
