// Sprig's arithmetic: the examples of its documentation, Go's overflow, and what stands for a number.

import Testing

@testable import Pipeline

@Suite struct SprigNumbersTests {
    @Test func `The documentation's examples come out as it says`() {
        expectCalls([
            ("add 1 2 3", "6"), ("3 | add1", "4"), ("3 | sub 14", "11"), ("4 | div 5", "1"), ("mod 7 3", "1"),
            ("mul 1 2 3", "6"), ("1 | mul \"2\" 3 \"4\"", "24"), ("max 1 2 3", "3"), ("biggest 345", "345"),
            ("min 1 2 3", "1"), ("floor 123.9999", "123"), ("ceil 123.001", "124"),
            ("round 123.555555 3", "123.556"), ("addf 1.5 2 2", "5.5"), ("3.4 | add1f", "4.4"),
            ("subf 7.5 2 3", "2.5"), ("divf 10 2 4", "1.25"), ("mulf 1.5 2 2", "6"), ("maxf 1 2.5 3", "3"),
            ("minf 1.5 2 3", "1.5"), ("until 5", "[0 1 2 3 4]"), ("untilStep 3 6 2", "[3 5]"),
            ("seq 5", "1 2 3 4 5"), ("seq -3", "1 0 -1 -2 -3"), ("seq 0 2", "0 1 2"),
            ("seq 2 -2", "2 1 0 -1 -2"),
            ("seq 0 2 10", "0 2 4 6 8 10"), ("seq 0 -2 -5", "0 -2 -4"), ("toDecimal \"0777\"", "511"),
            ("atoi \"42\"", "42"), ("int \"7\"", "7"), ("int64 3.9", "3"), ("float64 \"1.5\"", "1.5"),
        ])
    }

    @Test func `Whole numbers wrap around at 64 bits`() {
        let top = "9223372036854775807"
        expectCalls([
            ("add \(top) 1", "-9223372036854775808"), ("add1 \(top)", "-9223372036854775808"),
            ("sub -9223372036854775808 1", top), ("mul \(top) 2", "-2"),
            ("div -9223372036854775808 -1", "-9223372036854775808"), ("mod -9223372036854775808 -1", "0"),
            ("div -7 2", "-3"), ("mod -7 2", "-1"), ("div 1 0", "! div: integer divide by zero"),
            ("mod 1 \"x\"", "! mod: integer divide by zero"), ("add", "0"), ("max -5", "-5"),
            ("min 3 \"-4\" 2", "-4"),
        ])
    }

    @Test func `Anything stands for a number`() {
        expectCalls(
            [
                ("int \"0x1F\"", "31"), ("int \"0b11\"", "3"), ("int \"0o17\"", "15"), ("int \"017\"", "15"),
                ("int \"08\"", "0"), ("int \"1_000\"", "1000"), ("int \"1__0\"", "0"),
                ("int \"12.00\"", "12"),
                ("int \"12.01\"", "0"), ("int \"\"", "0"), ("int \"-5\"", "-5"), ("int \"+5\"", "5"),
                ("int \" 5\"", "0"),
                ("int true", "1"), ("int .nothing", "0"), ("int (list 1)", "0"), ("int -3.9", "-3"),
                ("int 1e300", "-9223372036854775808"), ("int \"9223372036854775808\"", "0"),
                ("int \"0\"", "0"),
                ("int \"-\"", "0"), ("int \"100\"", "100"), ("int \"0.0\"", "0"), ("int \"_1\"", "0"),
                ("float64 \"0x1p-2\"", "0.25"), ("float64 \"1e400\"", "0"), ("float64 \"x\"", "0"),
                ("float64 \"1_0.5\"", "10.5"), ("float64 \"inf\"", "+Inf"), ("float64 \"-Infinity\"", "-Inf"),
                ("float64 \"nan\"", "NaN"), ("float64 \"+nan\"", "0"), ("float64 false", "0"),
                ("float64 \".5\"", "0.5"),
                ("float64 \".\"", "0"), ("float64 \"1e\"", "0"), ("float64 \"0x1\"", "0"), ("float64 7", "7"),
                ("atoi \"12a\"", "0"), ("atoi \"99999999999999999999\"", "9223372036854775807"),
                ("atoi \"-99999999999999999999\"", "-9223372036854775808"), ("atoi \"0x1\"", "0"),
                ("atoi \"1_0\"", "0"),
                ("toDecimal 755", "493"), ("toDecimal \"8\"", "0"), ("toDecimal \"-17\"", "-15"),
                ("atoi 5", "! atoi: wrong type for value; expected string; got int"),
            ], ["nothing": nil])
    }

