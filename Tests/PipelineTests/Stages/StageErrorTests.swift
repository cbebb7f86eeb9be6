// What is wrong with stages, said as the user reads it, each message to the letter.

import Testing

@testable import Pipeline

@Suite struct StageErrorTests {
    static let known = StageCompiler.decoders.map(\.name).joined(separator: ", ")

    /// A configuration in a line, and below it, indented, all that is said about it.
    static let table = #"""
        - jsn: {}
            f:1:3: error: unknown stage 'jsn' in pipeline_stages[0]; did you mean 'json'?
        - Timestamp: {}
            f:1:3: error: unknown stage 'Timestamp' in pipeline_stages[0]; did you mean 'timestamp'?
        - quux: {}
            f:1:3: error: unknown stage 'quux' in pipeline_stages[0]; the stages are \#(known)
        - {json: {expressions: {a: }}, labels: {a: }}
            f:1:3: error: pipeline_stages[0]: expected one key, found 2; start each of them with '- '
        - {}
            f:1:3: error: pipeline_stages[0]: expected one key, found 0; write one, as in '- key: value'
        - json
            f:1:3: error: pipeline_stages[0]: expected a mapping, found text; write its keys below, as 'key: value', indented by two spaces
        - [json]
            f:1:3: error: pipeline_stages[0]: expected a mapping, found a list; remove the '- ' before its keys
        - json:
            f:1:8: error: the key 'expressions' is missing in pipeline_stages[0].json; add 'expressions: {level: level}'
        - json: {}
            f:1:9: error: the key 'expressions' is missing in pipeline_stages[0].json; add 'expressions: {level: level}'
        - json: {expressions: }
            f:1:23: error: pipeline_stages[0].json.expressions: the value is missing; write 'expressions: {level: level}'
        - json: {expressions: [a]}
            f:1:23: error: pipeline_stages[0].json.expressions: expected a mapping, found a list; remove the '- ' before its keys
        - json: {expressions: {a: [b]}}
            f:1:27: error: pipeline_stages[0].json.expressions.a: expected text, found a list; write a single value, without '- ' or [ ]
        - json: {expresions: {a: }}
            f:1:9: error: the key 'expressions' is missing in pipeline_stages[0].json; add 'expressions: {level: level}'
            f:1:10: error: unknown key 'expresions' in pipeline_stages[0].json; did you mean 'expressions'?
        - json: {expressions: {a: }, sourc: x, expresion: y, z: 1}
            f:1:30: error: unknown key 'sourc' in pipeline_stages[0].json; did you mean 'source'?
            f:1:40: error: unknown key 'expresion' in pipeline_stages[0].json; did you mean 'expressions'?
            f:1:54: error: unknown key 'z' in pipeline_stages[0].json; the keys known here are expressions, source, drop_malformed
        - json: {expressions: {a: }, source: , drop_malformed: maybe}
            f:1:56: error: pipeline_stages[0].json.drop_malformed: 'maybe' is not a Boolean; write true or false
        - json: {expressions: {a: 'x..y'}}
            f:1:30: error: 'x..y' is no JMESPath: '.' behind '.' is not expected here; write a key before each '.', or put a key with points in double quotes
        - json: {expressions: {'a b': }}
            f:1:27: error: 'a b' is no JMESPath: 'b' is not expected here; write '.' between keys, '|' between expressions, and a key with other characters in double quotes
        - labels: {9lives: }
            f:1:12: error: '9lives' is not a label name; use letters, digits and _, not starting with a digit: '_9lives'
        - labels: {a-b: , c.d: x, ok: }
            f:1:12: error: 'a-b' is not a label name; use letters, digits and _, not starting with a digit: 'a_b'
            f:1:19: error: 'c.d' is not a label name; use letters, digits and _, not starting with a digit: 'c_d'
        - labels: {'': x}
            f:1:12: error: '' is not a label name; use letters, digits and _, not starting with a digit: '_'
        - labels: [level]
            f:1:11: error: pipeline_stages[0].labels: expected a mapping, found a list; remove the '- ' before its keys
        - labels: {level: [x]}
            f:1:19: error: pipeline_stages[0].labels.level: expected text, found a list; write a single value, without '- ' or [ ]
        - labels: level
            f:1:11: error: pipeline_stages[0].labels: expected a mapping, found text; write its keys below, as 'key: value', indented by two spaces
        - static_labels: {'größe': x}
            f:1:19: error: 'größe' is not a label name; use letters, digits and _, not starting with a digit: 'gr__e'
        - static_labels: {a: {b: c}}
            f:1:22: error: pipeline_stages[0].static_labels.a: expected text, found a mapping; write a single value; put a text with ': ', or one that begins with {, in quotes
        - static_labels: text
            f:1:18: error: pipeline_stages[0].static_labels: expected a mapping, found text; write its keys below, as 'key: value', indented by two spaces
        - logfmt: {}
            f:1:11: error: the key 'mapping' is missing in pipeline_stages[0].logfmt; add 'mapping: {level: level}'
        - logfmt: {mapping: [a], sorce: x}
            f:1:21: error: pipeline_stages[0].logfmt.mapping: expected a mapping, found a list; remove the '- ' before its keys
            f:1:26: error: unknown key 'sorce' in pipeline_stages[0].logfmt; did you mean 'source'?
        - docker: {labels: a}
            f:1:12: error: unknown key 'labels' in pipeline_stages[0].docker; remove it; no keys are known here
        - cri: {max_partial_lines: 0, max_partial_line_size: big, max_partial: 1}
            f:1:28: error: pipeline_stages[0].cri.max_partial_lines: '0' is out of range; write a whole number from 1 to 100000
            f:1:54: error: pipeline_stages[0].cri.max_partial_line_size: 'big' is not a size; a size is a number of bytes, or a number with a unit: 512, 256KB, 2MB, 1GB
            f:1:59: error: unknown key 'max_partial' in pipeline_stages[0].cri; the keys known here are max_partial_lines, max_partial_line_size, max_partial_line_size_truncate
        - limit: {}
            f:1:10: error: the key 'rate' is missing in pipeline_stages[0].limit; add 'rate: 1000'
            f:1:10: error: the key 'burst' is missing in pipeline_stages[0].limit; add 'burst: 2000'
        - limit: {rate: 0, burst: 0}
            f:1:17: error: pipeline_stages[0].limit.rate: '0' is out of range; write a number from 0.001 to 1000000000.0
            f:1:27: error: pipeline_stages[0].limit.burst: '0' is out of range; write a whole number from 1 to 1000000000
        - limit: {rate: 1, burst: 1, by_label_name: a}
            f:1:45: error: pipeline_stages[0].limit: lines of one value cannot wait while others of their file go on; write 'drop: true', or remove 'by_label_name'
        - match: {}
            f:1:10: error: the key 'selector' is missing in pipeline_stages[0].match; add 'selector: '{app="web"}''
            f:1:10: error: the key 'stages' is missing in pipeline_stages[0].match; add 'stages: [output: {source: message}]'
        - match: {selector: '{a="b"}', action: drop, stages: [docker: ]}
            f:1:54: error: pipeline_stages[0].match: dropped entries pass no stages; remove 'stages', or write 'action: keep'
        - match: {selector: '{a="b"', stages: [jsn: {}]}
            f:1:21: error: pipeline_stages[0].match.selector, column 7: expected ',' or '}', found the end; write {app="web", env="prod"}
            f:1:40: error: unknown stage 'jsn' in pipeline_stages[0].match.stages[0]; did you mean 'json'?
        - match: {selector: '{a="b"}', stages: [match: {selector: '{}', action: dorp}]}
            f:1:48: error: the key 'stages' is missing in pipeline_stages[0].match.stages[0].match; add 'stages: [output: {source: message}]'
            f:1:73: error: pipeline_stages[0].match.stages[0].match.action: must be one of keep, drop, found 'dorp'; did you mean 'drop'?
        - multiline: {max_wait_time: 3, max_lines: 0}
            f:1:14: error: the key 'firstline' is missing in pipeline_stages[0].multiline; add 'firstline: '^START''
            f:1:30: error: pipeline_stages[0].multiline.max_wait_time: '3' has no unit; write a unit, for example 3s
            f:1:44: error: pipeline_stages[0].multiline.max_lines: '0' is out of range; write a whole number from 1 to 1000000
        - multiline: {firstline: '(START'}
            f:1:26: error: pipeline_stages[0].multiline.firstline: a group is not closed in '(START'; add ')', or write '\(' for the character
        - pack: {label: [a]}
            f:1:9: error: the key 'labels' is missing in pipeline_stages[0].pack; add 'labels: [container]'
            f:1:10: error: unknown key 'label' in pipeline_stages[0].pack; did you mean 'labels'?
        - sampling: {}
            f:1:13: error: the key 'rate' is missing in pipeline_stages[0].sampling; add 'rate: 0.1'
        - sampling: {rate: 10}
            f:1:20: error: pipeline_stages[0].sampling.rate: '10' is out of range; write a number from 0.0 to 1.0
        - output:
            f:1:10: error: the key 'source' is missing in pipeline_stages[0].output; add 'source: message'
        - output: {}
            f:1:11: error: the key 'source' is missing in pipeline_stages[0].output; add 'source: message'
        - output: {source: }
            f:1:20: error: pipeline_stages[0].output.source: the value is missing; write 'source: message'
        - output: {source: [a]}
            f:1:20: error: pipeline_stages[0].output.source: expected text, found a list; write a single value, without '- ' or [ ]
        - output: {sources: a}
            f:1:11: error: the key 'source' is missing in pipeline_stages[0].output; add 'source: message'
            f:1:12: error: unknown key 'sources' in pipeline_stages[0].output; did you mean 'source'?
        - timestamp: {}
            f:1:14: error: the key 'source' is missing in pipeline_stages[0].timestamp; add 'source: timestamp'
            f:1:14: error: the key 'format' is missing in pipeline_stages[0].timestamp; add 'format: RFC3339Nano'
        - timestamp: {source: t}
            f:1:14: error: the key 'format' is missing in pipeline_stages[0].timestamp; add 'format: RFC3339Nano'
        - timestamp: {source: t, format: }
            f:1:34: error: pipeline_stages[0].timestamp.format: the value is missing; write 'format: RFC3339Nano'
        - timestamp: {source: t, format: yyyy-MM-dd}
            f:1:34: error: "yyyy-MM-dd" is a layout in the manner of Java, but layouts are written with Go's reference time, Mon Jan 2 15:04:05 -0700 MST 2006; write "2006-01-02"
        - timestamp: {source: t, format: rfc3339}
            f:1:34: error: "rfc3339" is not a name for a timestamp layout; write "RFC3339"
        - timestamp: {source: t, format: time}
            f:1:34: error: "time" has no part of a date or time, but layouts are written with Go's reference time, Mon Jan 2 15:04:05 -0700 MST 2006; for example "2006-01-02 15:04:05"
        - timestamp: {source: t, format: Unix, fallback_formats: ['%Y', UnixMs]}
            f:1:59: error: "%Y" is a layout for strftime, but layouts are written with Go's reference time, Mon Jan 2 15:04:05 -0700 MST 2006; write "2006"
        - timestamp: {source: t, format: Unix, fallback_formats: [UnixMs, 'unix', RFC3339]}
            f:1:67: error: "unix" is not a name for a timestamp layout; write "Unix"
        - timestamp: {source: t, format: Unix, fallback_formats: rfc3339}
            f:1:58: error: "rfc3339" is not a name for a timestamp layout; write "RFC3339"
        - timestamp: {source: t, format: Unix, fallback_formats: {a: b}}
            f:1:58: error: pipeline_stages[0].timestamp.fallback_formats: expected a list, found a mapping; start each element with '- '
        - timestamp: {source: t, format: '2006-01-02', location: CEST}
            f:1:58: error: time zone "CEST" is not known here; write a name of the IANA database, such as "Europe/Berlin" (an abbreviation such as CEST is not one); names of the last years may need a newer package tzdata
        - timestamp: {source: t, format: '2006-01-02', location: ../etc/passwd}
            f:1:58: error: time zone "../etc/passwd" is a path; write a name of the IANA database, such as "Europe/Berlin"
        - timestamp: {source: t, format: Unix, action_on_failure: drop}
            f:1:59: error: pipeline_stages[0].timestamp.action_on_failure: must be one of fudge, skip, found 'drop'; write one of them
        - timestamp: {source: t, format: Unix, action_on_failure: skp}
            f:1:59: error: pipeline_stages[0].timestamp.action_on_failure: must be one of fudge, skip, found 'skp'; did you mean 'skip'?
        - timestamp: {source: t, format: Unix, formt: x}
            f:1:40: error: unknown key 'formt' in pipeline_stages[0].timestamp; did you mean 'format'?
        """#

    /// The lines of a table such as the one above, each with those indented below it.
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
    func saysWhatToWriteInstead(_ stages: String, _ expected: [String]) throws {
        #expect(!expected.isEmpty)
        #expect(try findings(stages) == expected)
    }
}
