// Where a server listens, as people write it on a command line or in a configuration file.

#if canImport(Glibc)
    import Glibc
#endif

/// A host and a port, written `HOST:PORT`; an IPv6 address stands in brackets, as in a URL (RFC 3986, section
/// 3.2.2).
public struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// A name, an IPv4 address, or an IPv6 address without brackets; never empty when it was parsed.
    public var host: String

    /// The TCP port; 0 asks the kernel for a free one.
    public var port: UInt16

    /// An address whose parts are known already; `host` takes an IPv6 address without brackets.
    public init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Reads `HOST:PORT` or `[IPV6]:PORT`.
    ///
    /// - Throws: `ListenAddressError`, whose description says what to write instead.
    public init(parsing text: String) throws(ListenAddressError) {
        let hostText: Substring
        let portText: Substring
        if text.hasPrefix("[") {
            guard let bracket = text.firstIndex(of: "]") else {
                throw ListenAddressError(
                    text: text, problem: "the bracket is not closed", example: "[::1]:9080")
            }
            hostText = text[text.index(after: text.startIndex)..<bracket]
            let rest = text[text.index(after: bracket)...]
            guard isIPv6(hostText) else {
                throw ListenAddressError(
                    text: text, problem: "\"\(hostText)\" is not an IPv6 address", example: "[::1]:9080")
            }
            guard rest.first == ":" else {
                throw ListenAddressError(
                    text: text, problem: "the port is missing", example: "[\(hostText)]:9080")
            }
            portText = rest.dropFirst()
        } else if let colon = text.lastIndex(of: ":") {
            hostText = text[..<colon]
            portText = text[text.index(after: colon)...]
            guard !hostText.contains(":") else {
                let example = isIPv6(text[...]) ? "[\(text)]:9080" : "[\(hostText)]:\(portText)"
                throw ListenAddressError(
                    text: text, problem: "an IPv6 address needs brackets", example: example)
            }
            guard !hostText.isEmpty else {
                throw ListenAddressError(
                    text: text, problem: "the host is missing",
                    example: "127.0.0.1:\(portText), or 0.0.0.0:\(portText) to be reached from other machines"
                )
            }
        } else if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            throw ListenAddressError(text: text, problem: "the host is missing", example: "127.0.0.1:\(text)")
        } else {
            throw ListenAddressError(
                text: text, problem: "the port is missing",
                example: "\(text.isEmpty ? "127.0.0.1" : text):9080")
        }
        // A sign is a number to UInt16, but not to whoever reads a port.
        guard portText.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(portText) else {
            throw ListenAddressError(
                text: text, problem: "\"\(portText)\" is not a port from 0 to 65535",
                example: "127.0.0.1:9080")
        }
        self.init(host: String(hostText), port: port)
    }

    /// Whether only programs of this machine can reach it, as far as the text tells: `localhost`, 127.0.0.0/8 or ::1.
    public var isLoopback: Bool {
        if equalsIgnoringCase(host, "localhost") { return true }
        var v4 = in_addr()
        if inet_pton(AF_INET, host, &v4) == 1 { return UInt32(bigEndian: v4.s_addr) >> 24 == 127 }
        var v6 = in6_addr()
        guard inet_pton(AF_INET6, host, &v6) == 1 else { return false }
        return withUnsafeBytes(of: v6) { $0.dropLast().allSatisfy { $0 == 0 } && $0.last == 1 }
    }

    /// The address as it is parsed, with brackets around an IPv6 address.
    public var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

/// A text that is no listen address; its description says what is wrong with it and what to write.
public struct ListenAddressError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The text as it was given.
    public let text: String

    /// What is wrong with it.
    public let problem: String

    /// A text that would be accepted.
    public let example: String

    /// What was given, what is wrong with it, and what to write instead.
    public var description: String {
        "\"\(text)\" is not an address to listen on: \(problem); write HOST:PORT, for instance \(example)"
    }
}

/// Whether the text is an IPv6 address (inet_pton(3)), perhaps with a zone after `%` (RFC 4007, section 11).
private func isIPv6(_ text: Substring) -> Bool {
    let address = text.prefix { $0 != "%" }
    var parsed = in6_addr()
    return inet_pton(AF_INET6, String(address), &parsed) == 1
}
