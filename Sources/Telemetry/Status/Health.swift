// Why this file exists: whether an operator should look is decided in one place, from values.

/// Whether an operator should look.
public enum HealthStatus: String, Codable, Sendable {
    /// Lines are shipped.
    case healthy
    /// Something has been wrong for a while; the reasons say what.
    case degraded
}

/// What makes an agent degraded.
public enum Health {
    /// For how many seconds something may be wrong before an operator has to know.
    public static let patience = 60.0
    /// The most reasons of one kind that are given one by one.
    private static let maximumReasons = 5

    /// Why an operator should look, a sentence each; nothing if all is well.
    public static func reasons(_ report: StatusReport) -> [String] {
        var reasons: [String] = []
        for client in report.clients {
            guard let seconds = client.failingSeconds, seconds >= patience else { continue }
            let why = client.lastError.map { ": \($0)" } ?? ""
            reasons.append("client \(client.name) has not been reached for \(span(seconds))\(why)")
        }
        let unreadable = report.unreadable.filter { $0.seconds >= patience }
        reasons += unreadable.prefix(maximumReasons).map {
            "\($0.path) has not been readable for \(span($0.seconds)): \($0.error)"
        }
        if unreadable.count > maximumReasons {
            reasons.append("\(unreadable.count - maximumReasons) more files are not readable")
        }
        if let error = report.journalError {
            reasons.append("the journal cannot be written, a crash would send lines twice: \(error)")
        }
        return reasons
    }

    /// A span of time for people: its two largest units.
    public static func span(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds < 1e12 else { return "a long time" }
        let whole = Int(max(0, seconds))
        return switch whole {
        case ..<60: "\(whole)s"
        case ..<3600: "\(whole / 60)m \(whole % 60)s"
        case ..<86_400: "\(whole / 3600)h \(whole / 60 % 60)m"
        default: "\(whole / 86_400)d \(whole / 3600 % 24)h"
        }
    }
}
