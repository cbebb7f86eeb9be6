// Why this file exists: functions of a template may make long texts, ask for the time and for random numbers; what they
// get is bounded, and the same again when the line is read again.

import Platform

/// What belongs to one execution of a template: its time, its random numbers, its memory and its budget.
///
/// Reused from line to line by one thread.
final class TemplateContext {
    /// The most bytes that an execution may put out, and that one text of it may have.
    static let maximumOutput = 1 << 20
    /// The most steps of an execution: instructions, turns of loops, elements of lists that functions make.
    static let maximumSteps = 100_000
    /// The most bytes of all texts that the functions of one execution make.
    static let maximumTexts = 8 << 20
    /// The deepest that a value may be nested where it is gone through.
    static let maximumDepth = 100

    /// When the line was read, nanoseconds since the Unix epoch: what `now` is, also on a replay.
    var now: Int64 {
        askedForTime = true
        return time
    }
    /// True if the execution has asked when the line was read.
    private(set) var askedForTime = false
    private var time: Int64 = 0
    /// The zone of the host, in which times are shown.
    let localZone: TimeZoneRules
    private var steps = 0
    private var random: UInt64 = 0
    private let texts = TemplateTexts()
    let expressions = TemplateExpressions()
    /// Layouts and zones that functions have asked for.
    let times = TemplateTimes()
    private var buffers: [ByteBuffer] = []
    private var buffersInUse = 0

    init(localZone: TimeZoneRules = .utc) { self.localZone = localZone }

    /// Forgets the execution before; all texts that it made are gone.
    /// - Parameters:
    ///   - now: when the line was read, nanoseconds since the Unix epoch.
    ///   - seed: what random numbers begin with: the line's generation and offset.
    func begin(now: Int64, seed: UInt64) {
        (time, random, steps, buffersInUse, askedForTime) = (now, seed, 0, 0, false)
        texts.removeAll()
    }

    /// The next of the line's random numbers (SplitMix64).
    func nextRandom() -> UInt64 {
        random &+= 0x9E37_79B9_7F4A_7C15
        var mixed = random
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// Takes some steps off the budget. Functions call it before they make or go through many elements.
    @inline(__always)
    func spend(steps count: Int) throws(TemplateError) {
        steps = steps &+ count
        if steps > Self.maximumSteps || count < 0 || count > Self.maximumSteps { throw Self.tooManySteps }
    }

    /// Asked before a text of so many bytes is made; also takes a step for every 256 bytes off the budget.
    func expect(bytes count: Int) throws(TemplateError) {
        guard count >= 0, count <= Self.maximumOutput else { throw Self.tooLong }
        try spend(steps: count >> 8)
    }

    /// A text that lives until the execution ends.
    func text(_ bytes: UnsafeRawBufferPointer) throws(TemplateError) -> TemplateText {
        try expect(bytes: bytes.count)
        guard let copy = texts.copy(bytes) else { throw Self.tooMuch }
        return TemplateText(copy)
    }

    /// A text that lives until the execution ends.
    func text(_ bytes: [UInt8]) throws(TemplateError) -> TemplateText {
        let made = bytes.withUnsafeBytes { bytes in Result { () throws(TemplateError) in try text(bytes) } }
        return try made.get()
    }

    /// A text that lives until the execution ends, of a String.
    func text(_ string: String) throws(TemplateError) -> TemplateText { try text(Array(string.utf8)) }

    /// A text out of what `body` appends to an empty buffer. Where it may append much, it asks `expect` first.
    func text(_ body: (ByteBuffer) throws(TemplateError) -> Void) throws(TemplateError) -> TemplateText {
        // One buffer for each level of calls inside calls.
        if buffersInUse == buffers.count { buffers.append(ByteBuffer(capacity: 256)) }
        let buffer = buffers[buffersInUse]
        buffer.removeAll(shrinkingTo: 1 << 16)
        buffersInUse += 1
        defer { buffersInUse -= 1 }
        try body(buffer)
        return try text(buffer.bytes)
    }

    static let tooManySteps = TemplateError("more than 100,000 steps")
    static let tooLong = TemplateError("a text of more than 1 MiB")
    static let tooMuch = TemplateError("more than 8 MiB of texts in one execution")
    static let tooManyCalls = TemplateError("templates call one another too deep")
    static let tooDeep = TemplateError("a value is nested more than 100 deep, or holds itself")
}

/// Memory for texts that go all at once.
private final class TemplateTexts {
    private var segments: [ByteBuffer] = [ByteBuffer(capacity: 4096)]
    private var total = 0

    /// A copy of the bytes that stays where it is; nil if there is no room.
    func copy(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard total + bytes.count <= TemplateContext.maximumTexts else { return nil }
        var segment = segments[segments.count - 1]
        if segment.capacity - segment.count < bytes.count {
            segment = ByteBuffer(capacity: max(bytes.count, min(segment.capacity * 2, 1 << 20)))
            segments.append(segment)
        }
        let start = segment.end
        segment.append(bytes)
        total += bytes.count
        return UnsafeRawBufferPointer(start: start, count: bytes.count)
    }

    func removeAll() {
        total = 0
        // The largest one stays, so that the next execution needs no other; a very large one goes.
        if segments.count > 1, let last = segments.popLast() {
            segments.removeAll(keepingCapacity: true)
            segments.append(last)
        }
        segments[0].removeAll(shrinkingTo: 1 << 16)
    }
}
