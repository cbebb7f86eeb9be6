// What an agent says of itself comes out of two texts: its HTTP answers, and the metrics in them.

import Testing
import Workbench

@Suite struct AnswerTests {
    @Test(
        arguments: [
            ("sent_total 7\n", 7),
            ("# TYPE sent_total counter\nsent_total{client=\"a\"} 7\nsent_total{client=\"b\"} 5\n", 12),
            ("sent_total{path=\"a } 9 \\\" {\"} 3 1700000000000\n", 3),
            ("sent_total\t4\r\n", 4),
            ("sent_total 1.5e3", 1500),
            ("sent_total_more 7\n", nil),
            ("# sent_total 7\n", nil),
            ("sent_total{broken 7\n", nil),
            ("sent_total many\n", nil),
            ("sent_total\n", nil),
            ("", nil),
        ] as [(String, Double?)])
    func samples(text: String, total: Double?) {
        #expect(sampleTotal("sent_total", in: text) == total)
    }

    @Test(
        arguments: [
            ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab", "ab", false),
            ("HTTP/1.1 200 OK\r\ncontent-length:2\r\n\r\nabc", "ab", false),
            ("HTTP/1.0 200 OK\r\n\r\nabc", nil, false),
            ("HTTP/1.0 200 OK\r\n\r\nabc", "abc", true),
            ("HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\nabc", nil, false),
            ("HTTP/1.0 200 OK\r\nContent-Le", nil, false),
            ("HTTP/1.0 200 OK\r\nContent-Length: -1\r\n\r\nabc", "", false),
        ] as [(String, String?, Bool)])
    func answers(text: String, body: String?, isClosed: Bool) throws {
        var answer = HTTPAnswer()
        // However it is cut into pieces.
        for byte in text.utf8 { try answer.append([byte]) }
        #expect(try answer.body(isClosed: isClosed) == body)
    }

    @Test(arguments: [
        ("HTTP/1.1 503 Not Ready\r\n\r\n", false, "the answer was \"HTTP/1.1 503 Not Ready\", not 200"),
        ("SSH-2.0\r\n\r\n", false, "the answer was \"SSH-2.0\", not 200"),
        ("HTTP/1.1 200 OK\r\n", true, "the answer ended before its header did"),
        ("", true, "the answer ended before its header did"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc", true, "the answer ended after 3 of 4 bytes"),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", false,
            "the answer is chunked, which HTTP/1.0 requests do not allow"
        ),
    ])
    func brokenAnswers(text: String, isClosed: Bool, message: String) throws {
        var answer = HTTPAnswer()
        try answer.append(text.utf8)
        #expect(throws: WorkbenchError(message)) { try answer.body(isClosed: isClosed) }
    }

    @Test func answersAreBounded() throws {
        var answer = HTTPAnswer()
        try answer.append([UInt8](repeating: 32, count: 8 << 20))
        #expect(throws: WorkbenchError.self) { try answer.append([32]) }
    }
}
