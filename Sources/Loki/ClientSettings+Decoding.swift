// Why this file exists: reading `clients` and saying what is wrong with it.

import Configuration

extension ClientSettings {
    /// Reads the `clients` list. Reports what is wrong, two clients of one name included.
    public static func decode(_ readers: [MappingReader], diagnostics: DiagnosticCollector)
        -> [ClientSettings]
    {
        var clients: [ClientSettings] = []
        for reader in readers {
            guard let client = decode(reader) else { continue }
            if clients.contains(where: { $0.key == client.key }) {
                diagnostics.error(
                    reader.location, "two clients are called '\(client.key)'",
                    fix: "give one of them a name of its own: 'name: second'")
            }
            clients.append(client)
        }
        return clients
    }

    private static func decode(_ source: MappingReader) -> ClientSettings? {
        var reader = source
        var client = ClientSettings(url: "")
        let url = reader.requiredString("url", example: "http://localhost:3100/loki/api/v1/push")
        client.name = reader.string("name")
        client.tenantID = reader.string("tenant_id")
        if let tenant = client.tenantID, !Self.isOneLine(tenant) {
            reader.diagnostics.error(
                reader.location(of: "tenant_id"),
                "\(reader.path(of: "tenant_id")): a tenant cannot have control characters",
                fix: "write it on one line")
        }
        client.batchWait = reader.duration("batchwait", in: 0...3_600_000_000_000) ?? client.batchWait
        client.batchSize = reader.byteSize("batchsize", in: 1...(64 << 20)) ?? client.batchSize
        client.encoding =
            reader.choice("encoding", [("json", .json), ("protobuf", .protobuf)]) ?? client.encoding
        client.timeout = reader.duration("timeout", in: 1_000_000...3_600_000_000_000) ?? client.timeout
        client.decodeProxy(&reader)
        client.usesHTTP2 = reader.bool("enable_http2") ?? true
        client.dropsRateLimited = reader.bool("drop_rate_limited_batches") ?? false
        // A redirect is told, with where it leads: it is the client's url that is wrong then.
        reader.passOver(.bool, "follow_redirects")
        reader.passOver(.anything, "stream_lag_labels")
        client.decodeLabelsAndHeaders(&reader)
        client.decodeCredentials(&reader)
        client.tls = TLSSettings(&reader)
        client.decodeBackoff(&reader)
        reader.finish()
        guard let url else { return nil }
        client.url = url
        guard url.hasPrefix("http://") || url.hasPrefix("https://"), URLParts(url) != nil else {
            reader.diagnostics.error(
                reader.location(of: "url"), "'\(client.displayURL)' is not an http or https address",
                fix: "write it whole, for example http://localhost:3100/loki/api/v1/push")
            return nil
        }
        return client
    }

    private mutating func decodeProxy(_ reader: inout MappingReader) {
        proxyURL = reader.string("proxy_url")
        noProxy = reader.string("no_proxy")
        // As ever when nothing is said, the environment's is taken.
        if reader.bool("proxy_from_environment") == false, proxyURL == nil { proxyURL = "" }
        let node = reader.node("proxy_connect_header")
        for (name, place, value) in node?.pairs(
            diagnostics: reader.diagnostics, what: reader.path(of: "proxy_connect_header")) ?? []
        {
            let what = "\(reader.path(of: "proxy_connect_header")).\(name)"
            for text in value.texts(diagnostics: reader.diagnostics, what: what) ?? [] {
                if Self.isHeader(name, text) {
                    proxyHeaders.append((name, Secret(text)))
                } else {
                    Self.refuseHeader(name, at: place, reader.diagnostics)
                }
            }
        }
    }

    private static func isHeader(_ name: String, _ value: String) -> Bool {
        name.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != 58 } && !name.isEmpty
            && isOneLine(value.filter { $0 != "\t" })
    }

    private static func refuseHeader(_ name: String, at place: Location, _ diagnostics: DiagnosticCollector) {
        diagnostics.error(
            place, "'\(name)' cannot be a header line",
            fix: "a header's name has letters, digits and '-', its value no line break")
    }

    private mutating func decodeLabelsAndHeaders(_ reader: inout MappingReader) {
        for (name, value, location) in reader.stringMap("external_labels") ?? [] {
            if Self.isLabelName(name) {
                externalLabels.append((name, value))
            } else {
                let place = reader.node("external_labels")?.location(ofKey: name) ?? location
                reader.diagnostics.error(
                    place, "'\(name)' is not a label name",
                    fix: "use letters, digits and _, not starting with a digit")
            }
        }
        for (name, value, location) in reader.stringMap("headers") ?? [] {
            if Self.isHeader(name, value) {
                headers.append((name, value))
            } else {
                let place = reader.node("headers")?.location(ofKey: name) ?? location
                Self.refuseHeader(name, at: place, reader.diagnostics)
            }
        }
    }

    /// True for what can be part of a header line: a line break would begin another one (RFC 9110, section 5.5).
    static func isOneLine(_ text: String) -> Bool { !text.utf8.contains { $0 < 0x20 || $0 == 0x7F } }

    /// A text out of a log line, made fit for a header line: what would end it is no part of it.
    public static func headerText(_ text: String) -> String {
        isOneLine(text)
            ? text : String(decoding: text.utf8.map { $0 < 0x20 || $0 == 0x7F ? 95 : $0 }, as: UTF8.self)
    }

    private static func isLabelName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(48...57).contains(first) else { return false }
        return name.utf8.allSatisfy {
            (65...90).contains($0) || (97...122).contains($0) || (48...57).contains($0) || $0 == 95
        }
    }

    private mutating func decodeBackoff(_ reader: inout MappingReader) {
        guard var settings = reader.mapping("backoff_config") else { return }
        let range: ClosedRange<Int64> = 1_000_000...86_400_000_000_000
        backoff.minimum = settings.duration("min_period", in: range) ?? backoff.minimum
        backoff.maximum = settings.duration("max_period", in: range) ?? max(backoff.maximum, backoff.minimum)
        backoff.maximumRetries = settings.int("max_retries", in: 0...Int(Int32.max)) ?? 0
        if backoff.maximum < backoff.minimum {
            settings.diagnostics.error(
                settings.location(of: "max_period"), "max_period is shorter than min_period",
                fix: "write at least \(Durations.format(backoff.minimum))")
        }
        settings.finish()
    }
}
