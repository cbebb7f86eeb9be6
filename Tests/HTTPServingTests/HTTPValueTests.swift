// The parts of messages that need no connection to be tried.

import Testing

@testable import HTTPServing

@Suite struct HTTPValueTests {
    @Test(arguments: [
        ("/", "/", []),
        ("/a/b?x=1&y=2", "/a/b", [("x", "1"), ("y", "2")]),
        ("/a?x", "/a", [("x", "")]),
        ("/a?", "/a", []),
        ("/a?&&x=1&", "/a", [("x", "1")]),
        ("/a?q=a+b%20c%2B", "/a", [("q", "a b c+")]),
        ("/a?q=100%&r=%zz&s=%4", "/a", [("q", "100%"), ("r", "%zz"), ("s", "%4")]),
        ("/a?q=%C3%A4&r=%ff", "/a", [("q", "ä"), ("r", "\u{fffd}")]),
        ("/a?=v&x=1=2", "/a", [("", "v"), ("x", "1=2")]),
        ("/a%2Fb?range=1h", "/a%2Fb", [("range", "1h")]),
        ("/a?x=1?y", "/a", [("x", "1?y")]),
        ("http://h:80/p?x=1", "/p", [("x", "1")]),
        ("HTTPS://h", "/", []),
        ("http://h?x=1", "/", [("x", "1")]),
        ("*", "*", []),
        ("", "/", []),
    ])
    func targetIsSplit(target: String, path: String, query: [(String, String)]) {
        let head = HTTPRequest.Head(method: "GET", target: target)
        #expect(head.path == path)
        #expect(head.query.map(\.name) == query.map(\.0))
        #expect(head.query.map(\.value) == query.map(\.1))
    }

    @Test func fieldsAreFoundInAnyCase() {
        let fields = HTTPFields([("Content-Type", "a"), ("X-Y", "1"), ("x-y", "2")])
        #expect(fields["content-type"] == "a")
        #expect(fields["X-y"] == "1")
        #expect(fields.values(of: "X-Y") == ["1", "2"])
        #expect(fields["X"] == nil)
    }

    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (1_709_164_800, "Thu, 29 Feb 2024 00:00:00 GMT"),
    ])
    func dateIsWrittenAsInTheStandard(seconds: Int, text: String) {
        #expect(httpDate(seconds) == text)
    }

    @Test(arguments: [
        ("X-A", "b", true), ("X-A", "ä\t b", true), ("X-A", "", true), ("", "b", false), ("X A", "b", false),
        ("X:A", "b", false), ("X-A", "b\r\nSet-Cookie: c", false), ("X-A", "b\u{0}", false),
        ("X-Ä", "b", false),
    ])
    func onlyHarmlessFieldsAreSent(name: String, value: String, isSent: Bool) {
        #expect(isSendable(name: name, value: value) == isSent)
    }

    @Test func routerFindsPathsAndMethods() async {
        var router = Router()
        router.on("GET", "/a") { _ in .text("a") }
        router.on("POST", "/a") { _ in .empty() }
        func answer(_ method: String, _ target: String) async -> HTTPResponse? {
            let head = HTTPRequest.Head(method: method, target: target)
            switch router.plan(for: head) {
            case .collect(let handler), .discard(let handler): return await handler(HTTPRequest(head: head))
            case .answer(let response): return response
            case .close: return nil
            }
        }
        #expect(await answer("GET", "/a?x=1")?.status == 200)
        #expect(await answer("HEAD", "/a")?.status == 200)
        #expect(await answer("POST", "/a")?.status == 204)
        #expect(await answer("GET", "/b")?.status == 404)
        #expect(await answer("GET", "/a/")?.status == 404)
        let refused = await answer("DELETE", "/a")
        #expect(refused?.status == 405)
        #expect(refused?.headers.first { $0.name == "Allow" }?.value == "GET, HEAD, POST")
    }
}
