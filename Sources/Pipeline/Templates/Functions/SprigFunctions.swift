// Why this file exists: Promtail's templates have the functions of Sprig; which of them are here is said in one place.

extension TemplateFunctions {
    /// Those of https://masterminds.github.io/sprig/, see `SprigFunctions`.
    static let sprig: Table = SprigFunctions.tables.flatMap(\.self)
}

/// The functions of Sprig, https://masterminds.github.io/sprig/, that templates may call.
///
/// A function that panics in Sprig ends the execution with an error, and so do those whose name starts with `must`:
/// in a template of Promtail the two are the same. Lists have at most as many elements as an execution has steps, and
/// texts 1 MiB. What depends on chance depends on the line's generation and offset alone, and `now` is when the line
/// was read, so that a line that is read again has the same result.
enum SprigFunctions {
    /// One table for each family.
    static let tables: [TemplateFunctions.Table] = [
        SprigStrings.table, SprigCases.table, SprigStringLists.table, SprigConversions.table,
        SprigRandom.table, SprigEncodings.table, SprigIntegers.table, SprigFloats.table, SprigLists.table,
        SprigListParts.table, SprigDefaults.table, SprigDictionaries.table, SprigDates.table, SprigJSON.table,
        SprigHashes.table, SprigRegularExpressions.table, SprigPaths.table, SprigURLs.table,
        SprigVersions.table,
    ]

    /// Functions of Sprig that are left out.
    struct Omission: Sendable {
        let names: [String]
        /// Why, in words that go on after "is left out:".
        let reason: String
        /// What to write instead.
        let remedy: String
    }

    /// Why Sprig's function of this name is none here; nil where it is, or where Sprig has none of that name.
    static func omission(of name: String) -> Omission? { omissions.first { $0.names.contains(name) } }

    /// All that Sprig has and templates have not.
    static let omissions = [
        Omission(
            names: ["env", "expandenv"],
            reason: "a template could write what the environment keeps secret into a log",
            remedy: "write ${NAME} in the configuration"),
        Omission(
            names: ["getHostByName"], reason: "no line waits for a name server",
            remedy: "write the address itself"),
        Omission(
            names: [
                "genPrivateKey", "derivePassword", "buildCustomCert", "genCA", "genCAWithKey",
                "genSelfSignedCert", "genSelfSignedCertWithKey", "genSignedCert", "genSignedCertWithKey",
            ],
            reason: "keys, passwords and certificates are not made out of log lines", remedy: "remove it"),
        Omission(
            names: ["bcrypt", "htpasswd"],
            reason: "it is slow on purpose, and its result never the same twice",
            remedy: "use 'Hash', 'Sha2Hash' or 'sha256sum'"),
        Omission(
            names: ["encryptAES", "decryptAES"], reason: "the key would stand in every template",
            remedy: "use 'Hash' or 'Sha2Hash' to obscure a value"),
    ]
}
