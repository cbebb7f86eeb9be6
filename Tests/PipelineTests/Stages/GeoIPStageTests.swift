// The geoip stage with databases of the test's own, after the examples of Promtail's documentation.

import Configuration
import TestSupport
import Testing

@testable import Pipeline

@Suite struct GeoIPStageTests {
    static let kansas = MMDBValue.map([
        ("city", .map([("names", .map([("de", .text("Kansas")), ("en", .text("Kansas City"))]))])),
        ("continent", .map([("code", .text("NA")), ("names", .map([("en", .text("North America"))]))])),
        ("country", .map([("iso_code", .text("US")), ("names", .map([("en", .text("United States"))]))])),
        (
            "location",
            .map([
                ("latitude", .double(39.1027)), ("longitude", .double(-94.5778)),
                ("time_zone", .text("America/Chicago")),
            ])
        ),
        ("postal", .map([("code", .text("64184"))])),
        (
            "subdivisions",
            .list([.map([("iso_code", .text("MO")), ("names", .map([("en", .text("Missouri"))]))])])
        ),
    ])
    static let google = MMDBValue.map([
        ("autonomous_system_number", .unsigned(396_982)),
        ("autonomous_system_organization", .text("GOOGLE-CLOUD-PLATFORM")),
    ])
    static let country = MMDBValue.map([("country", .map([("iso_code", .text("DE"))]))])

    /// A database about 34.120.0.0/16, 10.0.0.0/8 and, if it is one of IPv6, 2001:db8::/32.
    private func write(_ value: MMDBValue, type: String, isSix: Bool = false, in directory: ScratchDirectory)
        throws -> String
    {
        var writer = MMDBWriter(isSix: isSix)
        let start: [UInt8] = isSix ? Array(repeating: 0, count: 12) : []
        writer.add(start + [34, 120, 0, 0], start.count * 8 + 16, value)
        writer.add(start + [10, 0, 0, 0], start.count * 8 + 8, Self.country)
        if isSix { writer.add([0x20, 0x01, 0x0d, 0xb8] + Array(repeating: 0, count: 12), 32, value) }
        return try directory.file("\(type).mmdb", writer.bytes(type: type))
    }

    static let city =
        "geoip_city_name=Kansas City,geoip_continent_code=NA,geoip_continent_name=North America,"
        + "geoip_country_name=United States,geoip_location_latitude=39.1027,geoip_location_longitude=-94.5778,"
        + "geoip_postal_code=64184,geoip_subdivision_code=MO,geoip_subdivision_name=Missouri,"
        + "geoip_timezone=America/Chicago"

