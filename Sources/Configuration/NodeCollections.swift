// Lists and mappings: the decoders that every reader of them shares, with the messages for what does not fit.

extension Node {
    /// The elements of a list, without the nulls, which are errors; nil after an error if this is no list.
    ///
    /// - Parameters:
    ///   - diagnostics: receives an error for each null and for another kind of value.
    ///   - what: the list's name in messages, such as `clients`.
    public func list(diagnostics: DiagnosticCollector, what: String) -> [Node]? {
        guard case .sequence(let elements) = content else {
            refuse("expected a list, found \(kind)", "start each element with '- '", diagnostics, what)
            return nil
        }
        for (index, element) in elements.enumerated() where element.isNull {
            element.refuse(
                "the element is empty", "write a value after the '-', or remove it", diagnostics,
                "\(what)[\(index)]")
        }
        return elements.filter { !$0.isNull }
    }

    /// The texts of a list of scalars; a single scalar counts as a list of one.
    ///
    /// Elements of another kind are errors and left out; nil after an error if this is a mapping or null.
    public func texts(diagnostics: DiagnosticCollector, what: String) -> [String]? {
        if let text { return [text] }
        guard case .sequence(let elements) = content else {
            refuse("expected a list, found \(kind)", "start each element with '- '", diagnostics, what)
            return nil
        }
        return elements.enumerated().compactMap { index, element in
            guard !element.isNull else {
                element.refuse(
                    "the element is empty", "write a value after the '-', or remove it", diagnostics,
                    "\(what)[\(index)]")
                return nil
            }
            return element.scalarText(diagnostics: diagnostics, what: "\(what)[\(index)]")
        }
    }

    /// The entries of a mapping whose keys are free, such as names of labels, in the file's order.
    ///
    /// Null counts as an empty mapping; nil after an error if this is a list or a text.
    public func pairs(
        diagnostics: DiagnosticCollector, what: String
    ) -> [(key: String, keyLocation: Location, value: Node)]? {
        guard !isNull else { return [] }
        guard case .mapping(let entries) = content else {
            refuseNoMapping(diagnostics, what)
            return nil
        }
        return entries.compactMap { entry in
            guard case .scalar(let scalar) = entry.key.content else { return nil }
            return (key: scalar.text, keyLocation: entry.key.location, value: entry.value)
        }
    }

    /// The entries of a mapping from free keys to texts, in the file's order, each with the place of its value.
    ///
    /// A null value counts as the empty text, a null in place of the mapping as an empty one. Values of another kind
    /// are errors and left out; nil after an error if this is a list or a text.
    public func textPairs(
        diagnostics: DiagnosticCollector, what: String
    ) -> [(key: String, value: String, location: Location)]? {
        pairs(diagnostics: diagnostics, what: what)?.compactMap { key, _, value in
            let name = what.isEmpty ? Quoting.shown(key) : "\(what).\(Quoting.shown(key))"
            guard let text = value.isNull ? "" : value.scalarText(diagnostics: diagnostics, what: name)
            else { return nil }
            return (key: key, value: text, location: value.location)
        }
    }

    /// The only entry of a mapping, the form in which a stage is written: `- json: …`; nil after an error.
    public func singlePair(
        diagnostics: DiagnosticCollector, what: String
    ) -> (key: String, keyLocation: Location, value: Node)? {
        guard case .mapping = content, let pairs = pairs(diagnostics: diagnostics, what: what) else {
            refuseNoMapping(diagnostics, what)
            return nil
        }
        guard let pair = pairs.first, pairs.count == 1 else {
            refuse(
                "expected one key, found \(pairs.count)",
                pairs.isEmpty ? "write one, as in '- key: value'" : "start each of them with '- '",
                diagnostics, what)
            return nil
        }
        return pair
    }

    /// Reports that this is not the mapping which `what` should be.
    func refuseNoMapping(_ diagnostics: DiagnosticCollector, _ what: String) {
        let remedy: String
        switch content {
        case .sequence: remedy = "remove the '- ' before its keys"
        default: remedy = "write its keys below, as 'key: value', indented by two spaces"
        }
        refuse("expected a mapping, found \(kind)", remedy, diagnostics, what)
    }

    private func refuse(
        _ message: String, _ remedy: String, _ diagnostics: DiagnosticCollector, _ what: String
    ) {
        diagnostics.error(location, what.isEmpty ? message : "\(what): \(message)", fix: remedy)
    }
}
