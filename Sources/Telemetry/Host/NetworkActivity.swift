// Why this file exists: /proc/net/dev is a table with two lines of head, of which no kernel promises the layout of blanks.

/// What a network interface has done since it came up.
public struct NetworkActivity: Hashable, Sendable {
    /// Its name, for example `eth0`.
    public var device: String
    /// What it counted.
    public var counts: SystemInfo.Network

    /// Takes all as they are.
    public init(device: String, counts: SystemInfo.Network) {
        self.device = device
        self.counts = counts
    }

    /// Reads the text of /proc/net/dev, see proc(5).
    static func all(_ text: [UInt8]) -> [NetworkActivity] {
        var known: Set<String> = []
        return ProcText.lines(text).dropFirst(2).compactMap { line in
            // The last one, since an alias such as eth0:1 has one in its name; old kernels leave no blank behind it.
            guard let colon = line.lastIndex(of: UInt8(ascii: ":")) else { return nil }
            let name = ProcText.words(line[..<colon])
            let numbers = ProcText.words(line[(colon + 1)...]).prefix(12).map(ProcText.number)
            guard name.count == 1, numbers.count == 12, !numbers.contains(nil) else { return nil }
            let values = numbers.compactMap { $0 }
            let device = String(decoding: name[0], as: UTF8.self)
            guard known.insert(device).inserted else { return nil }
            var counts = SystemInfo.Network()
            // bytes, packets, errors, drops, fifo, frame, compressed, multicast; the same again for what was sent
            (counts.bytesRecv, counts.packetsRecv, counts.errin, counts.dropin) = (
                values[0], values[1], values[2], values[3]
            )
            (counts.bytesSent, counts.packetsSent, counts.errout, counts.dropout) = (
                values[8], values[9], values[10], values[11]
            )
            return NetworkActivity(device: device, counts: counts)
        }
    }
}

extension SystemInfo.Network {
    /// All interfaces together; nil if there is none.
    init?(_ devices: [NetworkActivity]) {
        guard !devices.isEmpty else { return nil }
        self.init()
        for path in [
            \Self.bytesSent, \.bytesRecv, \.packetsSent, \.packetsRecv, \.errin, \.errout, \.dropin,
            \.dropout,
        ] {
            self[keyPath: path] = devices.reduce(0) { $0.addingUpTo($1.counts[keyPath: path]) }
        }
    }
}
