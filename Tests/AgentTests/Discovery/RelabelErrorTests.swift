// What is wrong with relabel_configs, said as the user reads it.

import Testing

@testable import Agent

@Suite struct RelabelErrorTests {
    @Test(
        arguments: [
            (
                "{action: replaces}",
                "f:1:18: error: rules[0].action: must be one of replace, keep, drop, labelmap, labeldrop, labelkeep, hashmod, lowercase, uppercase, keepequal, dropequal, found 'replaces'; did you mean 'replace'?"
            ),
            (
                "{source_labels: [a]}",
                "f:1:9: error: rules[0]: the action replace needs a target_label; add 'target_label: ' with the name of a label"
            ),
            (
                "{target_label: a-b}",
                "f:1:24: error: rules[0].target_label: 'a-b' is not a label name; use letters, digits and _, not starting with a digit: 'a_b'"
            ),
            (
                "{action: lowercase, target_label: $1}",
                "f:1:43: error: rules[0].target_label: '$1' is not a label name; use letters, digits and _, not starting with a digit: '_1'"
            ),
            (
                "{action: hashmod, target_label: a}",
                "f:1:9: error: rules[0]: the action hashmod needs a modulus above 0; add 'modulus: 4', for numbers from 0 to 3"
            ),
            (
                "{action: hashmod, target_label: a, modulus: 0}",
                "f:1:53: error: rules[0]: the action hashmod needs a modulus above 0; add 'modulus: 4', for numbers from 0 to 3"
            ),
            (
                "{action: labelmap, replacement: a b}",
                "f:1:41: error: rules[0].replacement: 'a b' is not a label name; use letters, digits and _, not starting with a digit: 'a_b'"
            ),
            (
                "{action: keep, regexp: x}",
                "f:1:24: error: unknown key 'regexp' in rules[0]; did you mean 'regex'?"
            ),
        ])
    func saysWhatToWriteInstead(_ rule: String, _ expected: String) {
        #expect(relabelRules("[\(rule)]").findings == [expected])
    }

    @Test func anExpressionThatIsNoneIsAnErrorAtItsPlace() throws {
        let (rules, findings) = relabelRules("[{action: keep, regex: 'a('}]")
        #expect(rules.isEmpty)
        #expect(findings.count == 1)
        #expect(findings.first?.hasPrefix("f:1:31: error: rules[0].regex: ") == true)
    }

    @Test func theOtherRulesAreReadNonetheless() {
        #expect(relabelRules("[{action: keep}, {action: what}, {action: drop}]").rules.count == 2)
    }
}
