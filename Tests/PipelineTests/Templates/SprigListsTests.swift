// Sprig's functions on lists: the examples of its documentation, and what it does with what is none.

import Testing

@testable import Pipeline

@Suite struct SprigListsTests {
    private let line: [String: TrialValue] = [
        "five": [1, 2, 3, 4, 5], "none": [], "nothing": nil, "mixed": [1, "1", 1.0, true, nil, "", 0],
        "words": "to be or not to be",
    ]

    @Test func `The documentation's examples come out as it says`() {
        expectCalls(
            [
                ("list 1 2 3", "[1 2 3]"), ("tuple \"a\" 1", "[a 1]"), ("first .five", "1"),
                ("rest .five", "[2 3 4 5]"),
                ("last .five", "5"), ("initial .five", "[1 2 3 4]"), ("append .five 6", "[1 2 3 4 5 6]"),
                ("push .five 6", "[1 2 3 4 5 6]"), ("prepend .five 0", "[0 1 2 3 4 5]"),
                ("concat .five (list 6 7) (list 8)", "[1 2 3 4 5 6 7 8]"), ("reverse .five", "[5 4 3 2 1]"),
                ("list 1 1 1 2 | uniq", "[1 2]"), ("without .five 3", "[1 2 4 5]"),
                ("without .five 1 3 5", "[2 4]"),
                ("has 4 .five", "true"), ("has \"hello\" .five", "false"),
                ("compact (list 1 \"a\" \"foo\" \"\")", "[1 a foo]"),
                ("slice .five", "[1 2 3 4 5]"), ("slice .five 3", "[4 5]"), ("slice .five 1 3", "[2 3]"),
                ("slice .five 0 3", "[1 2 3]"), ("chunk 3 (list 1 2 3 4 5 6 7 8)", "[[1 2 3] [4 5 6] [7 8]]"),
                ("list \"hello\" \"world\" | join \"_\"", "hello_world"),
                ("list 1 2 3 | join \"+\"", "1+2+3"),
                ("splitList \"$\" \"foo$bar$baz\"", "[foo bar baz]"),
                ("(split \"$\" \"foo$bar$baz\")._0", "foo"),
                ("split \"$\" \"foo$bar$baz\"", "map[_0:foo _1:bar _2:baz]"),
                ("splitn \"$\" 2 \"foo$bar$baz\"", "map[_0:foo _1:bar$baz]"),
                ("list \"c\" \"a\" \"b\" | sortAlpha", "[a b c]"),
                ("list 1 2 3 | toStrings", "[1 2 3]"), ("kindOf \"hello\"", "string"),
                ("kindIs \"int\" 123", "true"),
                ("deepEqual (list 1 2 3) (list 1 2 3)", "true"),
            ], line)
    }

    @Test func `A list without elements has no first one`() {
        expectCalls(
            [
                ("first .none", "<no value>"), ("last .none", "<no value>"), ("rest .none", "[]"),
                ("initial .none", "[]"),
                ("slice .none 1 2", "<no value>"), ("reverse .none", "[]"), ("chunk 2 .none", "[]"),
                ("concat", "[]"), ("list", "[]"),
                ("uniq .none", "[]"), ("has 1 .none", "false"), ("has 1 .nothing", "false"),
                ("join \",\" .none", ""),
                ("join \",\" .nothing", ""), ("sortAlpha .none", "[]"), ("rest (list 1)", "[]"),
                ("toStrings .nothing", "[]"),
            ], line)
    }

    @Test func `What is no list is an error`() {
        expectCalls(
            [
                ("first \"a\"", "! first: Cannot find first on type string"),
                ("mustFirst 1", "! mustFirst: Cannot find first on type int"),
                ("last 1.5", "! last: Cannot find last on type float64"),
                ("rest (dict)", "! rest: Cannot find rest on type map"),
                ("initial true", "! initial: Cannot find initial on type bool"),
                ("append .nothing 1", "! append: Cannot push on type invalid"),
                ("mustPush 1 1", "! mustPush: Cannot push on type int"),
                ("mustAppend 1 1", "! mustAppend: Cannot push on type int"),
                ("prepend now 1", "! prepend: Cannot prepend on type struct"),
                ("reverse \"a\"", "! reverse: Cannot find reverse on type string"),
                ("uniq \"a\"", "! uniq: Cannot find uniq on type string"),
                ("without \"a\"", "! without: Cannot find without on type string"),
                ("has 1 2", "! has: Cannot find has on type int"),
                ("compact \"a\"", "! compact: Cannot compact on type string"),
                ("slice 5", "! slice: list should be type of slice or array but int"),
                ("concat .five 1", "! concat: Cannot concat type int"),
                ("chunk 2 \"ab\"", "! chunk: Cannot chunk type string"),
                ("chunk 0 .five", "! chunk: chunks of 0 elements"),
                ("chunk -1 .five", "! chunk: chunks of -1 elements"),
                ("slice .five 6", "! slice: slice index out of bounds: [6:5] of 5"),
                ("slice .five 3 2", "! slice: slice index out of bounds: [3:2] of 5"),
                ("slice .five -1", "! slice: slice index out of bounds: [-1:5] of 5"),
            ], line)
    }

