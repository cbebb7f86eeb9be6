// Why this file exists: a client can say in five ways who it is, and only one at a time.

import Configuration

extension ClientSettings {
    mutating func decodeCredentials(_ reader: inout MappingReader) {
        var found: [(key: String, credentials: Credentials)] = []
        if var basic = reader.mapping("basic_auth") {
            let username = basic.string("username") ?? ""
            let password = Self.secret(&basic, "password", "password_file")
            basic.finish()
            found.append(
                ("basic_auth", .basic(username: username, password: password ?? .value(Secret("")))))
        }
        if let authorization = Self.authorization(&reader) { found.append(("authorization", authorization)) }
        if let oauth2 = Self.oauth2(&reader) { found.append(("oauth2", .oauth2(oauth2))) }
        if let token = Self.secret(&reader, "bearer_token", "bearer_token_file") {
            let key = reader.isPresent("bearer_token") ? "bearer_token" : "bearer_token_file"
            Self.check(token, isOneLineAt: key, reader)
            found.append((key, .bearer(token)))
        }
        if found.count > 1 {
            let first = found[0].key.hasPrefix("bearer") ? "a bearer token" : found[0].key
            let second = found[1].key.hasPrefix("bearer") ? "a bearer token" : found[1].key
            reader.diagnostics.error(
                reader.location(of: found[1].key), "\(first) and \(second) exclude each other",
                fix: "keep one of them")
        }
        credentials = found.first?.credentials ?? .none
    }

    private static func authorization(_ reader: inout MappingReader) -> Credentials? {
        guard var settings = reader.mapping("authorization") else { return nil }
        defer { settings.finish() }
        let type = settings.string("type") ?? "Bearer"
        let source = secret(&settings, "credentials", "credentials_file")
        guard let source else {
            settings.diagnostics.error(
                settings.location, "\(settings.context): the credentials are missing",
                fix: "add 'credentials_file: /etc/logferry/token'")
            return nil
        }
        check(source, isOneLineAt: "credentials", settings)
        // RFC 9110, section 5.6.2: a token.
        if type.isEmpty || !type.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
            settings.diagnostics.error(
                settings.location(of: "type"), "'\(type)' is no type of authorization",
                fix: "write a word, as Bearer or Token")
        }
        if type.lowercased() == "basic" {
            settings.diagnostics.error(
                settings.location(of: "type"), "user and password are no authorization here",
                fix: "write basic_auth with username and password")
        }
        return type.lowercased() == "bearer" ? .bearer(source) : .authorization(type: type, source)
    }

    private static func oauth2(_ reader: inout MappingReader) -> OAuth2? {
        guard var settings = reader.mapping("oauth2") else { return nil }
        let id = settings.requiredString("client_id", example: "logferry")
        let secret = secret(&settings, "client_secret", "client_secret_file")
        let url = settings.requiredString("token_url", example: "https://login.example/oauth2/token")
        var oauth2 = OAuth2(
            clientID: id ?? "", secret: secret ?? .value(Secret("")), tokenURL: url ?? "")
        oauth2.scopes = settings.strings("scopes") ?? []
        oauth2.parameters = (settings.stringMap("endpoint_params") ?? []).map { ($0.key, $0.value) }
        oauth2.tls = TLSSettings(&settings)
        oauth2.proxyURL = settings.string("proxy_url")
        if settings.bool("proxy_from_environment") == false, oauth2.proxyURL == nil { oauth2.proxyURL = "" }
        settings.passOver(.anything, "no_proxy", "proxy_connect_header")
        settings.finish()
        if let url, !(url.hasPrefix("http://") || url.hasPrefix("https://")) || URLParts(url) == nil {
            let shown = ClientSettings(url: url).displayURL
            settings.diagnostics.error(
                settings.location(of: "token_url"), "'\(shown)' is not an http or https address",
                fix: "write it whole, for example https://login.example/oauth2/token")
        }
        return oauth2
    }

    private static func check(_ source: Source, isOneLineAt key: String, _ reader: MappingReader) {
        guard case .value(let secret) = source, !isOneLine(secret.exposed) else { return }
        reader.diagnostics.error(
            reader.location(of: key), "\(reader.path(of: key)): a token cannot have control characters",
            fix: "write it on one line")
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
}

extension ClientSettings.TLSSettings {
    private static let versions: [(String, ClientSettings.TLSVersion)] = [
        ("TLS10", .tls10), ("TLS11", .tls11), ("TLS12", .tls12), ("TLS13", .tls13),
    ]

    /// Reads the `tls_config` of a section.
    init(_ reader: inout MappingReader) {
        guard var settings = reader.mapping("tls_config") else { return }
        caFile = settings.string("ca_file")
        certFile = settings.string("cert_file")
        keyFile = settings.string("key_file")
        serverName = settings.string("server_name")
        insecureSkipVerify = settings.bool("insecure_skip_verify") ?? false
        ca = settings.secret("ca")
        cert = settings.secret("cert")
        key = settings.secret("key")
        minimumVersion = settings.choice("min_version", Self.versions)
        maximumVersion = settings.choice("max_version", Self.versions)
        settings.finish()
        for (name, isTwice) in [
            ("ca", ca != nil && caFile != nil), ("cert", cert != nil && certFile != nil),
            ("key", key != nil && keyFile != nil),
        ] where isTwice {
            settings.diagnostics.error(
                settings.location(of: name), "\(name) and \(name)_file exclude each other",
                fix: "keep one of them")
        }
        for (name, text) in [("ca", ca), ("cert", cert), ("key", key)] {
            guard let text, !text.exposed.contains("-----BEGIN ") else { continue }
            settings.diagnostics.error(
                settings.location(of: name), "\(settings.path(of: name)) is no PEM text",
                fix: "write \(name)_file for the path of one")
        }
        if (certFile == nil && cert == nil) != (keyFile == nil && key == nil) {
            settings.diagnostics.error(
                settings.location, "cert_file and key_file go together", fix: "give both, or neither")
        }
        if let minimumVersion, let maximumVersion, minimumVersion.rawValue > maximumVersion.rawValue {
            settings.diagnostics.error(
                settings.location(of: "max_version"), "max_version is older than min_version",
                fix: "write the newer one here")
        }
    }
}
