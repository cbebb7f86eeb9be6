// What is wrong with a template is told at its place, with what to write instead; what goes wrong with a line, too.

import Testing

@testable import Pipeline

@Suite struct TemplateErrorTests {
    @Test func `Mistakes in the text of a template`() {
        expectTemplates([
            ("{{", "3! the action has no end; close it with '}}'"),
            ("a {{ .x", "8! the action has no end; close it with '}}'"),
            ("{{}}", "3! the action has no value; write one, such as '.Value'"),
            ("{{.a}", "5! one '}' alone; close the action with '}}'"),
            ("{{/* a", "1! the comment has no end; close it with '*/}}'"),
            ("{{/* a */ b}}", "10! a comment is an action of its own; write '}}' right behind '*/'"),
            ("{{\"a}}", "3! the text has no end in its line; close it with \""),
            ("{{`a}}", "3! the text has no end; close it with '`'"),
            ("{{'ab'}}", "3! single quotes hold one character, as a number; put a text in double quotes"),
            ("{{\"\\q\"}}", "4! an escape that is none; write '\\\\' for a backslash"),
            ("{{\"\\xg1\"}}", "4! an escape that stands for no character; write 2 hexadecimal digits"),
            ("{{1a}}", "3! '1a' is not a number; put a text in double quotes"),
            ("{{0x}}", "3! '0x' is not a number; put a text in double quotes"),
            ("{{1__0}}", "3! '1__0' is not a number; put a text in double quotes"),
            ("{{99999999999999999999}}", "3! '99999999999999999999' is too large for an integer of 64 bits"),
            ("{{.a == 1}}", "6! there is no '=='; write 'eq A B'"),
            ("{{!true}}", "3! there is no '!'; write 'not A' or 'ne A B'"),
            ("{{.a && .b}}", "6! there is no '&'; write 'and A B'"),
            ("{{.a < 1}}", "6! there is no '<'; write 'lt A B' or 'le A B'"),
            ("{{.a > 1}}", "6! there is no '>'; write 'gt A B' or 'ge A B'"),
            ("{{.a # b}}", "6! '#' is nothing that an action may have; put a text in double quotes"),
            ("{{ .a : }}", "7! a ':' stands alone; write ':=' to declare a variable"),
            ("{{ToLowr .a}}", "3! there is no function 'ToLowr'; did you mean 'ToLower'?"),
            (
                "{{zzz}}",
                "3! there is no function 'zzz'; write '.zzz' for an extracted value, or put a text in double quotes"
            ),
            ("{{ToLower}}", "3! 'ToLower' is called with no argument; it takes one argument"),
            ("{{ToLower .a .b}}", "3! 'ToLower' is called with 2 arguments; it takes one argument"),
            ("{{.a | Replace \"x\"}}", "8! 'Replace' is called with 2 arguments; it takes 4 arguments"),
            ("{{eq 1}}", "3! 'eq' is called with one argument; it takes 2 arguments or more"),
            ("{{slice}}", "3! 'slice' is called with no argument; it takes 1 to 4 arguments"),
            ("{{and}}", "3! 'and' is called with no argument; it takes one argument or more"),
            ("{{.a |}}", "7! nothing follows the '|'; write a function, such as 'ToLower'"),
            ("{{| .a}}", "3! the action has no value; write one, such as '.Value'"),
            (
                "{{.a | 1}}",
                "8! '1' is no function that something could be piped into; write a function, such as 'ToLower'"
            ),
            (
                "{{.a .b}}",
                "6! '.a' is a value and takes no arguments; write a function before it, or put it in parentheses"
            ),
            (
                "{{1 | .a}}",
                "7! '.a' is a value and takes no arguments; write a function before it, or put it in parentheses"
            ),
            (
                "{{\"a\" \"b\"}}",
                "7! '\"a\"' is a value and takes no arguments; write a function before it, or put it in parentheses"
            ), ("{{nil}}", "3! nil is no command; write a value"),
            ("{{(.a}}", "3! the parenthesis has no end; close it with ')'"),
            ("{{.a)}}", "5! unexpected ')' in the action; write '}}'"),
            (
                "{{print 1 else}}",
                "11! 'else' is no value; put it in double quotes, or in an action of its own"
            ), ("{{$x}}", "3! there is no variable '$x' here; set it before with '{{$x := …}}'"),
            ("{{$count := 1}}{{$coun}}", "18! there is no variable '$coun' here; did you mean '$count'?"),
            ("{{$x = 1}}", "3! there is no variable '$x' here; set it before with '{{$x := …}}'"),
            ("{{print \"a\"\"b\"}}", "12! '\"b\"' touches '\"a\"'; write a blank between them"),
            ("{{print 1.a}}", "9! '1.a' is not a number; put a text in double quotes"),
            ("{{print \"a\".b}}", "12! a literal has no '.b'; write a blank before it"),
            ("{{ {{ .a }} }}", "4! '{' inside an action; close the action before it with '}}'"),
            ("{{if}}a{{end}}", "5! 'if' has no value; write one, such as '.Value'"),
            ("{{if .a}}b", "3! '{{if}}' has no end; write '{{end}}' behind what it is for"),
            (
                "{{range .a}}{{else}}{{else}}{{end}}",
                "23! a second '{{else}}'; remove it, or write '{{else if …}}' before it"
            ), ("{{end}}", "3! '{{end}}' belongs to nothing; remove it, or write '{{if …}}' before it"),
            ("{{else}}", "3! '{{else}}' belongs to nothing; remove it, or write '{{if …}}' before it"),
            ("{{if .a}}{{else if}}{{end}}", "19! 'if' has no value; write one, such as '.Value'"),
            ("{{if .a}}{{else x}}{{end}}", "17! unexpected 'x' in 'else'; write '}}' or 'if'"),
            ("{{break}}", "3! '{{break}}' stands outside of '{{range}}'; remove it"),
            ("{{if 1}}{{continue}}{{end}}", "11! '{{continue}}' stands outside of '{{range}}'; remove it"),
            ("{{template x}}", "12! unexpected 'x' in 'template'; write a name in double quotes"),
            ("{{template \"x\"}}", "12! there is no template 'x'; write '{{define \"x\"}}…{{end}}'"),
            (
                "{{define \"one\"}}{{end}}{{template \"onee\"}}",
                "35! there is no template 'onee'; did you mean 'one'?"
            ),
            (
                "{{if 1}}{{define \"x\"}}{{end}}{{end}}",
                "11! '{{define}}' stands inside another action; move it to the end of the template"
            ),
            (
                "{{define \"x\"}}a{{end}}{{define \"x\"}}b{{end}}",
                "32! there are two templates 'x'; give one of them another name"
            ), ("{{define \"x\"}}{{else}}{{end}}", "17! '{{define}}' has no '{{else}}'; write '{{end}}'"),
            (
                "{{range $a, 1 := .x}}{{end}}",
                "13! unexpected '1' in 'range'; write a second variable, such as '$value'"
            ), ("{{range $a, $b .x}}{{end}}", "16! unexpected '.x' in 'range'; write ':='"),
            ("{{end .x}}", "3! '{{end}}' belongs to nothing; remove it, or write '{{if …}}' before it"),
            (
                "{{regexReplaceAll \"(\" . \"\"}}",
                "3! regexReplaceAll: a group is not closed in '('; add ')', or write '\\(' for the character"
            ),
        ])
    }

    @Test func `What goes wrong with a line is told at the place of the function or field`() {
        expectTemplates(
            [
                ("ab {{ .Value | index .Value }}", "16: index: cannot index slice/array with type string"),
                ("{{.Value.x}}", "9: can't evaluate field x in type string"),
                ("{{range .Value}}{{end}}", "3: range can't iterate over a value of type string"),
                ("{{call .Value}}", "3: call: a value of type string is no function"),
                ("{{(.map).f 1}}", "9: 'f' is a value and takes no arguments"),
                ("{{range .list}}{{.x 1}}{{end}}", "18: 'x' is a value and takes no arguments"),
                ("{{printf 1}}", "3: printf: wrong type for value; expected string; got int"),
                ("{{range $i, $e := 3}}{{end}}", "3: range over a number has one variable"),
                ("{{define \"T\"}}{{len 1}}{{end}}{{template \"T\"}}", "17: len: len of type int"),
                ("{{with .list}}{{.x}}{{end}}", "17: can't evaluate field x in type []interface {}"),
            ], ["Value": "abc", "map": ["f": 1], "list": [1]])
    }
}