    @Test func `Floats are added and divided by their digits`() {
        expectCalls([
            ("addf 0.1 0.2", "0.3"), ("3 | addf 1.5 2.2", "6.7"), ("3 | subf 4.5 1", "0.5"),
            ("2 | divf 5 4", "0.625"),
            ("1.2 | mulf \"2.4\" 10 \"4\"", "115.2"), ("divf 1 3", "0.3333333333333333"),
            ("divf 2 3", "0.6666666666666667"), ("divf -2 3", "-0.6666666666666667"), ("subf 0.3 0.1", "0.2"),
            ("subf 1 1", "0"), ("subf 1 3", "-2"), ("addf -1 0.5", "-0.5"), ("addf", "0"),
            ("addf 1e300 1e-300", "1e+300"),
            ("mulf 1e300 1e300", "+Inf"), ("mulf 1e-300 1e-300", "0"), ("divf 0 5", "0"),
            ("divf 1e308 1e-308", "+Inf"),
            ("divf 1 0", "! divf: decimal division by 0"), ("mulf 5", "5"), ("mulf 0 -5", "0"),
            ("addf \"inf\"", "! addf: Cannot create a Decimal from +Inf"),
            ("mulf \"nan\" 1", "! mulf: Cannot create a Decimal from NaN"),
            ("divf 1 7 \"x\"", "! divf: decimal division by 0"),
            ("addf 99999 0.00001", "99999.00001"), ("mulf 1.1 1.1", "1.21"), ("divf 5e-324 2", "0"),
        ])
    }

    @Test func `Floats are rounded as in Sprig`() {
        expectCalls([
            ("ceil \"123.01\"", "124"), ("floor \"123.9999\"", "123"), ("floor -1.5", "-2"),
            ("ceil -1.5", "-1"),
            ("round 123.5555 3", "123.556"), ("round 123.500001 0", "124"), ("round 123.49999999 0", "123"),
            ("round 123.2329999 2 0.3", "123.23"), ("round 123.233 2 0.3", "123.24"), ("round 15 -1", "20"),
            ("round -1.5 0", "-2"), ("round \"x\" 2", "0"),
            ("round 1.5 \"0\"", "! round: wrong type for value; expected int; got string"),
            ("maxf 1 2 3 345.7 5", "345.7"), ("minf 1.4 2 3", "1.4"), ("maxf \"nan\" 1", "NaN"),
            ("minf 1 \"-inf\" \"nan\"", "-Inf"),
            ("round 1 9223372036854775807", "NaN"), ("maxf -1", "-1"),
        ])
    }

    @Test func `Lists of numbers have a bound`() {
        let top = "9223372036854775807"
        expectCalls([
            ("until -5", "[0 -1 -2 -3 -4]"), ("until 0", "[]"), ("untilStep 0 -10 -2", "[0 -2 -4 -6 -8]"),
            ("untilStep 3 0 1", "[]"), ("untilStep 3 99 0", "[]"), ("untilStep 3 99 -1", "[]"),
            ("untilStep 0 \(top) \(top)", "[0]"),
            ("untilStep -9223372036854775808 \(top) \(top)", "[-9223372036854775808 -1 9223372036854775806]"),
            ("seq", ""), ("seq 0", "1 0"), ("seq 0 1 3", "0 1 2 3"), ("seq 3 3 2", ""), ("seq 3 -3 2", "3"),
            ("seq 1 2 3 4", ""),
            ("seq 0 0", "0"), ("until 99990 | len", "99990"),
            ("until 100001", "! until: more than 100,000 steps"),
            ("until \(top)", "! until: more than 100,000 steps"), ("seq 1 \(top)", ""),
            ("untilStep -9223372036854775808 \(top) 1", "! untilStep: more than 100,000 steps"),
            ("until \"5\"", "! until: wrong type for value; expected int; got string"),
        ])
    }

    @Test func `Chance falls out by the line's place in its file`() {
        let templates = [
            "randAlphaNum 40", "randAlpha 40", "randNumeric 40", "randAscii 40", "randBytes 40", "uuidv4",
            "randInt 0 1000000000", "shuffle \"abcdefghijklmnopqrstuvwxyz\"",
        ]
        for template in templates {
            let first = SprigTrial.text("{{\(template)}}", seed: 7)
            #expect(SprigTrial.text("{{\(template)}}", seed: 7) == first)
            #expect(SprigTrial.text("{{\(template)}}", seed: 8) != first)
            #expect(!first.hasPrefix("! "))
            #expect(SprigTrial.text("{{\(template)}}{{\(template)}}", seed: 7) != first + first)
        }
        #expect(SprigTrial.text("{{shuffle \"hello\"}}").sorted() == "hello".sorted())
        #expect(SprigTrial.text("{{randNumeric 500}}").allSatisfy { "0123456789".contains($0) })
        #expect(SprigTrial.text("{{randAscii 500}}").utf8.allSatisfy { (32..<127).contains($0) })
        #expect(SprigTrial.text("{{randAlpha 500}}").allSatisfy { $0.isLetter && $0.isASCII })
        let uuid = SprigTrial.text("{{uuidv4}}")
        #expect(uuid.utf8.count == 36 && Array(uuid)[14] == "4" && "89ab".contains(Array(uuid)[19]))
        for seed in 0..<50 {
            let value = Int(SprigTrial.text("{{randInt -3 4}}", seed: UInt64(seed)))
            #expect(value.map { (-3..<4).contains($0) } == true)
        }
        expectCalls([
            ("randAlpha 0", ""), ("randAlpha -1", ""), ("randBytes 3 | len", "4"), ("randInt 5 6", "5"),
            ("randAlpha 9999999", "! randAlpha: a text of more than 1 MiB"),
            ("randBytes 9223372036854775807", "! randBytes: a text of more than 1 MiB"),
            ("randInt 5 5", "! randInt: invalid argument to Intn"), ("shuffle \"\"", ""),
        ])
    }
}
