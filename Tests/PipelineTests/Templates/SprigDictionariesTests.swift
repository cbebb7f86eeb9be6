// Sprig's functions on maps and on what is empty.

import Testing

@testable import Pipeline

@Suite struct SprigDictionariesTests {
    private let line: [String: TrialValue] = [
        "map": ["name1": "value1", "name2": "value2", "name3": "value 3"], "other": ["name1": "otherValue1"],
        "deep": ["user": ["role": ["humanName": "curator"], "age": 5]], "nothing": nil, "empty": "",
        "none": [],
    ]

    @Test func `The documentation's examples come out as it says`() {
        expectCalls(
            [
                ("dict \"name1\" \"value1\" \"name2\" 2", "map[name1:value1 name2:2]"),
                ("get .map \"name1\"", "value1"),
                ("get .map \"x\"", ""), ("set .map \"name4\" \"value4\" | len", "4"),
                ("unset .map \"name2\"", "map[name1:value1 name3:value 3]"),
                ("hasKey .map \"name1\"", "true"), ("hasKey .map \"x\"", "false"),
                ("pluck \"name1\" .map .other", "[value1 otherValue1]"),
                ("pluck \"name2\" .map .other", "[value2]"),
                ("dig \"user\" \"role\" \"humanName\" \"guest\" .deep", "curator"),
                ("dig \"user\" \"x\" \"humanName\" \"guest\" .deep", "guest"),
                ("keys .map | sortAlpha", "[name1 name2 name3]"),
                ("keys .map .other | uniq | sortAlpha", "[name1 name2 name3]"),
                ("pick .map \"name1\" \"name2\"", "map[name1:value1 name2:value2]"),
                ("omit .map \"name1\" \"name3\"", "map[name2:value2]"),
                ("values .map", "[value1 value2 value 3]"),
                ("dict \"a\" 1 \"b\" 2 | deepCopy", "map[a:1 b:2]"),
                ("merge (dict \"a\" 1) (dict \"a\" 2 \"b\" 3)", "map[a:1 b:3]"),
                (
                    "mergeOverwrite (dict \"default\" \"default\" \"overwrite\" \"me\" \"key\" true) (dict \"overwrite\" \"overwritten\" \"key\" false)",
                    "map[default:default key:false overwrite:overwritten]"
                ), ("default \"foo\" .empty", "foo"), ("default \"foo\" \"bar\"", "bar"),
                ("coalesce 0 1 2", "1"), ("all 0 1 2", "false"),
                ("any 0 1 2", "true"), ("ternary \"foo\" \"bar\" true", "foo"),
                ("false | ternary \"foo\" \"bar\"", "bar"),
            ], line)
    }

    @Test func `Keys are made texts, and one without a value has an empty one`() {
        expectCalls(
            [
                ("dict 1 2 \"three\" \"four\" 5", "map[1:2 5: three:four]"), ("dict", "map[]"),
                ("dict \"a\" 1 \"a\" 2", "map[a:2]"),
                ("pick .map \"x\"", "map[]"), ("pick (dict)", "map[]"), ("omit .map | len", "3"),
                ("keys", "[]"), ("values (dict)", "[]"), ("pluck \"a\"", "[]"),
                ("set (dict) \"b\" (list 1)", "map[b:[1]]"), ("unset (dict) \"x\"", "map[]"),
                ("dig \"user\" \"age\" 0 .deep", "5"),
                (
                    "dig \"user\" \"age\" \"x\" 0 .deep",
                    "! dig: interface conversion: interface {} is int, not map[string]interface {}"
                ),
                ("dig \"user\" .deep", "! dig: dig needs at least three arguments"),
                ("dig 1 2 .deep", "! dig: wrong type for value; expected string; got int"),
                (
                    "get .empty \"a\"",
                    "! get: wrong type for value; expected map[string]interface {}; got string"
                ),
                ("keys .nothing", "! keys: invalid value; expected map[string]interface {}"),
                ("pluck \"a\" 1", "! pluck: wrong type for value; expected map[string]interface {}; got int"),
            ], line)
    }

