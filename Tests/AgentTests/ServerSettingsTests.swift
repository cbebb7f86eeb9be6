// Who may ask the endpoints, as the configuration says it, and what is said of one that lets everybody.

import Configuration
import Testing

@testable import Agent

@Suite struct ServerSettingsTests {
    private static let hash = "$2y$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234"

    @Test(
        arguments: [
            ("http_listen_address: 0.0.0.0", "f:3:31", "0.0.0.0:9080"),
            ("http_listen_port: 80, http_listen_address: ''", "f:3:53", "0.0.0.0:80"),
            ("http_listen_host: '::'", "f:3:28", "[::]:9080"),
            ("http_listen_address: monitor.example.org", "f:3:31", "monitor.example.org:9080"),
            ("http_listen_address: 10.0.0.1, basic_auth_users: {}", "f:3:31", "10.0.0.1:9080"),
        ])
    func everybodyMayAskIsAWarning(server: String, place: String, address: String) {
        let (settings, found) = load(configuration("server: {\(server)}"))
        #expect(settings != nil)
        #expect(
            found == [
                "\(place): warning: server: everybody who reaches \(address) can read what the agent knows, the "
                    + "configuration included; set basic_auth_users, or listen on 127.0.0.1"
            ])
    }

    @Test(
        arguments: [
            "log_level: info", "http_listen_address: 127.0.0.1", "http_listen_address: localhost",
            "http_listen_address: '::1'", "http_listen_address: 0.0.0.0, disable: true",
            "http_listen_address: 0.0.0.0, basic_auth_users: {ann: \(hash)}",
        ])
    func nobodyElseMayAskIsNone(server: String) {
        let (settings, found) = load(configuration("server: {\(server)}"))
        #expect(settings != nil)
        #expect(found == [])
    }

    @Test func hashesAreNotShown() throws {
        let text = "server: {basic_auth_users: {ann: \(Self.hash)}}"
        let settings = try #require(load(configuration(text)).settings)
        var dumped = ""
        dump(settings.server, to: &dumped)
        #expect(!dumped.contains(Self.hash))
        let root = try #require(
            YAML.parse(Array(text.utf8), file: "f", diagnostics: DiagnosticCollector()))
        let shown = EffectiveConfiguration(root).text
        #expect(shown.contains("ann: <secret>"))
        #expect(!shown.contains("$2y$"))
    }

    /// A hash with a mistake in it is a hash still, or a password.
    @Test(arguments: [
        "hunter2", "$2y$10$abcdefghijklmnop", "$2y$99$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234",
    ])
    func whatIsWrongWithAHashIsSaidWithoutIt(hash: String) {
        let found = load(configuration("server: {basic_auth_users: {ann: '\(hash)'}}")).findings
        #expect(found.count == 1)
        #expect(!found.joined().contains(hash))
        #expect(!found.joined().contains("mnop"))
    }
}
