// Certificates: those that cannot be trusted, those that cannot be used, and those that are renewed.

import Platform
import TestSupport
import Testing

@testable import Loki

@Suite(.timeLimit(.minutes(5)), .enabled(if: OpenSSL.isThere, "there is no openssl command"))
struct TransportTLSTests {
    private func client(_ server: TLSServer, _ directory: ScratchDirectory, authority: String? = nil)
        -> ClientSettings
    {
        var client = settings(server.url)
        client.tls.caFile = authority.map { directory.path("\($0).pem") }
        return client
    }

    @Test func aCertificateThatNobodyVouchesForIsNamedWithItsRemedyAndEmptiesNoLog() throws {
        let directory = try ScratchDirectory()
        try OpenSSL.makeCertificate("own", host: "localhost", in: directory)
        let server = try TLSServer("own", in: directory, connections: 2)
        let transport = try Transport()
        let answer = try transport.push(try request(client(server, directory)))
        #expect(answer.status == 0)
        #expect(answer.message.hasPrefix("the server's certificate cannot be trusted: "))
        #expect(answer.message.contains("self-signed certificate"))
        #expect(answer.message.hasSuffix("; tls_config.ca_file can name the authority to trust"))
        #expect(PushOutcome(answer) == .denied)
        // The remedy works, without a restart.
        #expect(try transport.push(try request(client(server, directory, authority: "own"))).status == 204)
    }

    @Test func aCertificateOfAnotherHostIsNamedWithItsRemedy() throws {
        let directory = try ScratchDirectory()
        try OpenSSL.makeCertificate("other", host: "other.test", in: directory)
        let server = try TLSServer("other", in: directory, connections: 2)
        let transport = try Transport()
        var client = client(server, directory, authority: "other")
        let answer = try transport.push(try request(client))
        #expect(answer.message.hasSuffix("; tls_config.server_name can name the host that it is for"))
        #expect(PushOutcome(answer) == .denied)
        client.tls.serverName = "other.test"
        #expect(try transport.push(try request(client)).status == 204)
    }

    @Test func aRenewedCertificateIsUsedForTheNextPush() throws {
        let directory = try ScratchDirectory()
        try OpenSSL.makeCertificate("root", host: "localhost", in: directory)
        for name in ["one", "two"] {
            try OpenSSL.makeCertificate(name, host: "localhost", authority: "root", in: directory)
        }
        let server = try TLSServer("root", in: directory, clientAuthority: "root", connections: 2)
        let transport = try Transport()
        var client = client(server, directory, authority: "root")
        client.tls.certFile = directory.path("client.pem")
        client.tls.keyFile = directory.path("client.key")
        for name in ["one", "one", "two", "two"] {
            for suffix in ["pem", "key"] {
                try directory.write(directory.read("\(name).\(suffix)"), to: "client.\(suffix)")
            }
            #expect(try transport.push(try request(client)).status == 204)
        }
        // Each certificate had a connection of its own, and kept it.
        #expect(server.connections == 2)
        for (connection, name) in ["one", "two"].enumerated() {
            let report = server.report(connection)
            #expect(report.contains("CN = \(name)") || report.contains("CN=\(name)"), "\(report)")
        }
    }

    @Test func aServerThatWantsACertificateSaysSo() throws {
        let directory = try ScratchDirectory()
        try OpenSSL.makeCertificate("root", host: "localhost", in: directory)
        let server = try TLSServer("root", in: directory, clientAuthority: "root", connections: 1)
        let answer = try Transport().push(try request(client(server, directory, authority: "root")))
        #expect(answer.status == 0)
        #expect(answer.message.hasPrefix("the server refused the connection: "))
        #expect(answer.message.hasSuffix("; check tls_config.cert_file and key_file"))
        #expect(PushOutcome(answer) == .denied)
    }

    @Test func filesThatHoldNoCertificateAreNamed() throws {
        let directory = try ScratchDirectory()
        try OpenSSL.makeCertificate("own", host: "localhost", in: directory)
        let server = try TLSServer("own", in: directory, connections: 2)
        try directory.write(Array("nothing of the sort\n".utf8), to: "empty.pem")
        let transport = try Transport()
        let authority = try transport.push(try request(client(server, directory, authority: "empty")))
        #expect(authority.message.hasPrefix("tls_config.ca_file holds no certificate that can be used: "))
        var client = client(server, directory, authority: "own")
        client.tls.certFile = directory.path("empty.pem")
        client.tls.keyFile = directory.path("own.key")
        let certificate = try transport.push(try request(client))
        #expect(certificate.message.hasPrefix("tls_config.cert_file and key_file cannot be used: "))
        #expect([authority, certificate].map { PushOutcome($0) } == [.denied, .denied])
        client.tls.certFile = directory.path("missing.pem")
        let error = #expect(throws: PushError.self) { try request(client) }
        #expect(
            error?.description == "cannot open \(directory.path("missing.pem")): No such file or directory")
        // Where there is no TLS, its files do not matter.
        client.url = "http://127.0.0.1/"
        #expect(try request(client).certificates.isEmpty)
    }
}
