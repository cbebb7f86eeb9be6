// What is wrong with an expression, where, and what to write instead, each message to the letter.

import Testing

@testable import Pipeline

@Suite struct ExpressionErrorTests {
    /// An expression in a line, and below it the place in characters from 0 and what is said.
    static let table = #"""
        x..y
            2: '.' behind '.' is not expected here; write a key before each '.', or put a key with points in double quotes
        .x
            0: '.' is not expected here; write a key before each '.', or put a key with points in double quotes
        x.
            2: the expression ends where something must follow; complete it, or leave the last sign out
        x y
            2: 'y' is not expected here; write '.' between keys, '|' between expressions, and a key with other characters in double quotes
        x-y[*]
            1: '-' stands before a number only; put a key with a '-' in double quotes
        größe[*]
            2: 'ö' is no letter that a key without quotes may have; put the key in double quotes
        "größe"[*] ; x
            11: ';' means nothing here; put a key in double quotes, a text in single ones
        "x
            0: the key in double quotes does not end; add '"' where it does
        ""
            0: the key in double quotes is empty; write a key
        "\x"
            0: this key in double quotes is no JSON string; write '\\' for a backslash and '\"' for a quote
        x[?y=='a]
            6: the text in single quotes does not end; add "'" where it does
        x[?y==`1]
            6: the literal in backticks does not end; add '`' where it does
        x[?y==`on`]
            6: 'on' in backticks is no JSON; write a text in single quotes: 'on'
        x[?y='a']
            4: a single '=' compares nothing; write '=='
        x[?y > 5]
            7: '5' is not expected here; write a number in backticks: `5`
        x[?y
            4: ']' is missing at the end; add it
        x["y"]
            2: behind what is there, '[' takes an index, a slice, '*' or '?'; write '.[' for a list of expressions, '."key"' for a key
        x.1
            2: a number is no key; put a key in double quotes: "1"
        x.'y'
            2: a literal cannot stand behind '.'; put a key in double quotes
        x.[?y]
            2: no bracket of this kind stands behind '.'; leave the '.' out
        x[
            2: behind what is there, '[' takes an index, a slice, '*' or '?'; write '.[' for a list of expressions, '."key"' for a key
        x[1
            3: the expression ends where something must follow; write [start:stop:step], each a number or nothing
        x[1:2:3:4]
            7: a slice has at most three parts; write [start:stop:step]
        x[1:y]
            4: 'y' in a slice is not expected here; write [start:stop:step], each a number or nothing
        x[::0]
            4: the step of a slice cannot be 0; write 1, or leave it out
        x[99999999999999999999]
            2: the number 99999999999999999999 is too large; no array has so many elements
        [x, y
            5: ',' or ']' is missing at the end; add it
        [x, ]
            4: ']' is not expected here
        {a: x, 'b': y}
            7: ''b'' in place of a key is not expected here; write '.' between keys, '|' between expressions, and a key with other characters in double quotes
        {a x}
            3: 'x' is not expected here; write '.' between keys, '|' between expressions, and a key with other characters in double quotes
        lenght(x)
            0: JMESPath has no function 'lenght'; did you mean 'length'?
        count(x)
            0: JMESPath has no function 'count'; the functions are abs, avg, ceil, contains, ends_with, floor, join, keys, length, map, max, max_by, merge, min, min_by, not_null, reverse, sort, sort_by, starts_with, sum, to_array, to_number, to_string, type, values
        "length"(x)
            0: a function's name has no quotes; write length(...)
        x | length(@, y)
            4: length takes one argument, not 2; write length(value)
        sort_by(x)
            0: sort_by takes two arguments, not 1; write sort_by(list, &key)
        not_null()
            0: not_null takes at least one argument, not 0; write not_null(value, ...)
        &x
            0: '&' stands before an argument of a function only; leave it out
        x || 
            5: the expression ends where something must follow; complete it, or leave the last sign out
        """#

    @Test(arguments: StageErrorTests.cases(table))
    func saysWhatToWriteInstead(_ expression: String, _ expected: [String]) throws {
        #expect(expected.count == 1)
        do throws(JMESPathError) {
            _ = try JMESPathProgram(expression, arena: JSONArena())
            Issue.record("\(expression) was taken")
        } catch {
            let fix = error.remedy.map { "; \($0)" } ?? ""
            #expect(["\(error.offset): \(error.problem)\(fix)"] == expected)
        }
    }

    @Test func emptyExpressionIsNone() {
        #expect(throws: JMESPathError.self) { try JMESPathProgram("  ", arena: JSONArena()) }
    }

    @Test(arguments: ["(", "!", "[", "{a:", "a[?", "length("])
    func nestingHasALimit(_ start: String) throws {
        #expect(try searched(String(repeating: start, count: 5_000), "{}") == "error: too large")
    }

    @Test func expressionThatIsLongHasALimit() throws {
        let chain = { (count: Int) in Array(repeating: "k", count: count).joined(separator: ".") }
        #expect(try searched(chain(200), "{}") == "null")
        #expect(try searched(chain(300), "{}") == "error: too large")
        let list = "[\(Array(repeating: "k", count: 30_000).joined(separator: ","))]"
        #expect(try searched(list, "{}") == "error: too large")
    }
}
