// Why this file exists: Sprig's functions on semantic versions.

/// Sprig's functions on versions (https://masterminds.github.io/sprig/semver.html).
///
/// A version is a map with the names of its parts, which templates read like those of Sprig's version; it has no
/// method `Compare`, as `semverCompare` says more.
enum SprigVersions {
    static let table: TemplateFunctions.Table = [
        TemplateFunction("semver", 1) { arguments, context throws(TemplateError) in
            let text = try arguments.text(0)
            let version = try version(text)
            let prerelease = Array(version.prerelease.joined(separator: [UInt8(ascii: ".")]))
            let map = TemplateMap()
            map[TemplateText("Major")] = .int(Int64(clamping: version.major))
            map[TemplateText("Minor")] = .int(Int64(clamping: version.minor))
            map[TemplateText("Patch")] = .int(Int64(clamping: version.patch))
            map[TemplateText("Prerelease")] = .text(try context.text(prerelease))
            map[TemplateText("Metadata")] = .text(try context.text(Array(version.metadata)))
            map[TemplateText("Original")] = .text(text)
            return .map(map)
        },
        TemplateFunction("semverCompare", 2) { arguments, _ throws(TemplateError) in
            let text = try arguments.text(0)
            guard text.count <= maximumLength, let constraint = VersionConstraint(text) else {
                throw TemplateError("improper constraint: \(text.part(0, 200).string)")
            }
            return .bool(constraint.allows(try version(try arguments.text(1))))
        },
    ]

    /// Bytes; no version and no range of them is longer.
    private static let maximumLength = 1_024

    private static func version(_ text: TemplateText) throws(TemplateError) -> SemanticVersion {
        guard text.count <= maximumLength, let version = SemanticVersion(Array(text)) else {
            throw TemplateError("Invalid Semantic Version")
        }
        return version
    }
}