    @Test func `Maps are merged in depth`() {
        let inner = "(dict \"a\" (dict \"x\" 1 \"y\" \"\"))"
        let outer = "(dict \"a\" (dict \"x\" 2 \"y\" 3 \"z\" 4) \"b\" (list 5))"
        expectCalls([
            ("merge \(inner) \(outer)", "map[a:map[x:1 y:3 z:4] b:[5]]"),
            ("mergeOverwrite \(inner) \(outer)", "map[a:map[x:2 y:3 z:4] b:[5]]"),
            ("mustMerge (dict \"a\" 1) (dict \"a\" (dict))", "map[a:1]"),
            ("mustMergeOverwrite (dict \"a\" 1) (dict \"a\" (dict))", "map[a:map[]]"),
            ("merge (dict) (dict \"a\" 1) (dict \"a\" 2)", "map[a:1]"),
            ("merge (dict \"a\" 0) (dict \"a\" 7)", "map[a:7]"), ("merge (dict)", "map[]"),
            ("merge (dict) (dict \"a\" (first (list)))", "map[]"),
            ("mergeOverwrite (dict \"a\" 1) (dict \"a\" (first (list)))", "map[a:<nil>]"),
        ])
    }

    @Test func `A copy in depth has nothing in common`() {
        let template =
            "{{$d := dict \"a\" (dict \"b\" 1)}}{{$c := deepCopy $d}}{{$_ := set $d.a \"b\" 2}}{{$c}} {{$d}}"
        #expect(SprigTrial.text(template) == "map[a:map[b:1]] map[a:map[b:2]]")
        #expect(SprigTrial.text("{{mustDeepCopy (list 1 (list 2))}}") == "[1 [2]]")
    }

    @Test func `A map that holds itself ends in an error`() {
        let problem = "a value is nested more than 100 deep, or holds itself"
        let made = "{{$d := dict}}{{$_ := set $d \"d\" $d}}"
        for call in [
            "toString $d", "deepCopy $d", "toJson $d", "quote $d", "merge (deepCopy (dict \"d\" (dict))) $d",
            "deepEqual $d (dict \"d\" $d)",
        ] {
            let found = SprigTrial.text(made + "{{\(call)}}")
            let isShort = call.hasPrefix("merge") || call.hasPrefix("deepEqual")
            #expect(isShort ? !found.isEmpty : found.hasSuffix(problem), "\(call): \(found.prefix(200))")
        }
        let two = made + "{{$e := dict}}{{$_ := set $e \"d\" $e}}{{deepEqual $d $e}}"
        #expect(SprigTrial.text(two).hasSuffix(problem))
        #expect(
            SprigTrial.text(made + "{{$e := dict}}{{$_ := set $e \"d\" $e}}{{merge $d $e}}").hasSuffix(
                problem))
    }

    @Test func `Empty is what Go calls zero`() {
        expectCalls(
            [
                ("empty 0", "true"), ("empty 0.0", "true"), ("empty \"\"", "true"), ("empty .none", "true"),
                ("empty (dict)", "true"), ("empty false", "true"),
                ("empty .nothing", "true"), ("empty \" \"", "false"), ("empty now", "false"),
                ("empty (list 0)", "false"), ("default 1", "1"), ("default 1 0", "1"),
                ("default \"foo\" 2.34", "2.34"), ("coalesce", "<no value>"),
                ("coalesce 0 \"\"", "<no value>"), ("all", "true"), ("any", "false"), ("all 1 \"a\"", "true"),
                ("any 0 \"\"", "false"),
                ("ternary 1 2 \"x\"", "! ternary: wrong type for value; expected bool; got string"),
                ("coalesce .missing .other.name1 \"Matt\"", "otherValue1"),
            ], line)
    }
}
