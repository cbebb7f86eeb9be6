// Why a push is refused; status and wording follow Loki's documentation, so that clients are tried against
// its answers.

/// A push that is not stored.
///
/// Source: Loki's manual, "Loki HTTP API" and "Troubleshoot log ingestion",
/// https://grafana.com/docs/loki/latest/.
struct PushRefusal: Error, Equatable {
    /// 400, 413, 415 or 422.
    var status: Int
    /// The body of the answer, without its final newline.
    var reason: String
    /// The field that says which content codings are taken (RFC 9110, section 15.5.16).
    var acceptEncoding: String?

    /// A stream without labels (`missing_labels`).
    static let missingLabels = PushRefusal(
        status: 400, reason: "error at least one label pair is required per stream")

    /// A push without entries.
    static let missingStreams = PushRefusal(
        status: 422, reason: "error at least one valid stream is required for ingestion")

    /// A label name that is none (`invalid_labels`).
    static func invalidLabel(_ name: String, in labels: [NameValue]) -> PushRefusal {
        let set = labels.map(\.description).joined(separator: ", ")
        return PushRefusal(
            status: 400,
            reason:
                "error parsing labels {\(set)} with error: invalid label name \"\(name)\": use letters, digits and"
                + " underscores, and no digit first")
    }

    /// A text of labels that cannot be read (`invalid_labels`).
    static func unreadableLabels(_ text: String, _ reason: String) -> PushRefusal {
        PushRefusal(status: 400, reason: "error parsing labels \(text) with error: \(reason)")
    }

    /// A body above a limit (`request_body_too_large`).
    static func tooLarge(byteCount: Int, limit: Int) -> PushRefusal {
        PushRefusal(status: 413, reason: "Request body too large: \(byteCount) bytes, limit: \(limit) bytes")
    }

    /// A body that cannot be read as what it claims to be.
    static func malformed(_ reason: String) -> PushRefusal {
        PushRefusal(status: 400, reason: reason)
    }

    /// A media type without a decoder.
    static func unsupportedType(_ type: String?, known: [String]) -> PushRefusal {
        let given =
            type.map { "the content type \"\($0)\" is not supported" } ?? "the Content-Type is missing"
        return PushRefusal(status: 400, reason: "\(given): send \(known.joined(separator: " or "))")
    }

    /// A content coding that is not known here.
    static func unsupportedEncoding(_ coding: String) -> PushRefusal {
        PushRefusal(
            status: 415,
            reason: "Content-Encoding \"\(coding)\" is not supported: send gzip, deflate or none",
            acceptEncoding: "gzip, deflate")
    }
}
