// A secret does not show, however it is printed.

import Testing

@testable import Configuration

@Suite struct SecretTests {
    private struct Holder {
        let password = Secret("hunter2")
        let token: Secret? = Secret("hunter2")
    }

    @Test func doesNotShow() {
        let secret = Secret("hunter2")
        #expect("\(secret)" == "<secret>")
        #expect(String(describing: secret) == "<secret>")
        #expect(String(reflecting: secret) == "<secret>")
        #expect(secret.description == "<secret>")
        #expect(secret.debugDescription == "<secret>")
        var dumped = ""
        dump(Holder(), to: &dumped)
        #expect(dumped.contains("<secret>"))
        #expect(!(dumped + "\(Holder())" + String(reflecting: [secret])).contains("hunter2"))
        #expect(secret.customMirror.children.isEmpty)
    }

    @Test func comparesAndOpens() {
        #expect(Secret("a") == Secret("a"))
        #expect(Secret("a") != Secret("b"))
        #expect(Secret("a").exposed == "a")
    }
}
