// Sprig's regular expressions, paths, URLs and versions.

import Testing

@testable import Pipeline

@Suite struct SprigTextsTests {
    @Test func `Regular expressions are those of the documentation`() {
        expectCalls([
            ("regexMatch \"^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\\\.[A-Za-z]{2,}$\" \"test@acme.com\"", "true"),
            ("regexFindAll \"[2,4,6,8]\" \"123456789\" -1", "[2 4 6 8]"),
            ("regexFind \"[a-zA-Z][1-9]\" \"abcd1234\"", "d1"),
            ("regexReplaceAll \"a(x*)b\" \"-ab-axxb-\" \"${1}W\"", "-W-xxW-"),
            ("regexReplaceAllLiteral \"a(x*)b\" \"-ab-axxb-\" \"${1}\"", "-${1}-${1}-"),
            ("regexSplit \"z+\" \"pizza\" -1", "[pi a]"), ("regexQuoteMeta \"1.2.3\"", "1\\.2\\.3"),
            ("mustRegexReplaceAll \"(?P<n>b)\" \"abc\" \"<$n>\"", "a<b>c"),
            ("mustRegexReplaceAllLiteral \"b\" \"abc\" \"$\"", "a$c"),
        ])
    }

    @Test func `Matches are counted as in Go`() {
        expectCalls([
            ("regexFindAll \"a\" \"aaa\" 2", "[a a]"), ("regexFindAll \"a\" \"aaa\" 0", "[]"),
            ("regexFindAll \"a*\" \"baa\" -1 | len", "2"), ("regexFindAll \"x\" \"aaa\" -1", "[]"),
            ("regexFind \"x\" \"a\"", ""), ("mustRegexFind \"b\" \"abc\"", "b"),
            ("mustRegexFindAll \"ä\" \"äbä\" -1", "[ä ä]"), ("regexSplit \",\" \"a,b,c\" 2", "[a b,c]"),
            ("regexSplit \",\" \"a,b,c\" 0", "[]"),
            ("regexSplit \"\" \"abc\" -1", "[a b c]"), ("regexSplit \"a\" \"\" -1 | len", "1"),
            ("regexSplit \"\" \"\" -1 | len", "0"), ("regexSplit \"a\" \"\" 0 | len", "0"),
            ("regexSplit \",\" \"a,\" -1 | len", "2"), ("mustRegexSplit \" +\" \"a  b c\" 1", "[a  b c]"),
            ("mustRegexMatch \"B\" \"abc\"", "false"),
            ("regexQuoteMeta \"\\\\.+*?()|[]{}^$a-ä\"", "\\\\\\.\\+\\*\\?\\(\\)\\|\\[\\]\\{\\}\\^\\$a-ä"),
        ])
    }

