// Texts that are addresses, and texts that nearly are.

import Testing

@testable import Pipeline

@Suite struct IPAddressTests {
    /// The address as bytes in hexadecimal, nil for none.
    private func bytes(_ text: String) -> String? {
        guard let address = Array(text.utf8).withUnsafeBytes({ IPAddress($0) }) else { return nil }
        return address.withBytes { start in
            (0..<address.length).map { String(UInt16(start[$0]) | 0x100, radix: 16).dropFirst() }.joined()
        }
    }

    @Test(
        arguments: [
            ("1.2.3.4", "01020304"), ("255.255.255.255", "ffffffff"), ("0.0.0.0", "00000000"),
            ("::1", "00000000000000000000000000000001"), ("::", "00000000000000000000000000000000"),
            ("2001:db8::8a2e:370:7334", "20010db80000000000008a2e03707334"),
            ("2001:DB8:1:2:3:4:5:6", "20010db8000100020003000400050006"),
            ("::ffff:1.2.3.4", "01020304"), ("::FFFF:0102:0304", "01020304"),
            ("::1.2.3.4", "00000000000000000000000001020304"),
            ("1.2.3", nil), ("1.2.3.256", nil), ("1.2.3.4.5", nil), ("1.2.3.4/24", nil), ("1.2.3.4:80", nil),
            (" 1.2.3.4", nil), ("1.2.3.4\u{0}", nil), ("fe80::1%eth0", nil), ("[::1]", nil), (":::", nil),
            ("", nil),
            ("x", nil), ("localhost", nil), (String(repeating: "1", count: 1000), nil), ("1::2::3", nil),
        ] as [(String, String?)])
    func addressesAreRead(_ text: String, _ expected: String?) {
        #expect(bytes(text) == expected)
    }
}
