// All findings are reported at once, so every room adds its own to one collector and goes on.

/// Gathers the findings about one configuration.
///
/// Bounded: at most ``limit`` findings are kept, the rest are counted. An error takes the place of a kept warning or
/// note, so that a refused configuration always shows an error. The same finding twice (a shared anchor that is
/// decoded in two places) is kept once.
public final class DiagnosticCollector {
    /// The largest number of findings kept.
    public static let limit = 100

    private var kept: [Diagnostic] = []
    private var keptSet: Set<Diagnostic> = []
    private var sawError = false

    /// How many findings were left out because ``limit`` was reached.
    public private(set) var omittedCount = 0

    /// The keys that were accepted without meaning anything, at most ``limit``, in the order in which they were read.
    public private(set) var withoutMeaning: [KeyWithoutMeaning] = []

    /// Called for each mapping that was read, with its name in messages and the keys that are known there: this is how a page
    /// of keys is held against what reads them.
    package var onKeys: ((_ context: String, _ keys: [String]) -> Void)?

    /// An empty collector.
    public init() {}

    /// Whether an error was reported, kept or not.
    public var hasErrors: Bool { sawError }

    /// What was kept, by file, line and column; findings at one place stay in the order of their report.
    public var diagnostics: [Diagnostic] {
        kept.enumerated().sorted { left, right in
            if left.element.location != right.element.location {
                return left.element.location < right.element.location
            }
            return left.offset < right.offset
        }.map(\.element)
    }

    /// Reports what makes the configuration unusable; `fix` says what to write instead.
    /// - Parameter isWithinText: whether `location` is that of a character of an expression or a template.
    public func error(
        _ location: Location, _ message: String, fix: String? = nil, isWithinText: Bool = false
    ) {
        sawError = true
        add(
            Diagnostic(
                severity: .error, location: location, message: message, remedy: fix,
                isWithinText: isWithinText))
    }

    /// Reports what can be used but is probably not meant; `fix` says what to write instead.
    public func warning(_ location: Location, _ message: String, fix: String? = nil) {
        add(Diagnostic(severity: .warning, location: location, message: message, remedy: fix))
    }

    /// Reports what is worth knowing; `fix` says what could be written instead.
    public func note(_ location: Location, _ message: String, fix: String? = nil) {
        add(Diagnostic(severity: .note, location: location, message: message, remedy: fix))
    }

    /// Remembers a key that means nothing.
    public func passOver(_ key: KeyWithoutMeaning) {
        guard withoutMeaning.count < Self.limit, !withoutMeaning.contains(key) else { return }
        withoutMeaning.append(key)
    }

    private func add(_ diagnostic: Diagnostic) {
        guard !keptSet.contains(diagnostic) else { return }
        if kept.count >= Self.limit {
            omittedCount += 1
            guard diagnostic.severity == .error, let spared = kept.lastIndex(where: { $0.severity != .error })
            else { return }
            keptSet.remove(kept.remove(at: spared))
        }
        kept.append(diagnostic)
        keptSet.insert(diagnostic)
    }
}
