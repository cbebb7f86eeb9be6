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
        client.timeout = reader.duration("timeout", in: 1_000_000...3_600_000_000_000) ?? client.timeout
        client.proxyURL = reader.string("proxy_url")
        client.decodeLabelsAndHeaders(&reader)
        client.decodeCredentials(&reader)
        client.decodeTLS(&reader)
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
            if name.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != 58 }), !name.isEmpty,
                Self.isOneLine(value.filter { $0 != "\t" })
            {
                headers.append((name, value))
            } else {
                let place = reader.node("headers")?.location(ofKey: name) ?? location
                reader.diagnostics.error(
                    place, "'\(name)' cannot be a header line",
                    fix: "a header's name has letters, digits and '-', its value no line break")
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

    private mutating func decodeCredentials(_ reader: inout MappingReader) {
        var found: [(place: Location, credentials: Credentials)] = []
        if var basic = reader.mapping("basic_auth") {
            let username = basic.string("username") ?? ""
            let password = Self.secret(&basic, "password", "password_file")
            basic.finish()
            found.append(
                (basic.location, .basic(username: username, password: password ?? .value(Secret("")))))
        }
        if let token = Self.secret(&reader, "bearer_token", "bearer_token_file") {
            let key = reader.isPresent("bearer_token") ? "bearer_token" : "bearer_token_file"
            if case .value(let secret) = token, !Self.isOneLine(secret.exposed) {
                reader.diagnostics.error(
                    reader.location(of: key),
                    "\(reader.path(of: key)): a token cannot have control characters",
                    fix: "write it on one line")
            }
            found.append((reader.location(of: key), .bearer(token)))
        }
        if found.count > 1 {
            reader.diagnostics.error(
                found[1].place, "basic_auth and a bearer token exclude each other", fix: "keep one of them")
        }
        credentials = found.first?.credentials ?? .none
    }

    private static func secret(_ reader: inout MappingReader, _ key: String, _ fileKey: String) -> Source? {
        let value = reader.secret(key)
        let file = reader.string(fileKey)
        if value != nil, file != nil {
            reader.diagnostics.error(
                reader.location(of: fileKey), "\(key) and \(fileKey) exclude each other",
                fix: "keep one of them")
        }
        return value.map { .value($0) } ?? file.map { .file($0) }
    }

    private mutating func decodeTLS(_ reader: inout MappingReader) {
        guard var settings = reader.mapping("tls_config") else { return }
        tls.caFile = settings.string("ca_file")
        tls.certFile = settings.string("cert_file")
        tls.keyFile = settings.string("key_file")
        tls.serverName = settings.string("server_name")
        tls.insecureSkipVerify = settings.bool("insecure_skip_verify") ?? false
        if (tls.certFile == nil) != (tls.keyFile == nil) {
            settings.diagnostics.error(
                settings.location, "cert_file and key_file go together", fix: "give both, or neither")
        }
        settings.finish()
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
