// The reader's questions with values that fit, and its account of the keys nobody asked for.

import Testing

@testable import Configuration

@Suite struct MappingReaderTests {
    private enum Level { case debug, info }

    @Test func readsEveryKindOfValue() throws {
        let text = """
            text: hello
            number: 80
            flag: yes
            port: 9080
            rate: 0.5
            wait: 1m30s
            size: 2MB
            level: info
            one: a
            many: [a, 1, true, "", ~x]
            map: {b: 1, a: , "c d": yes}
            list: [1, [2]]
            inner: {x: y}
            password: hunter2
            """
        let diagnostics = DiagnosticCollector()
        let node = try #require(YAML.parse(text.utf8, file: "f", diagnostics: diagnostics))
        var reader = MappingReader(node, context: "", diagnostics: diagnostics)
        #expect(reader.string("text") == "hello")
        #expect(reader.string("number") == "80")
        #expect(reader.string("flag") == "yes")
        #expect(reader.bool("flag") == true)
        #expect(reader.int("port", in: 0...65535) == 9080)
        #expect(reader.double("rate", in: 0...1) == 0.5)
        #expect(reader.duration("wait") == 90_000_000_000)
        #expect(reader.duration("wait", in: 0...90_000_000_000) == 90_000_000_000)
        #expect(reader.byteSize("size") == 2 << 20)
        #expect(reader.byteSize("size", in: 0...(2 << 20)) == 2 << 20)
        #expect(reader.choice("level", [("debug", Level.debug), ("info", .info)]) == .info)
        #expect(reader.strings("one") == ["a"])
        #expect(reader.strings("many") == ["a", "1", "true", "", "~x"])
        let map = reader.stringMap("map") ?? []
        #expect(map.map(\.key) == ["b", "a", "c d"])
        #expect(map.map(\.value) == ["1", "", "yes"])
        #expect(map.map(\.location.column) == [10, 16, 25])
        let list = reader.list("list")
        #expect(list?.map(\.kind) == ["text", "a list"])
        let below = reader.mapping("inner")
        var inner = try #require(below)
        #expect(inner.context == "inner")
        #expect(inner.location.description == "f:13:8")
        #expect(inner.string("x") == "y")
        inner.finish()
        let password = reader.secret("password")
        #expect(password?.exposed == "hunter2")
        #expect(reader.requiredString("text") == "hello")
        #expect(reader.node("list") === node["list"])
        reader.finish()
        #expect(diagnostics.diagnostics.isEmpty)
    }

    @Test(arguments: ["", "k:", "k: ~", "k: null"])
    func absentAndNullAreNil(text: String) throws {
        let (isNil, findings) = try read(text) { reader in
            reader.node("k") == nil && reader.string("k") == nil && reader.bool("k") == nil
                && reader.int("k", in: 0...1) == nil && reader.double("k", in: 0...1) == nil
                && reader.duration("k") == nil && reader.byteSize("k") == nil
                && reader.choice("k", [("a", 1)]) == nil
                && reader.strings("k") == nil && reader.stringMap("k") == nil && reader.list("k") == nil
                && reader.mapping("k") == nil && reader.mappings("k") == nil && reader.secret("k") == nil
        }
        #expect(isNil)
        #expect(findings.isEmpty)
    }

    @Test func knowsWhetherAKeyIsThere() throws {
        let (present, findings) = try read("a: ~\nb: 1\n") { reader in
            let present = [reader.isPresent("a"), reader.isPresent("b"), reader.isPresent("c")]
            reader.finish()
            return present
        }
        #expect(present == [true, true, false])
        #expect(findings.isEmpty)
    }

    @Test func knowsWhereValuesStand() throws {
        let (places, _) = try read("x: y\na: 1\nb:\n") {
            [$0.location(of: "a"), $0.location(of: "b"), $0.location(of: "c")]
        }
        #expect(places.map(\.description) == ["f:2:4", "f:3:3", "f:1:1"])
    }

    @Test func ignoresKeysWithoutMeaning() throws {
        let (places, findings) = try read("a: 1\nb: [2]\n") { reader in
            let places = reader.ignore(["b", "c", "a"])
            reader.finish()
            return places
        }
        #expect(places.map(\.description) == ["f:2:1", "f:1:1"])
        #expect(findings.isEmpty)
    }

    @Test func contextsNameTheWay() throws {
        let text = "clients:\n  - url: {}\n  -\n  - tls: {ca: []}\n"
        let (_, findings) = try read(text) { reader in
            for var client in reader.mappings("clients") ?? [] {
                _ = client.string("url")
                if var tls = client.mapping("tls") { _ = tls.string("ca") }
            }
        }
        #expect(
            findings == [
                "f:2:10: error: clients[0].url: expected text, found a mapping; "
                    + "write a single value; put a text with ': ', or one that begins with {, in quotes",
                "f:3:4: error: clients[1]: the element is empty; write a value after the '-', or remove it",
                "f:4:15: error: clients[2].tls.ca: expected text, found a list; write a single value, without '- ' or [ ]",
            ])
    }

    @Test func aLargeMappingIsReadTheSameWay() throws {
        let text = (0..<500).map { "k\($0): \($0)\n" }.joined()
        let (sum, findings) = try read(text + "odd: 1\n") { reader in
            let sum = (0..<500).reduce(0) { $0 + (reader.int("k\($1)", in: 0...499) ?? -1_000_000) }
            #expect(reader.location(of: "k499").description == "f:500:7")
            #expect(reader.string("absent") == nil)
            reader.finish()
            return sum
        }
        #expect(sum == 499 * 250)
        #expect(findings.count == 1)
        #expect(
            findings.first?.hasPrefix("f:501:1: error: unknown key 'odd'; the keys known here are k0, k1, ")
                == true)
        #expect(findings.first?.hasSuffix("k11 and 489 more") == true)
    }
}
