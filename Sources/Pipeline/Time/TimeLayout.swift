// What the timestamp stage asks for: a layout compiled once, and bytes to nanoseconds as often as there are
// lines.

/// One compiled layout of Promtail's `timestamp` stage
/// (https://grafana.com/docs/loki/latest/send-data/promtail/stages/timestamp/).
///
/// Layouts have the meaning that Go's `time.ParseInLocation` gives them (https://pkg.go.dev/time#Parse); the
/// names that Promtail knows stand for Go's layouts or for counts of units since the Unix epoch. Three
/// oddities of Go are not followed: a sign among the digits of a fraction or of a two-digit year, and letters
/// after the ninth digit of a fraction whose layout has more than nine, are refused.
public struct TimeLayout: Sendable {
    /// The layout or name as the configuration has it.
    public let text: String

    private let kind: Kind
    private let program: LayoutProgram
    private let hasYear: Bool
    private let hasMonth: Bool
    private let location: TimeZoneRules

    private enum Kind: Sendable {
        case unix(UnixUnit)
        case numeric(NumericLayout)
        case apache
        case general
    }

    /// Compiles a layout.
    ///
    /// - Parameters:
    ///   - text: a layout in Go's reference time, such as `2006-01-02T15:04:05.000Z07:00`, or one of `ANSIC`,
    ///     `UnixDate`, `RubyDate`, `RFC822`, `RFC822Z`, `RFC850`, `RFC1123`, `RFC1123Z`, `RFC3339`,
    ///     `RFC3339Nano`, `Unix`, `UnixMs`, `UnixUs`, `UnixNs`.
    ///   - location: the zone of times that name none, and the first place where abbreviations are looked up;
    ///     nil for UTC.
    /// - Throws: `TimeLayoutError` for a layout that no time can match: one without any element of Go's, one
    ///   written for strftime or Java, or one of the names above in other letters.
    public init(_ text: String, location: TimeZoneRules? = nil) throws(TimeLayoutError) {
        let unit = NamedLayout.unixUnit(text)
        let layout = NamedLayout.layout(text) ?? text
        self.text = text
        self.location = location ?? .utc
        program = LayoutProgram(unit == nil ? layout : "")
        hasYear = program.hasYear
        hasMonth = program.hasMonth
        if let unit {
            kind = .unix(unit)
            return
        }
        if let error = TimeLayoutError(refusing: layout, hasElement: program.hasElement) { throw error }
        if layout == ApacheLayout.text {
            kind = .apache
        } else if let numeric = NumericLayout(program) {
            kind = .numeric(numeric)
        } else {
            kind = .general
        }
    }

    /// The instant that `bytes` name, in nanoseconds since the Unix epoch.
    ///
    /// It costs no allocation and no call of a library; it may be called from any thread.
    ///
    /// - Parameters:
    ///   - bytes: the text, without anything before or after it.
    ///   - now: the present in nanoseconds since the epoch. Only a layout without a year uses it: the text is
    ///     taken to be of the year that `now` falls in at the location, except that a day of December read in
    ///     January is the previous year's, and a day of January read in December the next year's if that is
    ///     at most 24 hours ahead.
    /// - Returns: nil when the bytes do not match the layout from their first to their last, when there is no
    ///   such day or time (a second of 60 included), or when Int64 cannot hold the result (before 1677-09-21
    ///   or after 2262-04-11).
    public func parse(_ bytes: UnsafeRawBufferPointer, now: Int64) -> Int64? {
        var minute = NumericLayout.Minute()
        return parse(bytes, now: now, &minute)
    }

    /// The same of one time after the other, which is faster.
    /// - Parameter minute: of this layout alone.
    func parse(_ bytes: UnsafeRawBufferPointer, now: Int64, _ minute: inout NumericLayout.Minute) -> Int64? {
        switch kind {
        case .unix(let unit):
            return unit.parse(bytes)
        case .numeric(let layout):
            if let instant = layout.parse(bytes, location: location, &minute) { return instant }
        case .apache:
            if let instant = ApacheLayout.parse(bytes) { return instant }
        case .general:
            break
        }
        return parseGenerally(bytes, now: now)
    }

    /// The slower way that any layout but a Unix form can go; the tests hold the fast ones against it.
    func parseGenerally(_ bytes: UnsafeRawBufferPointer, now: Int64) -> Int64? {
        guard bytes.count > 0 else { return nil }
        var reader = LayoutReader(bytes)
        guard reader.follow(program) else { return nil }
        if hasYear { return reader.fields.instant(in: reader.fields.year, location: location) }
        return YearOfReading.instant(of: reader.fields, namesMonth: hasMonth, location: location, now: now)
    }
}
