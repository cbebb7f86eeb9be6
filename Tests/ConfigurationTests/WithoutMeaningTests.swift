// Keys of another program's file: taken, remembered with their places, and held to what they say they are.

import Testing

@testable import Configuration

@Suite struct WithoutMeaningTests {
    /// What is remembered, and what is said.
    private func pass(
        _ text: String, _ body: (inout MappingReader) -> Void
    ) throws -> (keys: [String], findings: [String]) {
        let diagnostics = DiagnosticCollector()
        let node = try #require(YAML.parse(text.utf8, file: "f", diagnostics: diagnostics))
        var reader = MappingReader(node, context: "server", diagnostics: diagnostics)
        body(&reader)
        reader.finish()
        return (
            diagnostics.withoutMeaning.map { "\($0.path) \($0.location)" },
            diagnostics.diagnostics.map(\.description)
        )
    }

    @Test func keysThatAreThereAreRememberedWithTheirPlaces() throws {
        let (keys, findings) = try pass("b: 1\na: {x: [y]}\n") { $0.passOver(.anything, "a", "b", "c") }
        #expect(keys == ["server.a f:2:1", "server.b f:1:1"])
        #expect(findings == [])
    }

    @Test func aPrefixStandsForManyKeys() throws {
        let (keys, findings) = try pass("grpc_a: 1\nhttp_b: 2\ngrpc_c: [3]\n") {
            $0.passOver(prefix: "grpc_")
            $0.passOver(.count, "http_b")
        }
        #expect(keys == ["server.grpc_a f:1:1", "server.grpc_c f:3:1", "server.http_b f:2:1"])
        #expect(findings == [])
    }

    @Test func theSameKeyIsRememberedOnce() throws {
        let (keys, _) = try pass("a: 1\n") {
            $0.passOver(.text, "a")
            $0.passOver(.text, "a")
        }
        #expect(keys == ["server.a f:1:1"])
    }

    @Test(
        arguments: [
            (.text, "[x]", "expected text, found a list"), (.bool, "3", "'3' is not a Boolean"),
            (.count, "-1", "'-1' is out of range"), (.duration, "10", "'10' has no unit"),
        ] as [(MappingReader.PassedKind, String, String)])
    func aValueThatNobodyCouldUseIsAnError(
        _ kind: MappingReader.PassedKind, _ value: String, _ message: String
    ) throws {
        let (_, findings) = try pass("a: \(value)\n") { $0.passOver(kind, "a") }
        #expect(findings.count == 1)
        #expect(findings.first?.contains("server.a: \(message)") == true)
    }

    @Test func nullIsNoValue() throws {
        let (keys, findings) = try pass("a:\n") { $0.passOver(.duration, "a") }
        #expect(keys == ["server.a f:1:1"])
        #expect(findings == [])
    }
}
