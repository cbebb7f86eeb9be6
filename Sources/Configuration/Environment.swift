// Promtail fills environment variables into its configuration before it reads the YAML; so does this.

/// Environment variables in a configuration, as Promtail has them under `-config.expand-env=true`
/// (https://grafana.com/docs/loki/latest/send-data/promtail/configuration/, "Use environment variables in the
/// configuration").
///
/// `${NAME}` stands for the variable's value, or for nothing if it is not set, which is a warning. `${NAME:-TEXT}`
/// stands for TEXT if the variable is not set or empty; TEXT may hold variables itself. `$$` stands for one `$` and
/// `\\` for one `\`, as in the library that Promtail uses (https://pkg.go.dev/github.com/drone/envsubst). `$NAME`
/// without braces is left alone. The other operators of that library are an error, except in a line that is a comment.
public enum Environment {
    /// How deep defaults may nest.
    public static let depthLimit = 10

    /// The longest reference, its default included, in bytes; it ends in the line where it begins.
    public static let referenceLimit = 1024

    /// The longest text that an expansion may give, in bytes.
    public static let sizeLimit = 16 << 20

    /// `text` with its variables replaced by what `lookup` says; nil from it means that the variable is not set.
    ///
    /// What is wrong is reported to `diagnostics` at its place in `file`, and stays as it is written.
    public static func expand(
        _ text: String, lookup: (String) -> String?, file: String, diagnostics: DiagnosticCollector
    ) -> String {
        String(
            decoding: expansion(of: Array(text.utf8), lookup: lookup, file: file, diagnostics: diagnostics)
                .bytes,
            as: UTF8.self)
    }

    /// As ``expand(_:lookup:file:diagnostics:)``, for ``YAML/parse(_:diagnostics:recovering:)``, whose findings then
    /// have the lines and columns of `bytes` even if a value has several lines.
    public static func expansion(
        of bytes: [UInt8], lookup: (String) -> String?, file: String, diagnostics: DiagnosticCollector
    ) -> Expansion {
        bytes.withUnsafeBufferPointer { source in
            let text = UnsafeBufferPointer(rebasing: source.dropFirst(TextCheck.byteOrderMarkLength(source)))
            return withoutActuallyEscaping(lookup) { lookup in
                var expander = Expander(text: text, file: file, lookup: lookup, diagnostics: diagnostics)
                return expander.expand()
            }
        }
    }
}
