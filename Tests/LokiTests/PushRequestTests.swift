// A push before it is sent: its header lines, its secret, and where it goes.

import Configuration
import Platform
import TestSupport
import Testing

@testable import Loki

@Suite struct PushRequestTests {
    private func request(_ settings: ClientSettings, tenant: String? = nil) throws -> PushRequest {
        try PushRequest(settings, tenant: tenant, body: ByteBuffer(), version: "1.2.3")
    }

    private static let usual = ["Content-Type: application/json", "Content-Encoding: gzip", "Expect:"]

    @Test func aPushSaysWhatItCarriesAndWhoSendsIt() throws {
        let request = try request(ClientSettings(url: "http://l/push"))
        #expect(request.headerLines == Self.usual)
        #expect(request.userAgent == "logferry/1.2.3")
        #expect(request.secret == nil)
    }

    @Test func lokisOwnFormatHasItsCompressionInside() throws {
        var settings = ClientSettings(url: "http://l/push")
        settings.encoding = .protobuf
        #expect(
            try request(settings, tenant: "team").headerLines
                == ["Content-Type: application/x-protobuf", "Expect:", "X-Scope-OrgID: team"])
    }

    @Test func tenantTokenAndHeadersOfOneSOwnAreAdded() throws {
        var settings = ClientSettings(url: "http://l/push")
        settings.credentials = .bearer(.value(Secret("abc")))
        settings.headers = [("X-One", "1"), ("X-Empty", "")]
        #expect(
            try request(settings, tenant: "team").headerLines
                == Self.usual + ["X-Scope-OrgID: team", "Authorization: Bearer abc", "X-One: 1", "X-Empty;"])
    }

    @Test func aPasswordIsNoHeaderLine() throws {
        var settings = ClientSettings(url: "http://l/push")
        settings.credentials = .basic(username: "ann", password: .value(Secret("hunter2")))
        let request = try request(settings)
        #expect(request.headerLines == Self.usual)
        #expect(request.secret == "hunter2")
    }

    @Test(arguments: ["abc", "abc\n", " \t\r\nabc\r\n\n ", "abc\u{A0}\u{2003}"])
    func whiteSpaceAroundASecretInAFileDoesNotCount(text: String) throws {
        let directory = try ScratchDirectory()
        try directory.write(Array(text.utf8), to: "token")
        var settings = ClientSettings(url: "http://l/push")
        settings.credentials = .bearer(.file(directory.path("token")))
        #expect(try request(settings).secret == "abc")
        settings.credentials = .basic(username: "u", password: .file(directory.path("token")))
        #expect(try request(settings).secret == "abc")
    }

    @Test func aFileIsReadForEachPush() throws {
        let directory = try ScratchDirectory()
        var settings = ClientSettings(url: "http://l/push")
        settings.credentials = .bearer(.file(directory.path("token")))
        for token in ["one", "two", ""] {
            try directory.write(Array(token.utf8), to: "token")
            #expect(try request(settings).secret == token)
        }
    }

    @Test func aFileThatCannotBeReadIsNamed() throws {
        var settings = ClientSettings(url: "http://l/push")
        settings.credentials = .bearer(.file("/nowhere/token"))
        let error = #expect(throws: PushError.self) { try request(settings) }
        #expect(error?.description == "cannot open /nowhere/token: No such file or directory")
    }

    @Test func aTokenInAFileCannotSmuggleInAHeaderLine() throws {
        let directory = try ScratchDirectory()
        try directory.write(Array("abc\r\nX-Scope-OrgID: other\n".utf8), to: "token")
        var settings = ClientSettings(url: "http://l/push")
        settings.credentials = .bearer(.file(directory.path("token")))
        let error = #expect(throws: PushError.self) { try request(settings) }
        #expect(
            error?.description
                == "\(directory.path("token")) holds more than a token: keep one line without control characters"
        )
    }

    private func target(_ url: String, _ serverName: String?) -> PushTarget {
        var settings = ClientSettings(url: url)
        settings.tls.serverName = serverName
        return PushTarget(settings)
    }

    @Test func withoutAServerNameTheURLIsTakenAsItIs() {
        let target = target("https://l:3100/push?x=1", nil)
        #expect(target.url == "https://l:3100/push?x=1")
        #expect(target.connectTo == nil)
        #expect(target.hostHeader == nil)
    }

    @Test(
        arguments: [
            ("https://l/push", "https://n/push", "n:443:l:443", "l"),
            ("https://l:3100/push?x=1", "https://n:3100/push?x=1", "n:3100:l:3100", "l:3100"),
            ("https://10.0.0.1:443/", "https://n:443/", "n:443:10.0.0.1:443", "10.0.0.1:443"),
            ("https://[::1]:3100/push", "https://n:3100/push", "n:3100:[::1]:3100", "[::1]:3100"),
            ("https://u:p@l/push", "https://u:p@n/push", "n:443:l:443", "l"),
            ("http://l/push", "http://n/push", "n:80:l:80", "l"),
        ])
    func withAServerNameTLSAsksForItAndTheConnectionGoesToTheHost(
        url: String, seen: String, connectTo: String, host: String
    ) {
        let target = target(url, "n")
        #expect(target.url == seen)
        #expect(target.connectTo == connectTo)
        #expect(target.hostHeader == host)
    }
}
