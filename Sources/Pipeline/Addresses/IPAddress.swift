// Why this file exists: an address in a line is text; what is known of it is found by its bits.

import Glibc

/// An IPv4 or IPv6 address (RFC 4291).
struct IPAddress: Hashable {
    /// The first and the last 8 bytes in network order; an IPv4 address is the first 4.
    private let high: UInt64
    private let low: UInt64
    /// Bytes, 4 or 16.
    let length: Int

    /// The longest text that may be an address, in bytes.
    private static let longestText = Int(INET6_ADDRSTRLEN) - 1

    /// Reads the form of RFC 4291, section 2.2, or four decimal numbers, without a prefix length, a port or a zone; nil for
    /// anything else. `::ffff:1.2.3.4` is the IPv4 address 1.2.3.4.
    init?(_ text: UnsafeRawBufferPointer) {
        guard let start = text.baseAddress, text.count >= 2, text.count <= Self.longestText,
            memchr(start, 0, text.count) == nil
        else { return nil }
        var address = (UInt64(0), UInt64(0))
        let isSix = memchr(start, Int32(UInt8(ascii: ":")), text.count) != nil
        let isRead = withUnsafeTemporaryAllocation(of: CChar.self, capacity: Self.longestText + 1) { copy in
            guard let base = copy.baseAddress else { return false }
            memcpy(base, start, text.count)
            base[text.count] = 0
            return inet_pton(isSix ? AF_INET6 : AF_INET, base, &address) == 1
        }
        guard isRead else { return nil }
        if isSix, address.0 == 0, UInt32(truncatingIfNeeded: address.1) == UInt32(0xFFFF).bigEndian {
            self.init(high: address.1 >> 32, low: 0, length: 4)
        } else {
            self.init(high: address.0, low: address.1, length: isSix ? 16 : 4)
        }
    }

    private init(high: UInt64, low: UInt64, length: Int) {
        self.high = high
        self.low = low
        self.length = length
    }

    /// A number under which a table may keep what it knows of the address.
    var hash: UInt64 {
        let mixed = (high ^ (low &* 0x9E37_79B9_7F4A_7C15)) &* 0xBF58_476D_1CE4_E5B9
        return mixed ^ (mixed >> 32)
    }

    /// Calls `body` with the bytes in network order.
    func withBytes<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
        var words = (high, low)
        return withUnsafePointer(to: &words) { pointer in
            pointer.withMemoryRebound(to: UInt8.self, capacity: 16) { body($0) }
        }
    }
}
