// One scalar at a time: the decoders that every reader of a value shares, with the messages for what does not fit.

extension Node {
    /// The text of a scalar; numbers and Booleans are the text they are written as.
    ///
    /// - Parameters:
    ///   - diagnostics: receives an error if this is a mapping, a list or null.
    ///   - what: the value's name in messages, such as `clients[0].url`.
    /// - Returns: nil after an error.
    public func scalarText(diagnostics: DiagnosticCollector, what: String) -> String? {
        text(called: "text", diagnostics: diagnostics, what: what)
    }

    /// The text of a scalar that no message may repeat; nil after an error.
    public func secret(diagnostics: DiagnosticCollector, what: String) -> Secret? {
        scalarText(diagnostics: diagnostics, what: what).map { Secret($0) }
    }

    /// A Boolean in any form of https://yaml.org/type/bool.html, quoted or not; nil after an error.
    public func bool(diagnostics: DiagnosticCollector, what: String) -> Bool? {
        let remedy = "write true or false"
        guard let text = text(called: "true or false", remedy: remedy, diagnostics: diagnostics, what: what)
        else { return nil }
        if let value = ScalarForms.boolean(text) { return value }
        return refuse("\(Quoting.quoted(text)) is not a Boolean", remedy, diagnostics, what)
    }

    /// A whole number within `range`: decimal, `0x` or `0o`, with `_` between digits; nil after an error.
    public func int(in range: ClosedRange<Int>, diagnostics: DiagnosticCollector, what: String) -> Int? {
        let remedy = Ranges.remedy(range)
        guard let text = text(called: "a whole number", remedy: remedy, diagnostics: diagnostics, what: what)
        else { return nil }
        switch ScalarForms.integer(text) {
        case .value(let value) where range.contains(value): return value
        case .value, .tooLarge:
            return refuse("\(Quoting.quoted(text)) is out of range", remedy, diagnostics, what)
        case .malformed:
            return refuse("\(Quoting.quoted(text)) is not a whole number", remedy, diagnostics, what)
        case .leadingZero(let decimal):
            return refuse(
                "\(Quoting.quoted(text)) begins with 0, which some programs take for octal",
                "write \(Quoting.shown(decimal)), or an octal number after 0o", diagnostics, what)
        }
    }

    /// A number within `range`, with or without fraction and exponent; nil after an error.
    public func double(in range: ClosedRange<Double>, diagnostics: DiagnosticCollector, what: String)
        -> Double?
    {
        let remedy = Ranges.remedy(range)
        guard let text = text(called: "a number", remedy: remedy, diagnostics: diagnostics, what: what)
        else { return nil }
        guard let value = ScalarForms.number(text) else {
            return refuse("\(Quoting.quoted(text)) is not a number", remedy, diagnostics, what)
        }
        if range.contains(value) { return value }
        return refuse("\(Quoting.quoted(text)) is out of range", remedy, diagnostics, what)
    }

    /// A duration in nanoseconds (see ``Durations``), within `range` if there is one; nil after an error.
    public func duration(
        in range: ClosedRange<Int64>? = nil, diagnostics: DiagnosticCollector, what: String
    ) -> Int64? {
        let remedy = "a duration is a number with a unit: 500ms, 10s, 5m, 1h"
        guard let text = text(called: "a duration", remedy: remedy, diagnostics: diagnostics, what: what)
        else { return nil }
        let shown = Quoting.quoted(text)
        do throws(Durations.Problem) {
            let value = try Durations.read(text)
            guard let range, !range.contains(value) else { return value }
            return refuse("\(shown) is out of range", Ranges.remedy(durations: range), diagnostics, what)
        } catch {
            switch error {
            case .noUnit:
                let example = ScalarForms.integer(text) == .malformed ? "1h30m" : Quoting.shown(text) + "s"
                return refuse(
                    "\(shown) has no unit", "write a unit, for example \(example)", diagnostics, what)
            case .unknownUnit(let unit):
                return refuse(
                    "\(shown) has the unknown unit \(Quoting.quoted(unit))",
                    "the units are ns, us, ms, s, m, h, d, w and y", diagnostics, what)
            case .tooLong:
                return refuse("\(shown) is too long", "write at most 292y", diagnostics, what)
            case .malformed:
                return refuse("\(shown) is not a duration", remedy, diagnostics, what)
            }
        }
    }

    /// A size in bytes (see ``ByteSizes``), within `range` if there is one; nil after an error.
    public func byteSize(
        in range: ClosedRange<Int>? = nil, diagnostics: DiagnosticCollector, what: String
    ) -> Int? {
        let remedy = "a size is a number of bytes, or a number with a unit: 512, 256KB, 2MB, 1GB"
        guard let text = text(called: "a size", remedy: remedy, diagnostics: diagnostics, what: what)
        else { return nil }
        let shown = Quoting.quoted(text)
        do throws(ByteSizes.Problem) {
            let value = try ByteSizes.read(text)
            guard let range, !range.contains(value) else { return value }
            return refuse("\(shown) is out of range", Ranges.remedy(sizes: range), diagnostics, what)
        } catch {
            switch error {
            case .tooLarge:
                let smaller = range.map { Ranges.remedy(sizes: $0) } ?? "write a smaller size"
                return refuse("\(shown) is too large", smaller, diagnostics, what)
            case .malformed:
                return refuse("\(shown) is not a size", remedy, diagnostics, what)
            }
        }
    }

    /// One of the named options, in their spelling; nil after an error.
    public func choice<T>(_ options: [(String, T)], diagnostics: DiagnosticCollector, what: String) -> T? {
        let names = options.map(\.0)
        let list = "one of \(names.joined(separator: ", "))"
        guard let text = text(called: list, remedy: "write one of them", diagnostics: diagnostics, what: what)
        else { return nil }
        if let option = options.first(where: { $0.0 == text }) { return option.1 }
        let near = Suggestions.nearest(text, among: names)
        return refuse(
            "must be \(list), found \(Quoting.quoted(text))",
            near.map { "did you mean \(Quoting.quoted($0))?" } ?? "write one of them", diagnostics, what)
    }

    private func text(
        called wanted: String, remedy: String? = nil, diagnostics: DiagnosticCollector, what: String
    ) -> String? {
        if let text { return text }
        let instead: String
        switch content {
        case .mapping:
            instead = "write a single value; put a text with ': ', or one that begins with {, in quotes"
        case .sequence: instead = "write a single value, without '- ' or [ ]"
        case .scalar: instead = "write a value after the ':'"
        }
        return refuse("expected \(wanted), found \(kind)", remedy ?? instead, diagnostics, what)
    }

    private func refuse<T>(
        _ message: String, _ remedy: String, _ diagnostics: DiagnosticCollector, _ what: String
    ) -> T? {
        diagnostics.error(location, what.isEmpty ? message : "\(what): \(message)", fix: remedy)
        return nil
    }
}
