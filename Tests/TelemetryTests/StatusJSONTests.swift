// Why this file exists: reports are shown on terminals as they are, and what is in them comes from elsewhere.

import Testing

@testable import Telemetry

@Suite struct StatusJSONTests {
    @Test func noControlCharacterIsInATextAsItIs() {
        var report = StatusReport()
        for value in (0..<0xA1).compactMap({ Unicode.Scalar($0) }) {
            report.host.unicodeScalars.append(value)
        }
        report.host += "é漢\u{10FFFF}\u{C2}\u{82}"
        let line = StatusJSON.line(report)
        let text = String(decoding: line.dropLast(), as: UTF8.self)
        #expect(
            text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) },
            "\(text)")
        #expect(text.contains(#"}~\u007f\u0080\u0081"#) && text.contains("\\u009f\u{A0}é漢\u{10FFFF}Â\\u0082"))
        #expect(StatusJSON.read(StatusReport.self, line)?.host == report.host)
    }
}
