// Why this file exists: the `geoip` stage, which says where an address is.

import Configuration
import Platform

/// Sets labels, and extracted values of the same names, to what a MaxMind database knows of an address.
///
///     - geoip:
///         db: /usr/share/GeoIP/GeoLite2-City.mmdb
///         source: ip             # an extracted value
///         db_type: city          # or asn, or country
///
/// `city` sets geoip_city_name, geoip_country_name, geoip_continent_name, geoip_continent_code,
/// geoip_location_latitude, geoip_location_longitude, geoip_postal_code, geoip_timezone, geoip_subdivision_name and
/// geoip_subdivision_code; `asn` sets geoip_autonomous_system_number and geoip_autonomous_system_organization; `country`,
/// which Promtail does not have, sets the four of city that are of country and continent, and geoip_country_code. Names
/// are the English ones. What the database does not know is not set. The file is opened when the configuration is read.
final class GeoIPStage: Stage {
    /// What was found out about an address.
    private struct Known {
        var address: IPAddress
        /// The texts of `fields`, empty where there is none; none at all for an unknown address.
        var texts: [[UInt8]]
        /// The last label set that was changed, and what it became, in that epoch of the table.
        var epoch: UInt32 = 0
        var set: UInt32 = .max
        var result: UInt32 = .max
    }

    /// A label, and where its value is in the database.
    private struct Field {
        let label: String
        let name: UInt32
        let path: FieldPath
    }

    /// How many addresses are remembered: a power of two.
    private static let remembered = 1024

    private let database: AddressDatabase
    private let source: RowText
    private let fields: [Field]
    private let table: LabelTable
    private let slots: SlotTable
    private var known: [Known?]
    /// The columns of those fields that another stage asks for, else -1; known once the pipeline is complete.
    private lazy var columns: [Int] = fields.map { slots.known($0.label) ?? -1 }

    private init(
        database: AddressDatabase, source: RowText, fields: [Field], table: LabelTable, slots: SlotTable
    ) {
        self.database = database
        self.source = source
        self.fields = fields
        self.table = table
        self.slots = slots
        known = Array(repeating: nil, count: Self.remembered)
    }

    static func decode(_ settings: StageSettings, _ compiler: inout StageCompiler) -> (any Stage)? {
        settings.read { reader in decode(settings, &reader, compiler) }
    }

    private static func decode(
        _ settings: StageSettings, _ reader: inout MappingReader, _ compiler: StageCompiler
    ) -> (any Stage)? {
        let path = reader.requiredString("db", example: "/usr/share/GeoIP/GeoLite2-City.mmdb")
        let source = reader.requiredString("source", example: "ip")
        let kinds = GeoIPDatabaseKind.allCases.map { ($0.rawValue, $0) }
        let kind = reader.require("db_type", example: "city") ? reader.choice("db_type", kinds) : nil
        guard let path, let source, let kind else { return nil }
        let database: AddressDatabase
        do {
            database = try AddressDatabase(path: path)
        } catch {
            settings.diagnostics.error(
                reader.location(of: "db"), "cannot read the database '\(path)': \(error.reason)",
                fix: "write the path of a MaxMind DB file, .mmdb")
            return nil
        }
        if !kind.fits(database.type) {
            settings.diagnostics.warning(
                reader.location(of: "db_type"), "the database '\(path)' is a \(database.type)",
                fix: "write a db_type that fits it, or the path of another database")
        }
        let fields = kind.fields.map { label, keys in
            Field(label: label, name: compiler.labels.number(ofName: label), path: FieldPath(keys))
        }
        return GeoIPStage(
            database: database, source: RowText(source, compiler), fields: fields, table: compiler.labels,
            slots: compiler.slots)
    }

    func run(_ chunk: Chunk, memory: PipelineMemory) {
        for row in 0..<chunk.count where chunk.dropped[row] == .none {
            guard let span = source.span(row, chunk), let address = IPAddress(chunk.bytes(span)) else {
                continue
            }
            let place = Int(truncatingIfNeeded: address.hash) & (Self.remembered - 1)
            if known[place]?.address != address { known[place] = lookUp(address) }
            apply(place, to: row, chunk)
        }
    }

    private func lookUp(_ address: IPAddress) -> Known {
        guard let record = database.record(of: address) else { return Known(address: address, texts: []) }
        return Known(
            address: address,
            texts: fields.map { field in
                database.text(of: record, at: field.path).map { Array($0.utf8) } ?? []
            })
    }

    private func apply(_ place: Int, to row: Int, _ chunk: Chunk) {
        guard let texts = known[place]?.texts, !texts.isEmpty else { return }
        let set = chunk.labelSets[row]
        if let entry = known[place], entry.set == set, entry.epoch == table.epoch {
            chunk.labelSets[row] = entry.result
        } else {
            var result = set
            for (field, text) in zip(fields, texts) where !text.isEmpty {
                text.withUnsafeBytes { result = table.set(field.name, of: result, to: $0) }
            }
            chunk.labelSets[row] = result
            known[place]?.epoch = table.epoch
            known[place]?.set = set
            known[place]?.result = result
        }
        for (column, text) in zip(columns, texts) where column >= 0 && !text.isEmpty {
            guard chunk.scratch.count + text.count < Chunk.maximumScratch else { return }
            let start = chunk.scratch.count
            text.withUnsafeBytes { chunk.scratch.append($0) }
            chunk.column(column)[row] = Value(span: chunk.scratchSpan(from: start), kind: .text)
        }
    }
}
