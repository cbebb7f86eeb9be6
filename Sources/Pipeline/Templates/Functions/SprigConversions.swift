// Why this file exists: Sprig's functions take values of any type and make of them what they need.

import Platform

extension TemplateValue {
    /// The value as an integer, by the rules of https://github.com/spf13/cast: a float without its fraction, 1 for
    /// true, a text that is a number as Go writes one (0x, 0o, 0 and 0b in front say its base); 0 for all else.
    var castInteger: Int64 {
        switch self {
        case .int(let value), .duration(let value): value
        case .bool(let value): value ? 1 : 0
        case .float(let value): Int64(goTruncating: value)
        case .text(let text): NumberReading.integer(Self.withoutZeroFraction(text), base: 0).exact ?? 0
        case .null, .list, .map, .time: 0
        }
    }

    /// The value as a float, by the rules of https://github.com/spf13/cast; 0 for what is no number.
    var castFloat: Double {
        switch self {
        case .int(let value), .duration(let value): Double(value)
        case .bool(let value): value ? 1 : 0
        case .float(let value): value
        case .text(let text): NumberReading.float(text) ?? 0
        case .null, .list, .map, .time: 0
        }
    }

    /// `12.00` as `12`.
    private static func withoutZeroFraction(_ text: TemplateText) -> TemplateText {
        let end = text.lastIndex { $0 != UInt8(ascii: "0") } ?? 0
        return end + 1 < text.count && text[end] == UInt8(ascii: ".") ? text.part(0, end) : text
    }

    /// The value as a text: as it is, or as `%v` prints it.
    func text(_ context: TemplateContext) throws(TemplateError) -> TemplateText {
        if case .text(let text) = self { return text }
        return try context.text { buffer throws(TemplateError) in try append(to: buffer) }
    }

    /// What Go calls the kind of the type.
    var kindName: StaticString {
        switch self {
        case .null: "invalid"
        case .bool: "bool"
        case .int, .duration: "int"
        case .float: "float64"
        case .text: "string"
        case .list: "slice"
        case .map: "map"
        case .time: "struct"
        }
    }

    var isNull: Bool { if case .null = self { true } else { false } }
}

extension Int64 {
    /// The whole part of a float as Go's conversion gives it; for what 64 bits cannot hold, as on an amd64.
    init(goTruncating value: Double) {
        self = Int64(exactly: value.rounded(.towardZero)) ?? .min
    }
}

extension TemplateArguments {
    /// The arguments from `start` on.
    func dropFirst(_ start: Int) -> Slice<UnsafeBufferPointer<TemplateValue>> { values.dropFirst(start) }

    /// An argument that must be true or false.
    func bool(_ index: Int) throws(TemplateError) -> Bool {
        if case .bool(let value) = self[index] { return value }
        throw wrongType(index, expected: "bool")
    }

    /// An argument that must be a time.
    func time(_ index: Int) throws(TemplateError) -> TemplateTime {
        if case .time(let time) = self[index] { return time }
        throw wrongType(index, expected: "time.Time")
    }
}

/// Sprig's conversions between types, and what tells types apart.
///
/// All integers have Go's type `int` here and all lists `[]interface {}`, so that `typeOf` says so where Go may say `int64`
/// or `[]string`; where Go tells integers apart, they are taken for the type that a function asks for.
enum SprigConversions {
    static let table: TemplateFunctions.Table = [
        TemplateFunction("atoi", 1) { arguments, _ throws(TemplateError) in
            .int(NumberReading.integer(try arguments.text(0)).nearest)
        },
        TemplateFunction("int", 1) { arguments, _ in .int(arguments[0].castInteger) },
        TemplateFunction("int64", 1) { arguments, _ in .int(arguments[0].castInteger) },
        TemplateFunction("float64", 1) { arguments, _ in .float(arguments[0].castFloat) },
        // The number that octal digits write, as in the permissions of a file.
        TemplateFunction("toDecimal", 1) { arguments, context throws(TemplateError) in
            .int(NumberReading.integer(try arguments[0].text(context), base: 8).exact ?? 0)
        },
        TemplateFunction("toString", 1) { arguments, context throws(TemplateError) in
            .text(try arguments[0].text(context))
        },
        TemplateFunction("toStrings", 1) { arguments, context throws(TemplateError) in
            .list(try SprigStringLists.texts(arguments[0], context).map { .text($0) })
        },
        TemplateFunction("typeOf", 1) { arguments, _ in .literal(arguments[0].typeName) },
        TemplateFunction("typeIs", 2) { arguments, _ throws(TemplateError) in
            .bool(try arguments.text(0) == arguments[1].typeName)
        },
        // Nothing is a pointer here, which is all that it would allow besides.
        TemplateFunction("typeIsLike", 2) { arguments, _ throws(TemplateError) in
            .bool(try arguments.text(0) == arguments[1].typeName)
        },
        TemplateFunction("kindOf", 1) { arguments, _ in .literal(arguments[0].kindName) },
        TemplateFunction("kindIs", 2) { arguments, _ throws(TemplateError) in
            .bool(try arguments.text(0) == arguments[1].kindName)
        },
        TemplateFunction("deepEqual", 2) { arguments, context throws(TemplateError) in
            .bool(try arguments[0].isDeeplyEqual(to: arguments[1], context))
        },
    ]
}