    @Test func `A broken expression is found when the template is read`() {
        for name in ["regexMatch", "mustRegexMatch", "regexFind"] {
            #expect(SprigTrial.text("{{\(name) \"(\" \"a\"}}").hasPrefix("! \(name): a group is not closed"))
        }
        #expect(
            SprigTrial.text("{{regexFindAll \"[\" \"a\" 1}}").hasPrefix("! regexFindAll: the character class")
        )
        // One out of the line does not match, or ends the execution.
        expectCalls(
            [
                ("regexMatch .x \"a\"", "false"),
                ("regexFind .x \"a\" | len", "! regexFind: a group is not closed in '('"),
                ("mustRegexMatch .x \"a\"", "! mustRegexMatch: a group is not closed in '('"),
                ("regexSplit .x \"a\" \"b\"", "! regexSplit: wrong type for value; expected int; got string"),
            ], ["x": "("])
    }

    @Test func `Paths are cut as in Go`() {
        for prefix in ["", "os"] {
            let (base, dir) = prefix.isEmpty ? ("base", "dir") : ("osBase", "osDir")
            let (clean, ext, isAbs) =
                prefix.isEmpty ? ("clean", "ext", "isAbs") : ("osClean", "osExt", "osIsAbs")
            expectCalls([
                ("\(base) \"foo/bar/baz\"", "baz"), ("\(dir) \"foo/bar/baz\"", "foo/bar"),
                ("\(clean) \"foo/bar/../baz\"", "foo/baz"), ("\(ext) \"foo.bar\"", ".bar"),
                ("\(isAbs) \"/a\"", "true"),
                ("\(base) \"\"", "."), ("\(base) \"///\"", "/"), ("\(base) \"/a/\"", "a"),
                ("\(dir) \"\"", "."), ("\(dir) \"/\"", "/"), ("\(dir) \"/a\"", "/"), ("\(dir) \"a/\"", "a"),
                ("\(dir) \"a\"", "."),
                ("\(clean) \"\"", "."), ("\(clean) \"/../a//b/./c/..\"", "/a/b"),
                ("\(clean) \"../../a\"", "../../a"), ("\(clean) \"a/../..\"", ".."), ("\(clean) \"/\"", "/"),
                ("\(clean) \"a/..\"", "."),
                ("\(ext) \"a/b.c/d\"", ""), ("\(ext) \"a.tar.gz\"", ".gz"), ("\(ext) \".\"", "."),
                ("\(ext) \"\"", ""), ("\(isAbs) \"a/\"", "false"), ("\(isAbs) \"\"", "false"),
            ])
        }
    }

    @Test func `URLs are taken apart and put together`() {
        let url = "http://admin:secret@server.com:8080/api?list=false#anchor"
        expectCalls([
            (
                "urlParse \"\(url)\"",
                "map[fragment:anchor host:server.com:8080 hostname:server.com opaque: path:/api query:list=false scheme:http userinfo:admin:secret]"
            ), ("urlParse \"\(url)\" | urlJoin", url),
            (
                "urlJoin (dict \"fragment\" \"fragment\" \"host\" \"host:80\" \"path\" \"/path\" \"query\" \"query\" \"scheme\" \"http\")",
                "http://host:80/path?query#fragment"
            ),
            ("(urlParse \"HTTP://[::1]:80/a%20b\").scheme", "http"),
            ("(urlParse \"http://[::1]:80/a%20b\").hostname", "::1"),
            ("(urlParse \"http://[::1]:80/a%20b\").path", "/a b"),
            ("(urlParse \"mailto:a@b\").opaque", "a@b"), ("(urlParse \"//host/x\").host", "host"),
            ("(urlParse \"/a/b?c\").path", "/a/b"), ("urlJoin (urlParse \"/a b?c#d e\")", "/a%20b?c#d%20e"),
            ("urlJoin (urlParse \"mailto:a@b\")", "mailto:a@b"),
            ("urlJoin (dict \"path\" \"a:b\")", "./a:b"),
            ("urlJoin (dict \"host\" \"h\" \"path\" \"p\")", "//h/p"), ("urlJoin (dict)", ""),
            ("urlJoin (dict \"scheme\" \"file\" \"path\" \"/x\")", "file:///x"),
            ("urlJoin (dict \"path\" \"*\")", "*"),
            ("urlJoin (dict \"userinfo\" \"a b\" \"host\" \"h\")", "! urlJoin: net/url: invalid userinfo"),
            ("(urlParse \"x://h/%C3%A4?%\").query", "%"), ("(urlParse \"\").path", ""),
            ("(urlParse \"http://u@h\").userinfo", "u"),
            ("urlParse \":x\"", "! urlParse: unable to parse url: parse \":x\": missing protocol scheme"),
            ("urlParse \"a:b:c/d\" | len", "8"),
            (
                "urlParse \"1:b\"",
                "! urlParse: unable to parse url: parse \"1:b\": first path segment in URL cannot contain colon"
            ),
            (
                "urlParse \"http://[x\"",
                "! urlParse: unable to parse url: parse \"http://[x\": missing ']' in host"
            ),
            (
                "urlParse \"http://h:x/\"",
                "! urlParse: unable to parse url: parse \"http://h:x/\": invalid port \":x\" after host"
            ),
            (
                "urlParse \"/%zz\"",
                "! urlParse: unable to parse url: parse \"/%zz\": invalid URL escape \"%zz\""
            ),
            (
                "urlParse \"http://a b/\"",
                "! urlParse: unable to parse url: parse \"http://a b/\": invalid character \" \" in host name"
            ),
            (
                "urlParse \"a\\nb\" | len",
                "! urlParse: unable to parse url: parse \"a\nb\": net/url: invalid control character in URL"
            ),
            (
                "urlJoin (dict \"host\" 5)",
                "! urlJoin: unable to parse host key, must be of type string, but int found"
            ),
        ])
    }

    @Test func `Versions have their parts`() {
        expectCalls([
            ("(semver \"1.2.3-alpha.1+123\").Major", "1"), ("(semver \"1.2.3-alpha.1+123\").Minor", "2"),
            ("(semver \"1.2.3-alpha.1+123\").Patch", "3"),
            ("(semver \"1.2.3-alpha.1+123\").Prerelease", "alpha.1"),
            ("(semver \"1.2.3-alpha.1+123\").Metadata", "123"), ("(semver \"v1.2\").Original", "v1.2"),
            ("(semver \"v1\").Patch", "0"), ("semver \"1.2.3.4\"", "! semver: Invalid Semantic Version"),
            ("semver \"x\"", "! semver: Invalid Semantic Version"),
            ("semver \"\"", "! semver: Invalid Semantic Version"),
            ("semver \"1.2.3-\"", "! semver: Invalid Semantic Version"),
            ("semver \"1.2.3-01\"", "! semver: Invalid Semantic Version"),
            ("semver \"99999999999999999999\"", "! semver: Invalid Semantic Version"),
        ])
    }

    @Test func `Versions are held against ranges`() {
        let allowed = [
            ("1.2.3", "1.2.3"), ("^1.2.0", "1.2.3"), (">= 1.2 < 3.0.0 || >= 4.2.3", "2.9.9"),
            (">= 1.2, < 3.0.0 || >= 4.2.3", "5.0.0"), ("1.2 - 1.4.5", "1.4.5"), ("1.2.x", "1.2.9"),
            ("*", "0.0.0"), ("~1.2.3", "1.2.9"), ("~1", "1.9.0"),
            ("~2.3", "2.3.9"), ("^0.2.3", "0.2.9"), ("^0.0.3", "0.0.3"), ("^0.0", "0.0.9"), ("^0", "0.9.9"),
            ("<= 2.x", "2.9.9"), (">=1.2.3-0", "1.2.4-beta"), ("=1.2.3", "v1.2.3+build"),
            ("!=1.2.3", "1.2.4"), ("> 1", "2.0.0"), ("=> 1.0.0", "1.0.0"),
            ("1.2.3 || 4.5.6", "4.5.6"), ("<1.2.3-beta", "1.2.3-alpha"), (">1.2.3-alpha.9", "1.2.3-alpha.10"),
            ("~1.x", "1.5.0"), ("^2.x", "2.5.0"), ("!=1.x", "2.0.0"), ("^1", "1.9.9"), ("~0.0.0", "3.0.0"),
        ]
        for (range, version) in allowed {
            #expect(
                SprigTrial.text("{{semverCompare \"\(range)\" \"\(version)\"}}") == "true",
                "\(range) \(version)")
        }
        let refused = [
            ("1.2.3", "1.2.4"), ("^1.2.0", "2.0.0"), ("^1.2.3", "1.2.2"), ("1.2.x", "1.3.0"),
            ("~1.2.3", "1.3.0"), ("^0.2.3", "0.3.0"), ("^0.0.3", "0.0.4"), ("^0.0", "0.1.0"),
            (">=1.2.3", "1.2.4-beta"), ("<= 2.x", "3.0.0"), ("> 1", "1.9.9"), ("> 1.2", "1.2.9"),
            ("!=1.x", "1.2.3"), ("1.2 - 1.4.5", "1.4.6"), ("*", "1.0.0-rc1"), ("<1.2.3-alpha", "1.2.3-beta"),
            (">1.2.3", "1.2.3"), ("~2", "3.0.0"),
        ]
        for (range, version) in refused {
            #expect(
                SprigTrial.text("{{semverCompare \"\(range)\" \"\(version)\"}}") == "false",
                "\(range) \(version)")
        }
        for range in ["", "x.y", ">", "1.2.3.4", "a", "1 |  2", ">>1", "1.2.3 ||", "1 - "] {
            #expect(
                SprigTrial.text("{{semverCompare .x \"1.2.3\"}}", ["x": .bytes(Array(range.utf8))])
                    == "! semverCompare: improper constraint: \(range)")
        }
    }
}