    @Test func `Strings may be sliced as by Go's own function`() {
        expectCalls([
            ("slice \"hello\" 1 3", "el"), ("slice \"hello\" 2", "llo"), ("slice \"\"", ""),
            ("slice (list 1 2 3) \"1\"", "[2 3]"),
        ])
    }

    @Test func `Values are equal only to those of their type`() {
        expectCalls(
            [
                ("uniq .mixed | len", "7"), ("without .mixed 1", "[1 1 true <nil>  0]"),
                ("has 1.0 .mixed", "true"),
                ("has 2.0 .five", "false"), ("compact .mixed", "[1 1 1 true]"), ("deepEqual 1 1.0", "false"),
                ("deepEqual (dict \"a\" (list 1)) (dict \"a\" (list 1))", "true"),
                ("deepEqual (dict \"a\" 1) (dict \"b\" 1)", "false"),
                ("deepEqual (list 1) (list 1 2)", "false"), ("deepEqual .nothing .nothing", "true"),
                ("deepEqual now now", "true"),
                ("uniq (list (list 1) (list 1) (dict) (dict))", "[[1] map[]]"),
                ("deepEqual \"a\" \"a\"", "true"),
                ("has \"be\" (splitList \" \" .words)", "true"),
                ("splitList \" \" .words | uniq | join \" \"", "to be or not"),
            ], line)
    }

    @Test func `Splitting follows Go`() {
        expectCalls([
            ("splitList \"\" \"äb\"", "[ä b]"), ("splitList \"\" \"\"", "[]"),
            ("splitList \",\" \"\" | len", "1"),
            ("splitList \",\" \",a,,\" | len", "4"), ("splitList \",\" \"abc\"", "[abc]"),
            ("splitn \",\" 0 \"a,b\"", "map[]"),
            ("splitn \",\" -1 \"a,b,c\" | len", "3"), ("splitn \",\" 1 \"a,b\"", "map[_0:a,b]"),
            ("splitn \"\" 2 \"abc\"", "map[_0:a _1:bc]"),
            ("(split \",\" \"a,b,c,d,e,f,g,h,i,j,k,l\")._11", "l"), ("sortAlpha \"b\"", "[b]"),
            ("sortAlpha (list 10 9 \"b\" \"B\")", "[10 9 B b]"),
            ("join 1 (list)", "! join: wrong type for value; expected string; got int"),
            ("join \"-\" \"abc\"", "abc"),
            ("join \"-\" (list 1 (list 2 3) true)", "1-[2 3]-true"), ("toStrings \"a\"", "[a]"),
            ("list \"\" | join \",\"", ""),
        ])
    }

    @Test func `Types have Go's names`() {
        expectCalls(
            [
                ("typeOf 1", "int"), ("typeOf 1.5", "float64"), ("typeOf \"a\"", "string"),
                ("typeOf true", "bool"), ("typeOf .none", "[]interface {}"),
                ("typeOf (dict)", "map[string]interface {}"), ("typeOf .nothing", "<nil>"),
                ("typeOf now", "time.Time"), ("typeIs \"string\" \"a\"", "true"),
                ("typeIs \"int\" \"a\"", "false"), ("typeIsLike \"string\" \"a\"", "true"),
                ("kindOf .nothing", "invalid"), ("kindOf 1", "int"),
                ("kindOf 1.5", "float64"), ("kindOf true", "bool"), ("kindOf .none", "slice"),
                ("kindOf (dict)", "map"), ("kindOf now", "struct"),
                ("kindIs \"map\" (dict)", "true"), ("toString 5 | kindOf", "string"),
                ("toString (list 1 2)", "[1 2]"), ("toString .nothing", "<nil>"),
            ], line)
    }

    @Test func `A list that is too long is an error`() {
        let doubled = "{{$l := until 50000}}{{$l = concat $l $l}}{{len $l}}"
        #expect(SprigTrial.text(doubled) == "! concat: more than 100,000 steps")
        #expect(
            SprigTrial.text("{{range until 1000}}{{$x := until 1000}}{{end}}")
                == "! until: more than 100,000 steps")
    }
}
