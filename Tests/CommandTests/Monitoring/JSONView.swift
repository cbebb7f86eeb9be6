// Dashboards and Prometheus' answers are JSON of many shapes, of which a test wants a value here and there.

import TestSupport

/// A JSON value that is looked into by keys; what is not there is nil, or an empty list.
struct JSONView {
    private let value: SlowJSON.Value

    /// Reads a text, which may have several lines; nil if it is no JSON text.
    init?(_ bytes: some Sequence<UInt8>) {
        // No text of JSON has a line end inside a value.
        let line = bytes.map { $0 == UInt8(ascii: "\n") ? UInt8(ascii: " ") : $0 }
        guard let value = SlowJSON.parse(line, maximumDepth: 100) else { return nil }
        self.value = value
    }

    private init(_ value: SlowJSON.Value) { self.value = value }

    /// A member of an object.
    subscript(key: String) -> JSONView? {
        guard case .object(_, let members) = value else { return nil }
        return members.first { $0.key.elementsEqual(key.utf8) }.map { JSONView($0.value) }
    }

    /// The elements of an array.
    var elements: [JSONView] {
        guard case .array(_, let elements) = value else { return [] }
        return elements.map { JSONView($0) }
    }

    /// A text, or a number or a Boolean as it is written.
    var text: String? {
        switch value {
        case .string(let bytes), .number(let bytes), .boolean(let bytes):
            String(decoding: bytes, as: UTF8.self)
        case .null, .array, .object: nil
        }
    }

    /// All values of this key, however deep.
    func all(_ key: String) -> [JSONView] {
        switch value {
        case .object(_, let members):
            members.flatMap { member in
                let view = JSONView(member.value)
                return (member.key.elementsEqual(key.utf8) ? [view] : []) + view.all(key)
            }
        case .array(_, let elements): elements.flatMap { JSONView($0).all(key) }
        case .null, .boolean, .number, .string: []
        }
    }
}
