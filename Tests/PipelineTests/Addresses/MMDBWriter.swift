// Writes a small MaxMind DB (https://maxmind.github.io/MaxMind-DB/), so that no database of somebody else's is needed.

/// A value of a record.
indirect enum MMDBValue {
    case text(String)
    case short(UInt16)
    case unsigned(UInt32)
    case long(UInt64)
    case double(Double)
    case map([(String, MMDBValue)])
    case list([MMDBValue])

    /// The value as the format's section "Data Section" has it.
    var bytes: [UInt8] {
        switch self {
        case .text(let text): Self.control(2, text.utf8.count) + Array(text.utf8)
        case .short(let number): Self.control(5, 2) + Self.bigEndian(UInt64(number), 2)
        case .long(let number): Self.control(9, 8) + Self.bigEndian(number, 8)
        case .unsigned(let number): Self.control(6, 4) + Self.bigEndian(UInt64(number), 4)
        case .double(let number): Self.control(3, 8) + Self.bigEndian(number.bitPattern, 8)
        case .map(let entries):
            Self.control(7, entries.count) + entries.flatMap { MMDBValue.text($0.0).bytes + $0.1.bytes }
        case .list(let elements): Self.control(11, elements.count) + elements.flatMap(\.bytes)
        }
    }

    static func bigEndian(_ number: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) }
    }

    /// Type and size; sizes below 285.
    private static func control(_ type: UInt8, _ size: Int) -> [UInt8] {
        let short = UInt8(min(size, 29))
        let kind = type > 7 ? [short, type - 7] : [type << 5 | short]
        return size < 29 ? kind : kind + [UInt8(size - 29)]
    }
}

/// A search tree that is built bit by bit.
struct MMDBWriter {
    private enum Record {
        case nothing
        case node(Int)
        case data(Int)
    }

    private let isSix: Bool
    private var nodes: [[Record]] = [[.nothing, .nothing]]
    private var data: [UInt8] = []

    init(isSix: Bool) { self.isSix = isSix }

    /// Adds a network: the first `bits` bits of an address.
    mutating func add(_ address: [UInt8], _ bits: Int, _ value: MMDBValue) {
        var node = 0
        for index in 0..<bits {
            let bit = Int(address[index / 8] >> UInt8(7 - index % 8) & 1)
            if index == bits - 1 {
                nodes[node][bit] = .data(data.count)
            } else if case .node(let next) = nodes[node][bit] {
                node = next
            } else {
                nodes.append([.nothing, .nothing])
                nodes[node][bit] = .node(nodes.count - 1)
                node = nodes.count - 1
            }
        }
        data += value.bytes
    }

    /// The file: tree, separator, data, marker and metadata.
    func bytes(type: String) -> [UInt8] {
        let tree = nodes.joined().flatMap { record in
            switch record {
            case .nothing: MMDBValue.bigEndian(UInt64(nodes.count), 4)
            case .node(let index): MMDBValue.bigEndian(UInt64(index), 4)
            case .data(let offset): MMDBValue.bigEndian(UInt64(nodes.count + 16 + offset), 4)
            }
        }
        let metadata = MMDBValue.map([
            ("binary_format_major_version", .short(2)), ("binary_format_minor_version", .short(0)),
            ("build_epoch", .long(1)), ("database_type", .text(type)), ("description", .map([])),
            ("ip_version", .short(isSix ? 6 : 4)), ("languages", .list([])),
            ("node_count", .unsigned(UInt32(nodes.count))), ("record_size", .short(32)),
        ])
        let separator = [UInt8](repeating: 0, count: 16)
        return tree + separator + data + [0xAB, 0xCD, 0xEF] + Array("MaxMind.com".utf8) + metadata.bytes
    }
}
