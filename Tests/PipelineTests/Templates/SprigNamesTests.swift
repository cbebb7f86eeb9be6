// Every function of Sprig's documentation is here, or is left out with a reason.

import Testing

@testable import Pipeline

@Suite struct SprigNamesTests {
    /// By the pages of https://masterminds.github.io/sprig/, with the names that the pages leave out and the library has.
    private static let pages: [(page: String, names: String)] = [
        (
            "strings",
            """
            trim trimAll trimall trimSuffix trimPrefix upper lower title untitle repeat substr nospace trunc abbrev abbrevboth initials
            randAlphaNum randAlpha randNumeric randAscii wrap wrapWith contains hasPrefix hasSuffix quote squote cat indent nindent replace
            plural snakecase camelcase kebabcase swapcase shuffle regexMatch mustRegexMatch regexFindAll mustRegexFindAll regexFind mustRegexFind
            regexReplaceAll mustRegexReplaceAll regexReplaceAllLiteral mustRegexReplaceAllLiteral regexSplit mustRegexSplit regexQuoteMeta
            """
        ), ("string_slice", "join splitList split splitn sortAlpha"),
        ("math", "add add1 sub div mod mul max biggest min floor ceil round randInt"),
        ("mathf", "addf add1f subf divf mulf maxf minf floor ceil round"),
        ("integer_slice", "until untilStep seq"),
        (
            "date",
            """
            now ago date dateInZone date_in_zone duration durationRound unixEpoch dateModify date_modify mustDateModify must_date_modify
            htmlDate htmlDateInZone toDate mustToDate
            """
        ),
        (
            "defaults",
            """
            default empty coalesce all any fromJson mustFromJson toJson mustToJson toPrettyJson mustToPrettyJson toRawJson mustToRawJson ternary
            """
        ), ("encoding", "b64enc b64dec b32enc b32dec"),
        (
            "lists",
            """
            list tuple first mustFirst rest mustRest last mustLast initial mustInitial append mustAppend push mustPush prepend mustPrepend concat
            reverse mustReverse uniq mustUniq without mustWithout has mustHas compact mustCompact slice mustSlice chunk mustChunk
            """
        ),
        (
            "dicts",
            """
            dict get set unset hasKey pluck dig merge mustMerge mergeOverwrite mustMergeOverwrite keys pick omit values deepCopy mustDeepCopy
            """
        ), ("conversion", "atoi float64 int int64 toDecimal toString toStrings"),
        ("paths", "base dir clean ext isAbs osBase osDir osClean osExt osIsAbs"), ("flow_control", "fail"),
        ("uuid", "uuidv4"), ("os", "env expandenv"), ("semver", "semver semverCompare"),
        ("reflection", "kindOf kindIs typeOf typeIs typeIsLike deepEqual"), ("network", "getHostByName"),
        ("url", "urlParse urlJoin"), ("index", "hello"),
        (
            "crypto",
            """
            sha1sum sha256sum sha512sum adler32sum bcrypt htpasswd randBytes derivePassword genPrivateKey buildCustomCert genCA genCAWithKey
            genSelfSignedCert genSelfSignedCertWithKey genSignedCert genSignedCertWithKey encryptAES decryptAES
            """
        ),
    ]

    private static var documented: [String] {
        pages.flatMap { $0.names.split(whereSeparator: \.isWhitespace).map(String.init) }
    }

    @Test(arguments: documented) func `Each documented function is here or left out`(_ name: String) {
        let isHere = SprigFunctions.tables.joined().contains { $0.name == name }
        #expect(isHere != (SprigFunctions.omission(of: name) != nil))
    }

    @Test func `No function is here that Sprig has not, and none twice`() {
        let names = SprigFunctions.tables.joined().map(\.name)
        #expect(Set(names).subtracting(Self.documented).isEmpty)
        #expect(Set(names).count == names.count)
        #expect(SprigFunctions.omissions.flatMap(\.names).allSatisfy { Self.documented.contains($0) })
    }

    @Test func `A function that is left out says why when it is called`() {
        expectCalls([
            (
                "env \"HOME\"",
                "! Sprig's function 'env' is left out: a template could write what the environment keeps secret into a log; write ${NAME} in the configuration"
            ),
            (
                "genPrivateKey \"rsa\"",
                "! Sprig's function 'genPrivateKey' is left out: keys, passwords and certificates are not made out of log lines; remove it"
            ),
        ])
    }

    @Test func `Promtail's documented multiline template gives its time`() {
        let template = """
            {{ .date_local | substr 6 10 }}-{{ .date_local | substr 0 2 }}-{{ .date_local | substr 3 5 }}T{{ if eq (.time_local | substr 0 2) "12" }}\
            {{ if eq .hour_period "AM" }}00{{ else }}12{{ end }}{{ .time_local | substr 2 10}}Z{{ else }}{{ if eq .hour_period "AM" }}x{{ else }}\
            {{ if and (le (.time_local | substr 0 1) "7") (eq (.time_local | substr 1 2) ":") }}1{{ add (.time_local | substr 0 1) 2 }}{{ .time_local | substr 1 10 }}Z\
            {{ end }}{{ end }}{{ end }}
            """
        #expect(
            SprigTrial.text(
                template, ["date_local": "11/08/2022", "time_local": "12:53:24", "hour_period": "PM"])
                == "2022-11-08T12:53:24Z")
        #expect(
            SprigTrial.text(
                template, ["date_local": "11/08/2022", "time_local": "7:53:24", "hour_period": "PM"])
                == "2022-11-08T19:53:24Z")
    }
}