    private func stages(_ path: String, _ type: String) -> String {
        #"""
        - regex: {expression: '^(?P<ip>\S+) .*'}
        - geoip: {db: '\#(path)', source: ip, db_type: \#(type)}

        """#
    }

    @Test(arguments: [false, true])
    func cityIsFound(_ isSix: Bool) throws {
        let directory = try ScratchDirectory()
        let path = try write(Self.kansas, type: "GeoLite2-City", isSix: isSix, in: directory)
        let trial = try StageTrial(stages(path, "city"))
        let line = #" - "POST /loki/api/push/ HTTP/1.1" 200 932"#
        let outcomes = trial.run(
            [
                "34.120.177.193", "34.121.0.0", "nobody", "10.9.9.9", "34.120.0.1", "2001:db8::1",
                "::ffff:34.120.1.1",
            ]
            .map { $0 + line }, labels: [Label("job", "x")])
        let (found, nothing) = ("\(Self.city),job=x", "job=x")
        #expect(
            outcomes.map(\.labels) == [
                found, nothing, nothing, nothing, found, isSix ? found : nothing, found,
            ])
    }

    @Test func networkIsFound() throws {
        let directory = try ScratchDirectory()
        let path = try write(Self.google, type: "GeoLite2-ASN", in: directory)
        #expect(
            try StageTrial(stages(path, "asn")).run("34.120.177.193 -").labels
                == "geoip_autonomous_system_number=396982,geoip_autonomous_system_organization=GOOGLE-CLOUD-PLATFORM"
        )
    }

    @Test func countryIsFound() throws {
        let directory = try ScratchDirectory()
        let trial = try StageTrial(
            stages(try write(Self.kansas, type: "GeoLite2-City", in: directory), "country"))
        #expect(
            trial.run(["34.120.177.193 -", "10.1.2.3 -"]).map(\.labels) == [
                "geoip_continent_code=NA,geoip_continent_name=North America,geoip_country_code=US,geoip_country_name=United States",
                "geoip_country_code=DE",
            ])
    }

    @Test func fieldsAreExtractedToo() throws {
        let directory = try ScratchDirectory()
        let path = try write(Self.kansas, type: "GeoLite2-City", in: directory)
        let trial = try StageTrial(
            stages(path, "city") + """
                - labelallow: [geoip_city_name]
                - structured_metadata: {latitude: geoip_location_latitude}
                - output: {source: geoip_country_name}
                """)
        for _ in 0..<2 {
            #expect(
                trial.run(["34.120.177.193 x", "nobody x"]).map(\.text) == ["United States", "nobody x"])
            #expect(trial.chunk.hasMetadata)
            trial.table.reset()
        }
    }

    @Test func manyAddressesAreToldApart() throws {
        let directory = try ScratchDirectory()
        var writer = MMDBWriter(isSix: false)
        for network in 0..<64 {
            let name = MMDBValue.map([("autonomous_system_number", .unsigned(UInt32(network)))])
            writer.add([10, UInt8(network), 0, 0], 16, name)
        }
        let trial = try StageTrial(stages(try directory.file("a.mmdb", writer.bytes(type: "Own")), "asn"))
        let addresses = (0..<3000).map { (network: $0 * 7 % 64, host: $0 * 13 % 250) }
        let outcomes = trial.run(addresses.map { "10.\($0.network).\($0.host).\($0.host) -" })
        let wrong = zip(outcomes, addresses).filter {
            $0.labels != "geoip_autonomous_system_number=\($1.network)"
        }
        #expect(wrong.isEmpty)
    }

    @Test func unreadableDatabaseIsAnError() throws {
        let directory = try ScratchDirectory()
        let path = try write(Self.google, type: "GeoLite2-ASN", in: directory)
        let noise = try directory.file("noise.mmdb", Array("no database".utf8))
        func say(_ path: String, _ type: String) throws -> [String] {
            try findings("- geoip: {source: ip, db_type: \(type), db: '\(path)'}")
        }
        #expect(
            try say("/nowhere/x.mmdb", "asn") == [
                "f:1:41: error: cannot read the database '/nowhere/x.mmdb': No such file or directory; write the path of a MaxMind DB file, .mmdb"
            ])
        #expect(try say(noise, "asn").count == 1)
        #expect(
            try say(path, "city") == [
                "f:1:32: warning: the database '\(path)' is a GeoLite2-ASN; write a db_type that fits it, or the path of another database"
            ])
        #expect(try say(path, "town").count == 1)
        #expect(try findings("- geoip: {}").count == 3)
    }

    @Test func damagedDatabaseNeverTraps() throws {
        let directory = try ScratchDirectory()
        let whole = {
            var writer = MMDBWriter(isSix: false)
            writer.add([34, 120, 0, 0], 16, Self.kansas)
            return writer.bytes(type: "City")
        }()
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<200 {
            let path = try directory.file("damaged.mmdb", generator.mutated(whole, edits: 4))
            guard let database = try? AddressDatabase(path: path),
                let address = Array("34.120.1.1".utf8).withUnsafeBytes({ IPAddress($0) }),
                let record = database.record(of: address)
            else { continue }
            for field in GeoIPDatabaseKind.city.fields {
                _ = database.text(of: record, at: FieldPath(field.path))
            }
        }
    }
}

extension ScratchDirectory {
    /// Writes a file and gives its path.
    fileprivate func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        try write(bytes, to: name)
        return path(name)
    }
}
