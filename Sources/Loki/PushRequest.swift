// Why this file exists: what a push of one client looks like on the wire.

import CCurl
import Configuration
import Platform

/// One push: the settings of its client and the body.
public final class PushRequest {
    let settings: ClientSettings
    let target: PushTarget
    let userAgent: String
    let headerLines: [String]
    /// The password or token that is sent, if any.
    let secret: String?
    /// The contents of the TLS files, by the option that takes them.
    let certificates: [(option: CURLoption, bytes: [UInt8])]
    /// The compressed body; filled before the request is started.
    public let body: ByteBuffer

    /// Makes a request, reading the client's credentials and certificates anew where they are in files.
    public convenience init(_ settings: ClientSettings, tenant: String?, body: ByteBuffer, version: String)
        throws(PushError)
    {
        let secret = try Self.secret(settings.credentials)
        var lines = Self.describing(settings.encoding) + ["Expect:"]
        if let tenant { lines.append("X-Scope-OrgID: \(tenant)") }
        switch (settings.credentials, secret) {
        case (.bearer, let secret?): lines.append("Authorization: Bearer \(secret)")
        case (.authorization(let type, _), let secret?): lines.append("Authorization: \(type) \(secret)")
        default: break
        }
        if let host = PushTarget(settings).hostHeader { lines.append("Host: \(host)") }
        // Libcurl takes "Name;" for a header without a value.
        for (name, value) in settings.headers {
            lines.append(value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        try self.init(
            settings, headerLines: lines, secret: secret, body: body, userAgent: "logferry/\(version)")
    }

    /// What says how the body is written. Snappy is part of Loki's own format, and no content coding.
    private static func describing(_ encoding: ClientSettings.Encoding) -> [String] {
        switch encoding {
        case .json: ["Content-Type: application/json", "Content-Encoding: gzip"]
        case .protobuf: ["Content-Type: application/x-protobuf"]
        }
    }

    init(
        _ settings: ClientSettings, headerLines: [String], secret: String?, body: ByteBuffer,
        userAgent: String
    ) throws(PushError) {
        self.settings = settings
        self.headerLines = headerLines
        self.secret = secret
        self.body = body
        self.userAgent = userAgent
        target = PushTarget(settings)
        certificates = try Self.certificates(settings)
    }

    /// Libcurl would read the files when it connects. As bytes they are part of what a kept connection is known by, so
    /// that a certificate which was renewed is used at once, and not when the server ends the connection.
    private static func certificates(_ settings: ClientSettings) throws(PushError)
        -> [(option: CURLoption, bytes: [UInt8])]
    {
        guard settings.url.lowercased().hasPrefix("https:") else { return [] }
        let files: [(CURLoption, Secret?, String?)] = [
            (CURLOPT_CAINFO_BLOB, settings.tls.ca, settings.tls.caFile),
            (CURLOPT_SSLCERT_BLOB, settings.tls.cert, settings.tls.certFile),
            (CURLOPT_SSLKEY_BLOB, settings.tls.key, settings.tls.keyFile),
        ]
        var certificates: [(option: CURLoption, bytes: [UInt8])] = []
        for (option, text, path) in files {
            if let text { certificates.append((option, Array(text.exposed.utf8))) }
            guard let path else { continue }
            do throws(SystemError) {
                certificates.append((option, try FileSystem.contents(of: path, limit: 4 << 20)))
            } catch {
                throw .credentials("\(error)")
            }
        }
        return certificates
    }

    private static func secret(_ credentials: ClientSettings.Credentials) throws(PushError) -> String? {
        switch credentials {
        // That secret is not for Loki.
        case .none, .oauth2: return nil
        case .basic(_, let password): return try secret(password, isToken: false)
        case .bearer(let token), .authorization(_, let token): return try secret(token, isToken: true)
        }
    }

    /// The text of a secret.
    /// - Parameter isToken: whether it goes into a header line as it is.
    static func secret(_ source: ClientSettings.Source, isToken: Bool) throws(PushError) -> String {
        switch source {
        case .value(let secret): return secret.exposed
        case .file(let path):
            let text: String
            do {
                text = String(decoding: try FileSystem.contents(of: path, limit: 1 << 16), as: UTF8.self)
            } catch {
                throw .credentials("\(error)")
            }
            let secret = String(
                text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
            if isToken, !ClientSettings.isOneLine(secret) {
                throw .credentials(
                    "\(path) holds more than a token: keep one line without control characters")
            }
            return secret
        }
    }
}

/// Where a client's pushes go. With `tls_config.server_name` the connection goes to the URL's host while TLS asks
/// for the other name.
struct PushTarget: Hashable, Sendable {
    let url: String
    /// A rule of CURLOPT_CONNECT_TO(3).
    let connectTo: String?
    /// The `Host` header, where it differs from the URL that libcurl sees.
    let hostHeader: String?

    init(_ settings: ClientSettings) {
        guard let name = settings.tls.serverName, let parts = URLParts(settings.url) else {
            url = settings.url
            connectTo = nil
            hostHeader = nil
            return
        }
        connectTo = "\(name):\(parts.port):\(parts.host):\(parts.port)"
        hostHeader = parts.host + (parts.hasDefaultPort ? "" : ":\(parts.port)")
        url = parts.withHost(name) ?? settings.url
    }
}

/// A URL taken apart by libcurl, see libcurl-url(3).
final class URLParts {
    private let handle: OpaquePointer

    init?(_ url: String) {
        guard let handle = curl_url() else { return nil }
        self.handle = handle
        if curl_url_set(handle, CURLUPART_URL, url, 0) != CURLUE_OK { return nil }
    }

    deinit { curl_url_cleanup(handle) }

    private func text(_ part: CURLUPart, flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }

    var host: String { text(CURLUPART_HOST) ?? "" }
    var port: String { text(CURLUPART_PORT, flags: UInt32(CURLU_DEFAULT_PORT)) ?? "443" }
    var hasDefaultPort: Bool { text(CURLUPART_PORT) == nil }

    /// The URL with another host.
    func withHost(_ name: String) -> String? {
        let host = host
        guard curl_url_set(handle, CURLUPART_HOST, name, 0) == CURLUE_OK else { return nil }
        defer { curl_url_set(handle, CURLUPART_HOST, host, 0) }
        return text(CURLUPART_URL)
    }
}
