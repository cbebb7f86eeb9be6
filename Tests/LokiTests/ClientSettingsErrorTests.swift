// What is wrong with a `clients` section, word for word.

import Testing

@testable import Loki

@Suite struct ClientSettingsErrorTests {
    private static let table: [(text: String, finding: String)] = [
        (
            "- name: x",
            "c:2:5: error: the key 'url' is missing in clients[0]; add 'url: http://localhost:3100/loki/api/v1/push'"
        ),
        (
            "- url:",
            "c:2:9: error: clients[0].url: the value is missing; write 'url: http://localhost:3100/loki/api/v1/push'"
        ),
        (
            "- url: loki:3100",
            "c:2:10: error: 'loki:3100' is not an http or https address; write it whole, for example "
                + "http://localhost:3100/loki/api/v1/push"
        ),
        (
            "- url: ftp://u:hunter2@l/x",
            "c:2:10: error: 'ftp://l/x' is not an http or https address; write it whole, for example "
                + "http://localhost:3100/loki/api/v1/push"
        ),
        (
            "- url: http://",
            "c:2:10: error: 'http://' is not an http or https address; write it whole, for example "
                + "http://localhost:3100/loki/api/v1/push"
        ),
        (
            "- url: http://l/push\n    batchsiz: 1",
            "c:3:5: error: unknown key 'batchsiz' in clients[0]; did you mean 'batchsize'?"
        ),
        (
            "- url: http://l/push\n    batchsize: 65MiB",
            "c:3:16: error: clients[0].batchsize: '65MiB' is out of range; write a size from 1B to 64MiB"
        ),
        (
            "- url: http://l/push\n    batchsize: 0",
            "c:3:16: error: clients[0].batchsize: '0' is out of range; write a size from 1B to 64MiB"
        ),
        (
            "- url: http://l/push\n    encoding: protobuff",
            "c:3:15: error: clients[0].encoding: must be one of json, protobuf, found 'protobuff'; did you mean "
                + "'protobuf'?"
        ),
        (
            "- url: http://l/push\n    encoding: gzip",
            "c:3:15: error: clients[0].encoding: must be one of json, protobuf, found 'gzip'; write one of them"
        ),
        (
            "- url: http://l/push\n    batchwait: 2h",
            "c:3:16: error: clients[0].batchwait: '2h' is out of range; write a duration from 0s to 1h"
        ),
        (
            "- url: http://l/push\n    batchwait: 5",
            "c:3:16: error: clients[0].batchwait: '5' has no unit; write a unit, for example 5s"
        ),
        (
            "- url: http://l/push\n    timeout: 0s",
            "c:3:14: error: clients[0].timeout: '0s' is out of range; write a duration from 1ms to 1h"
        ),
        (
            "- url: http://l/push\n    tenant_id: \"a\\nb\"",
            "c:3:16: error: clients[0].tenant_id: a tenant cannot have control characters; write it on one line"
        ),
        (
            "- url: http://l/push\n    external_labels: {a-b: x}",
            "c:3:23: error: 'a-b' is not a label name; use letters, digits and _, not starting with a digit"
        ),
        (
            "- url: http://l/push\n    external_labels: {1a: x}",
            "c:3:23: error: '1a' is not a label name; use letters, digits and _, not starting with a digit"
        ),
        (
            "- url: http://l/push\n    external_labels: {\"\": x}",
            "c:3:23: error: '' is not a label name; use letters, digits and _, not starting with a digit"
        ),
        (
            "- url: http://l/push\n    headers: {\"a b\": x}",
            "c:3:15: error: 'a b' cannot be a header line; a header's name has letters, digits and '-', its value "
                + "no line break"
        ),
        (
            "- url: http://l/push\n    headers: {a: \"x\\r\\nEvil: y\"}",
            "c:3:15: error: 'a' cannot be a header line; a header's name has letters, digits and '-', its value "
                + "no line break"
        ),
        (
            "- url: http://l/push\n    basic_auth: {username: u, password: p, password_file: /p}",
            "c:3:59: error: password and password_file exclude each other; keep one of them"
        ),
        (
            "- url: http://l/push\n    bearer_token: t\n    bearer_token_file: /t",
            "c:4:24: error: bearer_token and bearer_token_file exclude each other; keep one of them"
        ),
        (
            "- url: http://l/push\n    basic_auth: {username: u}\n    bearer_token_file: /t",
            "c:4:24: error: basic_auth and a bearer token exclude each other; keep one of them"
        ),
        (
            "- url: http://l/push\n    bearer_token: \"a\\nb\"",
            "c:3:19: error: clients[0].bearer_token: a token cannot have control characters; write it on one line"
        ),
        (
            "- url: http://l/push\n    basic_auth: {user: u}",
            "c:3:18: error: unknown key 'user' in clients[0].basic_auth; the keys known here are username, password, "
                + "password_file"
        ),
        (
            "- url: http://l/push\n    tls_config: {cert_file: /c}",
            "c:3:17: error: cert_file and key_file go together; give both, or neither"
        ),
        (
            "- url: http://l/push\n    tls_config: {key_file: /c}",
            "c:3:17: error: cert_file and key_file go together; give both, or neither"
        ),
        (
            "- url: http://l/push\n    tls_config: {insecure_skip_verify: maybe}",
            "c:3:40: error: clients[0].tls_config.insecure_skip_verify: 'maybe' is not a Boolean; write true or false"
        ),
        (
            "- url: http://l/push\n    backoff_config: {min_period: 10s, max_period: 5s}",
            "c:3:51: error: max_period is shorter than min_period; write at least 10s"
        ),
        (
            "- url: http://l/push\n    backoff_config: {max_period: 2d}",
            "c:3:34: error: clients[0].backoff_config.max_period: '2d' is out of range; write a duration from 1ms "
                + "to 24h"
        ),
        (
            "- url: http://l/push\n    backoff_config: {max_retries: -1}",
            "c:3:35: error: clients[0].backoff_config.max_retries: '-1' is out of range; write a whole number from "
                + "0 to 2147483647"
        ),
        (
            "- url: http://l/push\n  - url: http://u:p@l/push",
            "c:3:5: error: two clients are called 'http://l/push'; give one of them a name of its own: "
                + "'name: second'"
        ),
        (
            "- {url: http://l/push, name: x}\n  - {url: http://m/push, name: x}",
            "c:3:5: error: two clients are called 'x'; give one of them a name of its own: 'name: second'"
        ),
    ]

    @Test(arguments: table)
    func whatIsWrongIsSaidWithWhatToWrite(text: String, finding: String) throws {
        #expect(try decodeClients("clients:\n  \(text)\n").findings == [finding])
    }

    @Test func twoClientsOfOneURLAreTwoByTheirTenants() throws {
        let (clients, findings) = try decodeClients(
            "clients: [{url: http://l/push, tenant_id: a}, {url: http://l/push, tenant_id: b}]")
        #expect(findings == [])
        #expect(clients.map(\.key) == ["http://l/push a", "http://l/push b"])
    }

    @Test func everythingWrongIsSaidAtOnce() throws {
        let (clients, findings) = try decodeClients(
            """
            clients:
              - url: nowhere
                timeout: x
                headers: [a]
              - url: http://l/push
                batchsize: much
                colour: red
            """)
        #expect(clients.map(\.url) == ["http://l/push"])
        #expect(clients.map(\.batchSize) == [1 << 20])
        #expect(findings.count == 5)
    }
}
