// Whatever the bytes, parsing ends with a document or with a diagnostic, and every question gets an answer.

import Testing

@testable import Configuration

@Suite struct FuzzTests {
    private static let seed = """
        # agent
        server: {http_listen_port: 9080, log_level: "info"}
        base: &base
          batchwait: 1s
          backoff_config: {min_period: 500ms, max_period: 5m}
        clients:
          - <<: *base
            url: 'http://loki:3100/loki/api/v1/push'
            external_labels: {host: é😀, "a b": "\\u00e9\\n"}
          - {<<: [*base, {timeout: 10s}], url: x}
        scrape_configs:
        - job_name: !!str 1
          pipeline_stages:
            - regex:
                expression: |-
                  ^(?P<a>.*)$
            - ? json
              : >+
                folded

        ...
        """

    private func check(_ bytes: [UInt8]) {
        let diagnostics = DiagnosticCollector()
        let node = YAML.parse(bytes, file: "f", diagnostics: diagnostics)
        #expect((node == nil) == diagnostics.hasErrors)
        #expect(
            diagnostics.diagnostics.allSatisfy {
                $0.location.line >= 1 && $0.location.column >= 1 && $0.remedy != nil
            })
        guard
            let node = node
                ?? YAML.parse(bytes, file: "f", diagnostics: DiagnosticCollector(), recovering: true)
        else { return }
        var reader = MappingReader(node, context: "", diagnostics: diagnostics)
        for key in ["server", "clients", "base", "scrape_configs"] {
            _ = reader.string(key)
            _ = reader.bool(key)
            _ = reader.int(key, in: 0...1)
            _ = reader.double(key, in: 0...1)
            _ = reader.duration(key)
            _ = reader.byteSize(key)
            _ = reader.strings(key)
            _ = reader.stringMap(key)
            reader.mapping(key)?.finish()
            reader.mappings(key)?.forEach { $0.finish() }
        }
        reader.finish()
    }

    @Test(arguments: 1...2)
    func randomBytes(seed: UInt64) {
        var generator = SeededGenerator(state: seed)
        for _ in 0..<100 {
            let count = Int.random(in: 0..<200, using: &generator)
            check((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
        }
    }

    @Test(arguments: 1...2)
    func randomSigns(seed: UInt64) {
        var generator = SeededGenerator(state: seed &+ 100)
        let pieces = [
            "a", "b: ", ": ", "- ", "\n", "\n  ", "\n    ", "{", "}", "[", "]", ",", "&a ", "*a", "<<: ", "'",
            "\"", "|\n", ">\n",
            "? ", "!!str ", "!", "%", "---\n", "...\n", "#", "\t", "\\", "~", "é", "\u{2028}", "\r", "1",
            "\u{85}", "\u{feff}",
        ]
        for _ in 0..<100 {
            let count = Int.random(in: 0..<40, using: &generator)
            check(
                Array((0..<count).compactMap { _ in pieces.randomElement(using: &generator) }.joined().utf8))
        }
    }

    @Test(arguments: 1...2)
    func mutations(seed: UInt64) throws {
        var generator = SeededGenerator(state: seed &+ 200)
        let original = Array(Self.seed.utf8)
        check(original)
        for _ in 0..<100 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: index)
                case 2: bytes.insert(UInt8.random(in: 9...126, using: &generator), at: index)
                default:
                    let end = min(bytes.count, index + Int.random(in: 1...30, using: &generator))
                    let target = Int.random(in: 0..<bytes.count, using: &generator)
                    bytes.insert(contentsOf: Array(bytes[index..<end]), at: target)
                }
            }
            check(bytes)
        }
    }

    @Test func everyPrefix() {
        let bytes = Array(Self.seed.utf8)
        for end in bytes.indices { check(Array(bytes[..<end])) }
    }
}
