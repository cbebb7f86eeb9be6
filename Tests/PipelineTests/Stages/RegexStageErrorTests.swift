// What a user reads who wrote a stage wrongly that matches, drops or selects.

import Testing

@testable import Pipeline

@Suite struct RegexStageErrorTests {
    /// A stage, and below it what is said about it.
    static let table = #"""
        - regex: {}
            f:1:10: error: the key 'expression' is missing in pipeline_stages[0].regex; add 'expression: 'level=(?P<level>\w+)''
        - regex: {expression: ''}
            f:1:23: error: pipeline_stages[0].regex.expression: the regular expression is empty; write one, or remove the key
        - regex: {expression: '(?P<a>x'}
            f:1:23: error: pipeline_stages[0].regex.expression: a group is not closed in '(?P<a>x'; add ')', or write '\(' for the character
        - regex: {expression: '(?<=a)(?P<b>x)'}
            f:1:23: error: pipeline_stages[0].regex.expression: RE2 has no lookbehind, '(?<='; match what stands there, and group the rest
        - regex: {expression: '(x)'}
            f:1:23: warning: the expression names no group, so nothing is extracted; write (?P<name>...) around what is wanted
        - regex: {expression: '(?P<a>x)', labels_from_groups: true}
            f:1:35: error: unknown key 'labels_from_groups' in pipeline_stages[0].regex; the keys known here are source, expression
        - replace: {expression: 'x', replace: y}
            f:1:25: warning: the expression has no group, so nothing is replaced; write ( ) around what has to be replaced
        - replace: {expression: '(x)', replace: '{{ .Value | ToUper }}'}
            f:1:54: error: pipeline_stages[0].replace.replace: there is no function 'ToUper'; did you mean 'ToUpper'?
        - drop: {}
            f:1:9: error: pipeline_stages[0].drop: nothing says what to drop; write source, expression, older_than or longer_than
        - drop: {drop_counter_reason: x}
            f:1:9: error: pipeline_stages[0].drop: nothing says what to drop; write source, expression, older_than or longer_than
        - drop: {expression: }
            f:1:9: error: pipeline_stages[0].drop: nothing says what to drop; write source, expression, older_than or longer_than
        - drop: {value: x}
            f:1:17: error: pipeline_stages[0].drop: value needs a source; write 'source: NAME' beside it
        - drop: {source: a, value: x, expression: y}
            f:1:28: error: pipeline_stages[0].drop: value and expression exclude each other; write one of them
        - drop: {expression: '*'}
            f:1:22: error: pipeline_stages[0].drop.expression: '*' repeats nothing; write it after what it repeats, or '\*' for the character
        - drop: {older_than: 24}
            f:1:22: error: pipeline_stages[0].drop.older_than: '24' has no unit; write a unit, for example 24s
        - drop: {longer_than: long}
            f:1:23: error: pipeline_stages[0].drop.longer_than: 'long' is not a size; a size is a number of bytes, or a number with a unit: 512, 256KB, 2MB, 1GB
        - labeldrop: []
            f:1:14: error: pipeline_stages[0].labeldrop: the list is empty; write the names of labels: [filename]
        - labelallow: [a-b]
            f:1:16: error: 'a-b' is not a label name; use letters, digits and _, not starting with a digit: 'a_b'
        - labelallow: {a: }
            f:1:15: error: pipeline_stages[0].labelallow: expected a list, found a mapping; start each element with '- '
        - tenant: {}
            f:1:11: error: pipeline_stages[0].tenant needs one of label, source and value, found 0; write 'source: customer_id', or one of the others
        - tenant: {source: a, value: b}
            f:1:11: error: pipeline_stages[0].tenant needs one of label, source and value, found 2; write 'source: customer_id', or one of the others
        - structured_metadata: {a-b: }
            f:1:25: error: 'a-b' is not a label name; use letters, digits and _, not starting with a digit: 'a_b'
        - decolorize: {a: b}
            f:1:16: error: unknown key 'a' in pipeline_stages[0].decolorize; remove it; no keys are known here
        - eventlogmessage: {overwrite_existing: maybe}
            f:1:41: error: pipeline_stages[0].eventlogmessage.overwrite_existing: 'maybe' is not a Boolean; write true or false
        """#

    @Test(arguments: StageErrorTests.cases(table))
    func saysWhatToWriteInstead(_ stages: String, _ expected: [String]) throws {
        #expect(!expected.isEmpty)
        #expect(try findings(stages) == expected)
    }
}
