// Why this file exists: static_configs and the files of file_sd_configs hold the same thing, a group of targets.

import Configuration

/// Targets and the labels that they have in common.
struct TargetGroup: Sendable {
    /// A label with the places of its name and its value.
    struct Entry: Hashable, Sendable {
        let name: String
        let value: String
        let place: Location
        let namePlace: Location
    }

    /// Host names. Only files on this host can be followed, so there rarely is more than `localhost`.
    var targets: [String]
    /// The labels in the file's order.
    var labels: [Entry]
    /// Where to say that something is missing.
    var place: Location

    /// Reads one group; unknown keys are errors.
    init(_ source: MappingReader) {
        var reader = source
        targets = reader.strings("targets") ?? []
        let node = reader.node("labels")
        labels = (reader.stringMap("labels") ?? []).map { name, value, place in
            Entry(
                name: name, value: value, place: place, namePlace: node?.location(ofKey: name) ?? place)
        }
        place = reader.location(of: "labels")
        reader.finish()
    }

    /// The labels that each target has before it is relabelled.
    /// - Parameter origin: the file of targets that the group is from; nil for one of the configuration itself.
    func discovered(origin: String?) -> [LabelSet] {
        // Promtail, too, takes localhost where nothing is said.
        (targets.isEmpty ? ["localhost"] : targets).map { address in
            var set = LabelSet(labels.map { ($0.name, $0.value) })
            set["__address__"] = address
            if let origin { set["__meta_filepath"] = origin }
            return set
        }
    }
}

/// A target's labels while they are being found out; one with an empty value is as good as none.
struct LabelSet: Hashable, Sendable {
    /// Names and values in the order in which they came.
    private(set) var entries: [Entry] = []

    struct Entry: Hashable, Sendable {
        let name: String
        var value: String
    }

    /// Takes the labels as they are; of one name the last counts.
    init(_ labels: some Sequence<(String, String)>) {
        for (name, value) in labels {
            if let index = index(of: name) {
                entries[index].value = value
            } else {
                entries.append(Entry(name: name, value: value))
            }
        }
    }

    /// The value of a label, empty if there is none; set to nothing, the label goes.
    subscript(name: String) -> String {
        get { index(of: name).map { entries[$0].value } ?? "" }
        set {
            switch index(of: name) {
            case let index? where newValue.isEmpty: entries.remove(at: index)
            case let index?: entries[index].value = newValue
            case nil where newValue.isEmpty: break
            case nil: entries.append(Entry(name: name, value: newValue))
            }
        }
    }

    /// Keeps the labels whose names fit.
    mutating func keep(where fits: (String) -> Bool) { entries.removeAll { !fits($0.name) } }

    /// By bytes: String takes differently composed characters for equal.
    private func index(of name: String) -> Int? {
        entries.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
    }
}
