// References in a replacement, by the rules of Go's regexp.Expand.

import Pipeline
import Testing

@testable import Agent

@Suite struct ReplacementTemplateTests {
    @Test(
        arguments: [
            ("", ""), ("plain", "plain"), ("$1", "one"), ("${1}", "one"), ("$1$2", "onetwo"),
            ("$0", "one-two"),
            ("$word", "two"), ("${word}s", "twos"), ("$words", ""), ("$1x", ""), ("${1}x", "onex"),
            ("$12", ""),
            ("$3", ""), ("${nobody}", ""), ("$$1", "$1"), ("$$$1", "$one"), ("a$", "a$"), ("$ 1", "$ 1"),
            ("${1", "${1"), ("${}", "${}"), ("${1 }", "${1 }"), ("$-", "$-"), ("$99999999999999999999", ""),
            ("é$1é", "éoneé"),
        ])
    func isFilledIn(_ template: String, _ expected: String) throws {
        let match = try #require(
            WholeMatch(of: try RegularExpression("([a-z]+)-(?P<word>[a-z]+)"), in: "one-two"))
        #expect(ReplacementTemplate(template).filled(from: match) == expected)
    }

    @Test func aGroupWithoutAPartInTheMatchIsEmpty() throws {
        let match = try #require(WholeMatch(of: try RegularExpression("(a)|(b)"), in: "b"))
        #expect(ReplacementTemplate("[$1][$2]").filled(from: match) == "[][b]")
    }

    @Test(arguments: [("a", "a"), ("$$", "$"), ("a$1", nil), ("", "")] as [(String, String?)])
    func knowsWhetherItIsConstant(_ template: String, _ expected: String?) {
        #expect(ReplacementTemplate(template).constant == expected)
    }
}
