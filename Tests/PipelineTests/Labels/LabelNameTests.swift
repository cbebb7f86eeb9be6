// Which names Loki takes, and what becomes of the others.

import Testing

@testable import Pipeline

@Suite struct LabelNameTests {
    @Test(arguments: ["a", "_", "__x__", "A9", "level", "a_b_c", "Z", "_9"])
    func goodNamesAreGoodAndStay(_ name: String) {
        #expect(LabelName.isValid(name))
        #expect(LabelName.repaired(name) == name)
    }

    @Test(
        arguments: [
            ("", "_"), ("9", "_9"), ("9lives", "_9lives"), ("a-b", "a_b"), ("a.b.c", "a_b_c"), ("a b", "a_b"),
            ("-", "_"),
            ("größe", "gr__e"), ("é", "_"), ("e\u{301}", "e_"), ("日本", "__"), ("a:b", "a_b"), ("{a}", "_a_"),
            ("a\u{0}", "a_"), ("１", "_"), ("a\n", "a_"),
        ] as [(String, String)])
    func otherNamesAreRepaired(_ name: String, _ repaired: String) {
        #expect(!LabelName.isValid(name))
        #expect(LabelName.repaired(name) == repaired)
        #expect(LabelName.isValid(repaired))
    }
}
