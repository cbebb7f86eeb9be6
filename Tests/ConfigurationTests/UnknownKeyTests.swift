// A key that nobody asked for is an error with the key that was probably meant.

import Testing

@testable import Configuration

@Suite struct UnknownKeyTests {
    private static let known = ["job_name", "pipeline_stages", "static_configs", "url"]

    @Test(arguments: [
        ("pipline_stages", "did you mean 'pipeline_stages'?"), ("Job_Name", "did you mean 'job_name'?"),
        ("jobname", "did you mean 'job_name'?"), ("static_config", "did you mean 'static_configs'?"),
        ("ulr", "did you mean 'url'?"), ("uri", "did you mean 'url'?"),
        ("relabel_configs", "the keys known here are job_name, pipeline_stages, static_configs, url"),
        ("x", "the keys known here are job_name, pipeline_stages, static_configs, url"),
    ])
    func isNamedWithTheNearest(key: String, remedy: String) throws {
        let (_, findings) = try read("url: 1\n\(key): 2\n", context: "scrape_configs[0]") { reader in
            for key in Self.known { _ = reader.node(key) }
            reader.finish()
        }
        #expect(findings == ["f:2:1: error: unknown key '\(key)' in scrape_configs[0]; \(remedy)"])
    }

    @Test func theTopHasNoName() throws {
        let (_, findings) = try read("a: 1\nb:\n") { $0.finish() }
        #expect(
            findings == [
                "f:1:1: error: unknown key 'a'; remove it; no keys are known here",
                "f:2:1: error: unknown key 'b'; remove it; no keys are known here",
            ])
    }

    @Test func aLongListIsCut() throws {
        let (_, findings) = try read("zzz: 1\n") { reader in
            for index in 10..<24 { _ = reader.node("k\(index)") }
            reader.finish()
        }
        #expect(
            findings == [
                "f:1:1: error: unknown key 'zzz'; the keys known here are "
                    + "k10, k11, k12, k13, k14, k15, k16, k17, k18, k19, k20, k21 and 2 more"
            ])
    }

    @Test func aMergedKeyIsReportedWhereItIsWritten() throws {
        let (_, findings) = try read("a: &x {b: 1}\nc: {<<: *x}\n") { reader in
            _ = reader.node("a")
            if let inner = reader.mapping("c") { inner.finish() }
        }
        #expect(findings == ["f:1:8: error: unknown key 'b' in c; remove it; no keys are known here"])
    }

    @Test(
        arguments: [
            ("levle", "level"), ("LEVEL", "level"), ("evel", "level"), ("levels", "level"),
            ("leevl", "level"), ("lxvxl", nil),
            ("batchwiat", "batchwait"), ("batch_wait", "batchwait"), ("batch_size", "batchsize"), ("", nil),
            ("b", nil),
            ("bo", nil), ("nam", "name"), (String(repeating: "a", count: 65), nil), ("name", "name"),
            ("tiemout", "timeout"),
        ] as [(String, String?)])
    func nearest(word: String, expected: String?) {
        #expect(
            Suggestions.nearest(word, among: ["level", "batchwait", "batchsize", "name", "timeout"])
                == expected)
    }

    @Test func prefersTheNearerThenTheFirst() {
        #expect(Suggestions.nearest("abcdef", among: ["abcdxx", "abcdex", "abcdey"]) == "abcdex")
        #expect(Suggestions.nearest("abc", among: []) == nil)
        #expect(Suggestions.nearest("Y", among: ["x", "y"]) == "y")
        #expect(Suggestions.nearest("abc", among: [String(repeating: "a", count: 100_000), "abd"]) == "abd")
    }

    @Test(arguments: [
        ("", "", 0), ("a", "", 1), ("", "abc", 3), ("ab", "ba", 1), ("abc", "acb", 1), ("ca", "abc", 3),
        ("kitten", "sitting", 3), ("abcd", "badc", 2),
    ])
    func distance(left: String, right: String, expected: Int) {
        #expect(Suggestions.distance(Array(left.unicodeScalars), Array(right.unicodeScalars)) == expected)
    }
}
