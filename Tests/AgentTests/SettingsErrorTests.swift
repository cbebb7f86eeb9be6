// What is wrong with agent.conf, said as the user reads it, each message to the letter.

import Testing

@testable import Agent

@Suite struct SettingsErrorTests {
    /// A section in a line, and below it, indented, all that is said about it.
    static let table = #"""
        clients:
            f:1:9: error: clients: the value is missing; write 'clients: [{url: http://localhost:3100/loki/api/v1/push}]'
        clients: []
            f:1:10: error: clients is empty: nothing says where to send the lines; add '- url: http://localhost:3100/loki/api/v1/push'
        clients: [{}]
            f:1:11: error: the key 'url' is missing in clients[0]; add 'url: http://localhost:3100/loki/api/v1/push'
        clients: {url: http://localhost/push}
            f:1:10: error: clients: expected a list, found a mapping; start each element with '- '
        clients: [http://localhost/push]
            f:1:11: error: clients[0]: expected a mapping, found text; write its keys below, as 'key: value', indented by two spaces
            f:1:11: error: the key 'url' is missing in clients[0]; add 'url: http://localhost:3100/loki/api/v1/push'
        clients: [{url: localhost:3100}]
            f:1:17: error: 'localhost:3100' is not an http or https address; write it whole, for example http://localhost:3100/loki/api/v1/push
        clients: [{url: ftp://localhost/push}]
            f:1:17: error: 'ftp://localhost/push' is not an http or https address; write it whole, for example http://localhost:3100/loki/api/v1/push
        clients: [{url: }]
            f:1:17: error: clients[0].url: the value is missing; write 'url: http://localhost:3100/loki/api/v1/push'
        clients: [{url: http://a/push}, {url: http://a/push}]
            f:1:33: error: two clients are called 'http://a/push'; give one of them a name of its own: 'name: second'
        clients: [{url: http://a/push, name: x}, {url: http://b/push, name: x}]
            f:1:42: error: two clients are called 'x'; give one of them a name of its own: 'name: second'
        clients: [{uri: http://a/push}]
            f:1:11: error: the key 'url' is missing in clients[0]; add 'url: http://localhost:3100/loki/api/v1/push'
            f:1:12: error: unknown key 'uri' in clients[0]; did you mean 'url'?
        clients: [{url: http://a/push, batch_wait: 1s}]
            f:1:32: error: unknown key 'batch_wait' in clients[0]; did you mean 'batchwait'?
        clients: [{url: http://a/push, batchwait: 1}]
            f:1:43: error: clients[0].batchwait: '1' has no unit; write a unit, for example 1s
        clients: [{url: http://a/push, batchwait: 5 seconds}]
            f:1:43: error: clients[0].batchwait: '5 seconds' is not a duration; a duration is a number with a unit: 500ms, 10s, 5m, 1h
        clients: [{url: http://a/push, batchwait: 2h}]
            f:1:43: error: clients[0].batchwait: '2h' is out of range; write a duration from 0s to 1h
        clients: [{url: http://a/push, batchsize: 0}]
            f:1:43: error: clients[0].batchsize: '0' is out of range; write a size from 1B to 64MiB
        clients: [{url: http://a/push, batchsize: 1 gallon}]
            f:1:43: error: clients[0].batchsize: '1 gallon' is not a size; a size is a number of bytes, or a number with a unit: 512, 256KB, 2MB, 1GB
        clients: [{url: http://a/push, timeout: 0s}]
            f:1:41: error: clients[0].timeout: '0s' is out of range; write a duration from 1ms to 1h
        clients: [{url: http://a/push, external_labels: {a-b: c}}]
            f:1:50: error: 'a-b' is not a label name; use letters, digits and _, not starting with a digit
        clients: [{url: http://a/push, external_labels: [a]}]
            f:1:49: error: clients[0].external_labels: expected a mapping, found a list; remove the '- ' before its keys
        clients: [{url: http://a/push, headers: {'X Y': z}}]
            f:1:42: error: 'X Y' cannot be a header line; a header's name has letters, digits and '-', its value no line break
        clients: [{url: http://a/push, headers: {X: "a\nb"}}]
            f:1:42: error: 'X' cannot be a header line; a header's name has letters, digits and '-', its value no line break
        clients: [{url: http://a/push, basic_auth: {user: x}}]
            f:1:45: error: unknown key 'user' in clients[0].basic_auth; the keys known here are username, password, password_file
        clients: [{url: http://a/push, basic_auth: {username: x, password: y, password_file: /z}}]
            f:1:86: error: password and password_file exclude each other; keep one of them
        clients: [{url: http://a/push, basic_auth: {username: x}, bearer_token: y}]
            f:1:73: error: basic_auth and a bearer token exclude each other; keep one of them
        clients: [{url: http://a/push, bearer_token: x, bearer_token_file: /y}]
            f:1:68: error: bearer_token and bearer_token_file exclude each other; keep one of them
        clients: [{url: http://a/push, tls_config: {ca: /x}}]
            f:1:49: error: clients[0].tls_config.ca is no PEM text; write ca_file for the path of one
        clients: [{url: http://a/push, tls_config: {cert_file: /x}}]
            f:1:44: error: cert_file and key_file go together; give both, or neither
        clients: [{url: http://a/push, tls_config: {insecure_skip_verify: maybe}}]
            f:1:67: error: clients[0].tls_config.insecure_skip_verify: 'maybe' is not a Boolean; write true or false
        clients: [{url: http://a/push, backoff_config: {max_period: 1s, min_period: 2s}}]
            f:1:61: error: max_period is shorter than min_period; write at least 2s
        clients: [{url: http://a/push, backoff_config: {retries: 3}}]
            f:1:49: error: unknown key 'retries' in clients[0].backoff_config; the keys known here are min_period, max_period, max_retries
        clients: [{url: http://a/push, backoff_config: {max_retries: many}}]
            f:1:62: error: clients[0].backoff_config.max_retries: 'many' is not a whole number; write a whole number from 0 to 2147483647
        scrape_configs:
            f:2:16: error: scrape_configs: the value is missing; write 'scrape_configs: [{job_name: app, static_configs: [...]}]'
        scrape_configs: {}
            f:2:17: error: scrape_configs: expected a list, found a mapping; start each element with '- '
        scrape_configs: [{job_name: a}]
            f:2:18: error: the key 'static_configs' is missing in scrape_configs[0]; add 'static_configs: [{labels: {__path__: /var/log/app/*.log}}]'
        scrape_configs: [{job_name: a, static_configs: [{}]}]
            f:2:49: error: the label __path__ is missing: nothing says which files to follow; add '__path__: /var/log/app/*.log' to its labels
        scrape_configs: [{job_name: a, static_configs: [{labels: }]}]
            f:2:58: error: the label __path__ is missing: nothing says which files to follow; add '__path__: /var/log/app/*.log' to its labels
        scrape_configs: [{job_name: a, static_configs: [{labels: {job: a}}]}]
            f:2:58: error: the label __path__ is missing: nothing says which files to follow; add '__path__: /var/log/app/*.log' to its labels
        scrape_configs: [{job_name: a, static_configs: [{labels: {__path__: }}]}]
            f:2:69: error: the path '' cannot be used: an empty path; write for example /var/log/*.log
        scrape_configs: [{job_name: a, static_configs: [{labels: {__path__: /}}]}]
            f:2:69: error: the path '/' cannot be used: '/' names a directory; add a file name or *.log
        scrape_configs: [{job_name: a, static_configs: [{labels: {__path__: '/x{a,b'}}]}]
            f:2:69: error: the path '/x{a,b' cannot be used: '{' at character 3 is not closed; add '}'
        scrape_configs: [{job_name: a, static_configs: [{labels: {__path__: '/x[a'}}]}]
            f:2:69: error: the path '/x[a' cannot be used: '[' is not closed; add ']', or write \[ for the character
        scrape_configs: [{job_name: a, static_configs: [{labels: {__path__: /x, __path_exclude__: '/y}'}}]}]
            f:2:91: error: the path '/y}' cannot be used: '}' without '{' at character 3; write \} for the character
        scrape_configs: [{job_name: a, static_configs: [{labels: {__path__: /x, my-label: y}}]}]
            f:2:73: error: 'my-label' is not a label name; use letters, digits and _, not starting with a digit: 'my_label'
        scrape_configs: [{job_name: a, static_configs: [{label: {__path__: /x}}]}]
            f:2:49: error: the label __path__ is missing: nothing says which files to follow; add '__path__: /var/log/app/*.log' to its labels
            f:2:50: error: unknown key 'label' in scrape_configs[0].static_configs[0]; did you mean 'labels'?
        scrape_configs: [{job_name: a, static_configs: {labels: {__path__: /x}}}]
            f:2:48: error: scrape_configs[0].static_configs: expected a list, found a mapping; start each element with '- '
        scrape_configs: [{job_name: a, static_config: [{labels: {__path__: /x}}]}]
            f:2:18: error: the key 'static_configs' is missing in scrape_configs[0]; add 'static_configs: [{labels: {__path__: /var/log/app/*.log}}]'
            f:2:32: error: unknown key 'static_config' in scrape_configs[0]; did you mean 'static_configs'?
        scrape_configs: [{job_name: a, static_configs: [{labels: {__path__: /x}}], pipeline_stage: []}]
            f:2:76: error: unknown key 'pipeline_stage' in scrape_configs[0]; did you mean 'pipeline_stages'?
        scrape_configs: [{job_name: a, static_configs: [{labels: {__path__: /x}}], pipeline_stages: {json: {}}}]
            f:2:93: error: scrape_configs[0].pipeline_stages: expected a list, found a mapping; start each element with '- '
        scrape_configs: [{job_name: a, static_configs: [{labels: {__path__: /x}}], pipeline_stages: [{jsn: {}}]}]
            f:2:95: error: unknown stage 'jsn' in scrape_configs[0].pipeline_stages[0]; did you mean 'json'?
        server: {http_listen_prt: 80}
            f:3:10: error: unknown key 'http_listen_prt' in server; did you mean 'http_listen_port'?
        server: {http_listen_port: 65536}
            f:3:28: error: server.http_listen_port: '65536' is out of range; write a whole number from 0 to 65535
        server: {http_listen_port: http}
            f:3:28: error: server.http_listen_port: 'http' is not a whole number; write a whole number from 0 to 65535
        server: {log_level: verbose}
            f:3:21: error: server.log_level: must be one of debug, info, warn, warning, error, found 'verbose'; write one of them
        server: {log_level: warnin}
            f:3:21: error: server.log_level: must be one of debug, info, warn, warning, error, found 'warnin'; did you mean 'warning'?
        server: {log_format: xml}
            f:3:22: error: server.log_format: must be one of logfmt, json, found 'xml'; write one of them
        server: {basic_auth_users: {ann: secret}}
            f:3:34: error: server.basic_auth_users.ann: this is no bcrypt hash; write what 'htpasswd -nBC 10 "" | tr -d ":\n"' prints
        server: {basic_auth_users: {ann: }}
            f:3:34: error: server.basic_auth_users.ann: this is no bcrypt hash; write what 'htpasswd -nBC 10 "" | tr -d ":\n"' prints
        server: {basic_auth_users: {ann: $2y$31$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234}}
            f:3:34: error: server.basic_auth_users.ann: a bcrypt hash of cost 31 is not taken, only of 4 to 15; write what 'htpasswd -nBC 10 "" | tr -d ":\n"' prints
        server: {basic_auth_users: {"a:b": $2y$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234}}
            f:3:36: error: server.basic_auth_users: a name is empty or has a colon in it; give the user another name
        server: {basic_auth_users: [ann]}
            f:3:28: error: server.basic_auth_users: expected a mapping, found a list; remove the '- ' before its keys
        server: []
            f:3:9: error: server: expected a mapping, found a list; remove the '- ' before its keys
        positions: {file: /x}
            f:3:13: error: unknown key 'file' in positions; the keys known here are filename, sync_period, ignore_invalid_yaml, rejected_max_size, rotated_paths, start_at
        positions: {start_at: middle}
            f:3:23: error: 'middle' is no place to start at; write beginning, end, or an age such as 24h: files written to since then are read whole
        positions: {start_at: -1h}
            f:3:23: error: '-1h' is no place to start at; write beginning, end, or an age such as 24h: files written to since then are read whole
        positions: {start_at: 24}
            f:3:23: error: '24' is no place to start at; write beginning, end, or an age such as 24h: files written to since then are read whole
        positions: {start_at: [end]}
            f:3:23: error: positions.start_at: expected text, found a list; write a single value, without '- ' or [ ]
        positions: {sync_period: 10}
            f:3:26: error: positions.sync_period: '10' has no unit; write a unit, for example 10s
        positions: {rejected_max_size: lots}
            f:3:32: error: positions.rejected_max_size: 'lots' is not a size; a size is a number of bytes, or a number with a unit: 512, 256KB, 2MB, 1GB
        positions: {ignore_invalid_yaml: perhaps}
            f:3:34: error: positions.ignore_invalid_yaml: 'perhaps' is not a Boolean; write true or false
        limits_config: {max_line_size: 2GB}
            f:3:32: error: limits_config.max_line_size: '2GB' is out of range; write a size of at most 1GiB
        limits_config: {max_line_size: big}
            f:3:32: error: limits_config.max_line_size: 'big' is not a size; a size is a number of bytes, or a number with a unit: 512, 256KB, 2MB, 1GB
        limits_config: {max_line_size_trunc: true}
            f:3:17: error: unknown key 'max_line_size_trunc' in limits_config; did you mean 'max_line_size_truncate'?
        limits_config: {max_line_size_truncate: 3}
            f:3:41: error: limits_config.max_line_size_truncate: '3' is not a Boolean; write true or false
        host_metrics: true
            f:3:15: error: host_metrics: expected a mapping, found text; write its keys below, as 'key: value', indented by two spaces
        host_metrics: {enable: true}
            f:3:16: error: unknown key 'enable' in host_metrics; did you mean 'enabled'?
        host_metrics: {enabled: 1}
            f:3:25: error: host_metrics.enabled: '1' is not a Boolean; write true or false
        servr: {}
            f:3:1: error: unknown key 'servr'; did you mean 'server'?
        "": x
            f:3:1: error: unknown key ''; the keys known here are server, positions, limits_config, rotation, host_metrics, analysis, scrape_configs, client, clients, global, target_config, options and 2 more
        """#

    static func cases(_ table: String) -> [(text: String, findings: [String])] {
        var cases: [(text: String, findings: [String])] = []
        for line in table.split(separator: "\n").map(String.init) {
            if line.hasPrefix("    "), let last = cases.indices.last {
                cases[last].findings.append(String(line.dropFirst(4)))
            } else {
                cases.append((line, []))
            }
        }
        return cases
    }

    @Test(arguments: cases(table))
    func saysWhatToWriteInstead(_ section: String, _ expected: [String]) {
        #expect(!expected.isEmpty)
        let (settings, found) = load(configuration(section))
        #expect(found == expected)
        #expect(settings == nil)
    }

    @Test func missingSectionsAreNamed() {
        #expect(
            load("").findings == [
                "f:1:1: error: the key 'scrape_configs' is missing; add 'scrape_configs: [{job_name: app, static_configs: [...]}]'",
                "f:1:1: error: the key 'clients' is missing; add 'clients: [{url: http://localhost:3100/loki/api/v1/push}]'",
            ])
        #expect(load("just a text").settings == nil)
        #expect(load("- a list").settings == nil)
        #expect(load("a: [").settings == nil)
    }

    @Test func allThatIsWrongWithAFileIsSaidAtOnceInItsOrder() {
        let (settings, found) = load(
            """
            server:
              http_listen_port: 70000
              log_lvl: debug

            positions:
              filename: var/positions.json
              start_at: yesterday

            clients:
              - url: http://localhost:3100/loki/api/v1/push
                batchwait: 1
                external_labels:
                  data-center: a
              - name: second

            limits_config:
              max_line_size: huge

            scrape_configs:
              - job_name: app
                static_configs:
                  - labels:
                      job: app
                      my.team: x
                pipeline_stages:
                  - json:
                      expressions:
                        level: a..b
                  - lables:
                      level:
                  - timestamp:
                      source: time
                      format: yyyy
                      fallback_formats:
                        - RFC3339
                        - "%Y"
                      location: Europe/Atlantis
              - job_name: app
                static_configs:
                  - labels: {__path__: "/var/log/{a"}
            extra: 1
            """)
        #expect(settings == nil)
        #expect(
            found == [
                "f:2:21: error: server.http_listen_port: '70000' is out of range; write a whole number from 0 to 65535",
                "f:3:3: error: unknown key 'log_lvl' in server; did you mean 'log_level'?",
                "f:7:13: error: 'yesterday' is no place to start at; write beginning, end, or an age such as 24h: files written to since then are read whole",
                "f:11:16: error: clients[0].batchwait: '1' has no unit; write a unit, for example 1s",
                "f:13:7: error: 'data-center' is not a label name; use letters, digits and _, not starting with a digit",
                "f:14:5: error: the key 'url' is missing in clients[1]; add 'url: http://localhost:3100/loki/api/v1/push'",
                "f:17:18: error: limits_config.max_line_size: 'huge' is not a size; a size is a number of bytes, or a number with a unit: 512, 256KB, 2MB, 1GB",
                "f:23:11: error: the label __path__ is missing: nothing says which files to follow; add '__path__: /var/log/app/*.log' to its labels",
                "f:24:11: error: 'my.team' is not a label name; use letters, digits and _, not starting with a digit: 'my_team'",
                "f:28:22: error: 'a..b' is no JMESPath: '.' behind '.' is not expected here; write a key before each '.', or put a key with points in double quotes",
                "f:29:9: error: unknown stage 'lables' in scrape_configs[0].pipeline_stages[1]; did you mean 'labels'?",
                #"f:33:19: error: "yyyy" is a layout in the manner of Java, but layouts are written with Go's reference time, Mon Jan 2 15:04:05 -0700 MST 2006; write "2006""#,
                #"f:36:15: error: "%Y" is a layout for strftime, but layouts are written with Go's reference time, Mon Jan 2 15:04:05 -0700 MST 2006; write "2006""#,
                #"f:37:21: error: time zone "Europe/Atlantis" is not known here; write a name of the IANA database, such as "Europe/Berlin" (an abbreviation such as CEST is not one); names of the last years may need a newer package tzdata"#,
                "f:38:15: warning: the job_name 'app' stands at line 20 already; both are followed, where Promtail follows the last alone; give each scrape configuration a name of its own",
                "f:40:28: error: the path '/var/log/{a' cannot be used: '{' at character 10 is not closed; add '}'",
                "f:41:1: error: unknown key 'extra'; the keys known here are server, positions, limits_config, rotation, host_metrics, analysis, scrape_configs, client, clients, global, target_config, options and 2 more",
            ])
    }
}
