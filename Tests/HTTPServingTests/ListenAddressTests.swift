// What is taken for an address to listen on, and what is said about everything else.

import Testing

@testable import HTTPServing

@Suite struct ListenAddressTests {
    @Test(arguments: [
        ("127.0.0.1:9080", "127.0.0.1", 9080, "127.0.0.1:9080"),
        ("localhost:0", "localhost", 0, "localhost:0"),
        ("[::1]:80", "::1", 80, "[::1]:80"),
        ("[::]:65535", "::", 65535, "[::]:65535"),
        ("[fe80::1%eth0]:9080", "fe80::1%eth0", 9080, "[fe80::1%eth0]:9080"),
        ("0.0.0.0:00080", "0.0.0.0", 80, "0.0.0.0:80"),
    ])
    func addressIsParsed(text: String, host: String, port: UInt16, description: String) throws {
        let address = try ListenAddress(parsing: text)
        #expect(address == ListenAddress(host: host, port: port))
        #expect(address.description == description)
    }

    @Test(arguments: [
        (
            "",
            "\"\" is not an address to listen on: the port is missing; write HOST:PORT, for instance 127.0.0.1:9080"
        ),
        (
            "9080",
            "\"9080\" is not an address to listen on: the host is missing; write HOST:PORT, for instance 127.0.0.1:9080"
        ),
        (
            ":9080",
            "\":9080\" is not an address to listen on: the host is missing; write HOST:PORT, for instance "
                + "127.0.0.1:9080, or 0.0.0.0:9080 to be reached from other machines"
        ),
        (
            "localhost",
            "\"localhost\" is not an address to listen on: the port is missing; write HOST:PORT, for instance "
                + "localhost:9080"
        ),
        (
            "::1",
            "\"::1\" is not an address to listen on: an IPv6 address needs brackets; write HOST:PORT, for instance "
                + "[::1]:9080"
        ),
        (
            "[::1]",
            "\"[::1]\" is not an address to listen on: the port is missing; write HOST:PORT, for instance [::1]:9080"
        ),
        (
            "[::1",
            "\"[::1\" is not an address to listen on: the bracket is not closed; write HOST:PORT, for instance "
                + "[::1]:9080"
        ),
        (
            "[localhost]:80",
            "\"[localhost]:80\" is not an address to listen on: \"localhost\" is not an IPv6 address; write "
                + "HOST:PORT, for instance [::1]:9080"
        ),
        (
            "h:65536",
            "\"h:65536\" is not an address to listen on: \"65536\" is not a port from 0 to 65535; write HOST:PORT, "
                + "for instance 127.0.0.1:9080"
        ),
        (
            "h:+80",
            "\"h:+80\" is not an address to listen on: \"+80\" is not a port from 0 to 65535; write HOST:PORT, for "
                + "instance 127.0.0.1:9080"
        ),
        (
            "h:",
            "\"h:\" is not an address to listen on: \"\" is not a port from 0 to 65535; write HOST:PORT, for instance "
                + "127.0.0.1:9080"
        ),
    ])
    func errorSaysWhatToWrite(text: String, message: String) {
        let error = #expect(throws: ListenAddressError.self) { try ListenAddress(parsing: text) }
        #expect(error?.description == message)
    }

    @Test(
        arguments: [
            ("127.0.0.1", true), ("127.8.9.1", true), ("::1", true), ("localhost", true), ("LocalHost", true),
            ("0:0:0:0:0:0:0:1", true), ("0.0.0.0", false), ("::", false), ("10.0.0.1", false), ("::2", false),
            ("1::1", false), ("fe80::1", false), ("::ffff:10.0.0.1", false), ("example.org", false),
            ("localhost.example.org", false), ("127.0.0.1.example.org", false), ("", false),
        ])
    func onlyProgramsOfTheMachineReachItsLoopback(host: String, isLoopback: Bool) {
        #expect(ListenAddress(host: host, port: 80).isLoopback == isLoopback)
    }
}
