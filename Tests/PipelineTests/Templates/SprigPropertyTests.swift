// Whatever a function is called with, it gives a value or an error within its bounds, and the same again.

import Platform
import Testing

@testable import Pipeline

@Suite struct SprigPropertyTests {
    @Test func `No arguments make a function crash or leave its bounds`() {
        var random = Choices(seed: 20_240_305)
        let context = TemplateContext()
        for function in SprigFunctions.tables.joined() {
            for _ in 0..<40 {
                let keeper = TextKeeper()
                let most = min(function.arity.upperBound, function.arity.lowerBound + 4)
                let count = random.below(most - function.arity.lowerBound + 1) + function.arity.lowerBound
                let arguments = (0..<count).map { _ in random.value(keeper, depth: 0) }
                let now = Int64(truncatingIfNeeded: random.next())
                let results = (0..<2).map { _ in
                    context.begin(now: now, seed: 5)
                    // Maps are changed by some functions: each run has its own.
                    return Self.run(function, arguments.map { Self.copied($0) }, context)
                }
                let isBounded = results[0].utf8.count <= TemplateContext.maximumOutput * 2
                #expect(
                    results[0] == results[1] && isBounded,
                    "\(function.name) \(arguments.map { Self.printed($0) })")
            }
        }
    }

    private static func run(
        _ function: TemplateFunction, _ arguments: [TemplateValue], _ context: TemplateContext
    ) -> String {
        arguments.withUnsafeBufferPointer { values in
            do {
                return printed(try function.body(TemplateArguments(values: values), context))
            } catch {
                return "! \(error)"
            }
        }
    }

    private static func printed(_ value: TemplateValue) -> String {
        let buffer = ByteBuffer()
        try? value.append(to: buffer)
        return buffer.text
    }

    private static func copied(_ value: TemplateValue) -> TemplateValue {
        switch value {
        case .list(let elements): .list(elements.map { copied($0) })
        case .map(let map): .map(TemplateMap(map.entries.map { (key: $0.key, value: copied($0.value)) }))
        default: value
        }
    }
}

/// Arguments by chance, with a liking for what is at an edge.
private struct Choices {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 31
    }

    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(max(1, limit))) }

    private static let integers: [Int64] = [
        0, 1, -1, 2, 3, 5, 8, 64, 1_000, 100_001, 1 << 20, 1 << 31, 1 << 40, .max, .min, .min + 1, -100,
        253_402_300_800,
    ]
    private static let floats: [Double] = [
        0, -0.0, 0.5, -1.5, 3.14, 1e21, 1e-9, 1e308, .leastNonzeroMagnitude, .infinity, -.infinity, .nan,
        123.456,
    ]
    private static let texts = [
        "", "a", "hello world", "ÄÖ ü€ 😀", "0x1F", "12.50", "-7", "1e5", ",", "a,b,,c", "/a/../b.c",
        "2006-01-02T15:04:05Z07:00", "2024-02-29T23:59:60Z", "Jan _2 MST", "Europe/Berlin",
        "UTC", "1h30m", "-2562047h47m16.854775808s", "(", "a*", "(a)|(?P<x>b)", "${1}$x$$",
        "http://u:p@[::1]:80/%41?b#c", "1.2.3-rc.1+x", ">= 1.2, <2 || ~3.x", "{\"a\":[1,{\"b\":null}]}",
        "[[[", "Y29mZmVl", "MZXW6===", "HTTPServer20xOk_a-b",
        "  \t\n x \u{2028}", "<&>\"'\\", "$", "99999999999999999999", "ǆ ßŉ İı ᾳ",
    ]

    mutating func value(_ keeper: TextKeeper, depth: Int) -> TemplateValue {
        switch below(depth > 2 ? 7 : 11) {
        case 0: return .null
        case 1: return .bool(below(2) == 0)
        case 2, 3: return .int(Self.integers[below(Self.integers.count)])
        case 4: return .float(Self.floats[below(Self.floats.count)])
        case 5, 6, 7: return .text(text(keeper))
        case 8: return .list((0..<below(6)).map { _ in value(keeper, depth: depth + 1) })
        case 9:
            return .map(
                TemplateMap(
                    (0..<below(5)).map { _ in (key: text(keeper), value: value(keeper, depth: depth + 1)) }))
        default:
            let seconds =
                below(3) == 0 ? Int64(bitPattern: next()) : Self.integers[below(Self.integers.count)]
            return below(4) == 0
                ? .duration(seconds)
                : .time(TemplateTime(seconds: seconds, nanoseconds: Int32(below(1_000_000_000)), zone: .utc))
        }
    }

    private mutating func text(_ keeper: TextKeeper) -> TemplateText {
        var bytes = Array(Self.texts[below(Self.texts.count)].utf8)
        switch below(8) {
        case 0: bytes.insert(UInt8(truncatingIfNeeded: next()), at: below(bytes.count + 1))
        case 1: bytes = Array(repeatElement(bytes, count: below(40)).joined())
        case 2: bytes = (0..<below(24)).map { _ in UInt8(truncatingIfNeeded: next() >> 13) }
        default: break
        }
        return keeper.keep(bytes)
    }
}
