// A wrong layout is refused with a sentence that says what to write.

import Testing

@testable import Pipeline

@Suite struct TimeLayoutErrorTests {
    @Test(
        arguments: [
            ("yyyy-MM-dd", "2006-01-02"),
            ("yyyy-MM-dd HH:mm:ss", "2006-01-02 15:04:05"),
            ("yyyy-MM-dd HH:mm:ss,SSS", "2006-01-02 15:04:05,000"),
            ("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "2006-01-02T15:04:05.000Z07:00"),
            ("yyyy-MM-dd'T'HH:mm:ss.SSSZ", "2006-01-02T15:04:05.000-0700"),
            ("dd/MMM/yyyy:HH:mm:ss Z", "02/Jan/2006:15:04:05 -0700"),
            ("EEE, dd MMM yyyy HH:mm:ss z", "Mon, 02 Jan 2006 15:04:05 MST"),
            ("YYYY-MM-DD HH:MM:SS", "2006-01-02 15:04:05"),
            ("YYYY-MM-DDTHH:mm:ss", "2006-01-02T15:04:05"),
            ("dd.MM.yy hh:mm a", "02.01.06 03:04 PM"),
            ("MMM d HH:mm:ss", "Jan 2 15:04:05"),
            ("yyyy-QQ", nil),
            ("yyyy年", nil),
            ("%Y-%m-%d", "2006-01-02"),
            ("%Y-%m-%d %H:%M:%S", "2006-01-02 15:04:05"),
            ("%Y-%m-%dT%H:%M:%S.%3N%z", "2006-01-02T15:04:05.000-0700"),
            ("%Y-%m-%d %H:%M:%S,%f", "2006-01-02 15:04:05,000000"),
            ("%d/%b/%Y:%H:%M:%S %z", "02/Jan/2006:15:04:05 -0700"),
            ("%b %e %T", "Jan _2 15:04:05"),
            ("%I:%M %p", "03:04 PM"),
            ("%F %T", "2006-01-02 15:04:05"),
            ("%s", "Unix"),
            ("%s.%f", nil),
            ("%Y %G", nil),
            ("rfc3339", "RFC3339"),
            ("RFC3339NANO", "RFC3339Nano"),
            ("unixms", "UnixMs"),
            ("UnixMilli", "UnixMs"),
            ("Kitchen", "3:04PM"),
            ("StampMilli", "Jan _2 15:04:05.000"),
            ("DateTime", "2006-01-02 15:04:05"),
            ("ISO8601", "RFC3339"),
            ("", nil),
            ("time", nil),
            ("Month", nil),
        ] as [(String, String?)])
    func refuses(_ layout: String, _ suggestion: String?) throws {
        let error = try #require(throws: TimeLayoutError.self) { try TimeLayout(layout, location: nil) }
        #expect(error.suggestion == suggestion)
        #expect(error.description.contains("\"\(layout)\""))
        if let suggestion {
            #expect(error.description.contains("write \"\(suggestion)\""))
            #expect((try? TimeLayout(suggestion, location: nil)) != nil)
        } else {
            #expect(error.description.contains("2006"))
        }
    }

    @Test func saysWhatLayoutsAreWrittenWith() throws {
        let error = try #require(throws: TimeLayoutError.self) { try TimeLayout("yyyy-MM-dd", location: nil) }
        #expect(
            error.description
                == "\"yyyy-MM-dd\" is a layout in the manner of Java, but layouts are written with Go's reference time, "
                + "Mon Jan 2 15:04:05 -0700 MST 2006; write \"2006-01-02\"")
    }

    @Test(arguments: ["2006", "100% 2006", "HH 15", "dd 2006-01-02", "yy 06", "ss05"])
    func acceptsWhatHasElements(_ layout: String) throws {
        #expect(try TimeLayout(layout, location: nil).text == layout)
    }
}
