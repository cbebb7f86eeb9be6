// Why this file exists: MaxMind's databases differ in what their records hold, and Promtail in what it calls that.

/// What a database is about, `db_type` of the `geoip` stage.
enum GeoIPDatabaseKind: String, CaseIterable {
    case city, asn, country

    /// The labels, each with where its value is in a record
    /// (https://dev.maxmind.com/geoip/docs/databases/city-and-country, .../databases/asn).
    var fields: [(label: String, path: [String])] {
        switch self {
        case .city:
            [
                ("geoip_city_name", ["city", "names", "en"]),
                ("geoip_country_name", ["country", "names", "en"]),
                ("geoip_continent_name", ["continent", "names", "en"]),
                ("geoip_continent_code", ["continent", "code"]),
                ("geoip_location_latitude", ["location", "latitude"]),
                ("geoip_location_longitude", ["location", "longitude"]),
                ("geoip_postal_code", ["postal", "code"]),
                ("geoip_timezone", ["location", "time_zone"]),
                ("geoip_subdivision_name", ["subdivisions", "0", "names", "en"]),
                ("geoip_subdivision_code", ["subdivisions", "0", "iso_code"]),
            ]
        case .asn:
            [
                ("geoip_autonomous_system_number", ["autonomous_system_number"]),
                ("geoip_autonomous_system_organization", ["autonomous_system_organization"]),
            ]
        case .country:
            [
                ("geoip_country_name", ["country", "names", "en"]),
                ("geoip_country_code", ["country", "iso_code"]),
                ("geoip_continent_name", ["continent", "names", "en"]),
                ("geoip_continent_code", ["continent", "code"]),
            ]
        }
    }

    /// The words in the types of those of MaxMind's databases that have these fields.
    private var words: [String] {
        switch self {
        case .city: ["City", "Enterprise"]
        case .asn: ["ASN", "ISP", "Enterprise"]
        case .country: ["Country", "City", "Enterprise"]
        }
    }

    /// False for a database of MaxMind's that is known to be about something else.
    func fits(_ type: String) -> Bool {
        let known = [
            "City", "Country", "Enterprise", "ASN", "ISP", "Domain", "Connection-Type", "Anonymous-IP",
        ]
        return !known.contains { type.contains($0) } || words.contains { type.contains($0) }
    }
}
