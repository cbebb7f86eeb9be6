// Why this file exists: the `timestamp` stage, which takes the entry's time out of the line.

import Configuration
import Platform

/// Sets the entry's timestamp from an extracted value.
///
///     - timestamp:
///         source: time
///         format: RFC3339Nano          # or a Go layout, or Unix, UnixMs, UnixUs, UnixNs
///         fallback_formats: [UnixMs]   # tried in order when format does not fit
///         location: Europe/Berlin      # for times without a zone; default UTC
///         action_on_failure: fudge     # or skip
///
/// Where the value is missing or fits no format, `fudge` takes the last time of the same file plus one
/// nanosecond, which keeps the lines of a stack trace together; `skip` keeps the time of reading.
final class TimestampStage: Stage {
    private let slot: Int
    private let format: TimeLayout
    private let fallbacks: [TimeLayout]
    private let fudges: Bool
    /// The last time that the stage set.
    private let last: MemorySlot

    private init(slot: Int, format: TimeLayout, fallbacks: [TimeLayout], fudges: Bool, last: MemorySlot) {
        self.slot = slot
        self.format = format
        self.fallbacks = fallbacks
        self.fudges = fudges
        self.last = last
    }

    static func decode(_ settings: StageSettings, _ compiler: inout StageCompiler) -> (any Stage)? {
        settings.read { reader in decode(&reader, &compiler) }
    }

    private static func decode(_ reader: inout MappingReader, _ compiler: inout StageCompiler) -> (any Stage)?
    {
        let source = reader.requiredString("source", example: "timestamp")
        let format = reader.requiredString("format", example: "RFC3339Nano")
        let fallbacks = reader.strings("fallback_formats") ?? []
        let places = reader.node("fallback_formats")?.elements?.map(\.location) ?? []
        let fudges = reader.choice("action_on_failure", [("fudge", true), ("skip", false)]) ?? true
        var zone: TimeZoneRules?
        if let name = reader.string("location") {
            zone = rules(name, at: reader.location(of: "location"), compiler.diagnostics)
        }
        var layouts: [TimeLayout?] = []
        if let format {
            layouts.append(layout(format, zone, at: reader.location(of: "format"), compiler.diagnostics))
        }
        for (index, fallback) in fallbacks.enumerated() {
            let isKnown = places.count == fallbacks.count
            let place = isKnown ? places[index] : reader.location(of: "fallback_formats")
            layouts.append(layout(fallback, zone, at: place, compiler.diagnostics))
        }
        guard let source, format != nil, !layouts.contains(where: { $0 == nil }),
            let first = layouts.first.flatMap(\.self), let last = compiler.timeSlot(at: reader.location)
        else { return nil }
        return TimestampStage(
            slot: compiler.slot(source), format: first, fallbacks: layouts.dropFirst().compactMap(\.self),
            fudges: fudges, last: last)
    }

    private static func rules(_ name: String, at location: Location, _ diagnostics: DiagnosticCollector)
        -> TimeZoneRules?
    {
        do {
            return try TimeZoneRules.load(name)
        } catch {
            diagnostics.error(location, "\(error)")
            return nil
        }
    }

    private static func layout(
        _ text: String, _ zone: TimeZoneRules?, at location: Location, _ diagnostics: DiagnosticCollector
    ) -> TimeLayout? {
        do {
            return try TimeLayout(text, location: zone)
        } catch {
            diagnostics.error(location, "\(error)")
            return nil
        }
    }

    func run(_ chunk: Chunk, memory: PipelineMemory) {
        let values = chunk.column(slot)
        let remembered = chunk.remembered(last)
        let now = Clock.realtime()
        var known = memory[last] ?? Chunk.nothing
        let (dropped, timestamps, hasOwnTime) = (chunk.dropped, chunk.timestamps, chunk.hasOwnTime)
        var minute = NumericLayout.Minute()
        for row in 0..<chunk.count {
            remembered[row] = known
            guard dropped[row] == .none else { continue }
            var time: Int64?
            switch values[row].kind {
            case .text, .number, .boolean: time = parse(chunk.bytes(values[row].span), now, &minute)
            case .absent, .null, .structure: break
            }
            if time == nil, fudges, known != Chunk.nothing { time = known &+ 1 }
            guard let time else { continue }
            known = time
            remembered[row] = time
            timestamps[row] = time
            hasOwnTime[row] = true
        }
    }

    /// - Parameter minute: of the first layout.
    @inline(__always)
    private func parse(_ bytes: UnsafeRawBufferPointer, _ now: Int64, _ minute: inout NumericLayout.Minute)
        -> Int64?
    {
        if let time = format.parse(bytes, now: now, &minute) { return time }
        return fallbacks.isEmpty ? nil : parseOtherwise(bytes, now)
    }

    @inline(never)
    private func parseOtherwise(_ bytes: UnsafeRawBufferPointer, _ now: Int64) -> Int64? {
        for layout in fallbacks {
            if let time = layout.parse(bytes, now: now) { return time }
        }
        return nil
    }
}
