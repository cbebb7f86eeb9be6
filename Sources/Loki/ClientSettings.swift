// Why this file exists: the `clients` section of agent.conf, in Promtail's own keys.

import Configuration

/// One destination: a `clients` entry.
public struct ClientSettings: Sendable {
    /// Where entries are pushed to.
    public var url: String
    /// What messages, metrics and checkpoints call it.
    public var name: String?
    /// The `X-Scope-OrgID` of every push.
    public var tenantID: String?
    /// How long the first entry of a batch may wait for others, in nanoseconds.
    public var batchWait: Int64 = 1_000_000_000
    /// A batch goes when its lines have this many bytes.
    public var batchSize = 1 << 20
    /// How pushes are written.
    public var encoding = Encoding.json
    /// How long a push may take, in nanoseconds.
    public var timeout: Int64 = 10_000_000_000
    /// Labels that every entry gets unless it has them.
    public var externalLabels: [(name: String, value: String)] = []
    /// Header lines besides those that the agent sets.
    public var headers: [(name: String, value: String)] = []
    /// How pushes are authorised.
    public var credentials = Credentials.none
    /// TLS beyond what the system trusts.
    public var tls = TLSSettings()
    /// A proxy for this client; nil for the environment's, empty for none.
    public var proxyURL: String?
    /// Hosts that are pushed to without a proxy, separated by commas.
    public var noProxy: String?
    /// Header lines for the proxy, as long as it only connects.
    public var proxyHeaders: [(name: String, value: Secret)] = []
    /// Whether HTTP/2 may be spoken.
    public var usesHTTP2 = true
    /// Entries that Loki has no time for are kept aside, and not pushed again.
    public var dropsRateLimited = false
    /// How failed pushes are repeated.
    public var backoff = RetryPolicy.Settings()

    /// How the body of a push is written.
    public enum Encoding: Hashable, Sendable {
        /// JSON, in gzip.
        case json
        /// Loki's own message of protocol buffers, in Snappy.
        case protobuf
    }

    /// How a push says who it is.
    public enum Credentials: Sendable {
        /// It does not.
        case none
        /// RFC 7617; the password may be in a file.
        case basic(username: String, password: Source)
        /// RFC 6750; the token may be in a file.
        case bearer(Source)
        /// An `Authorization` header of any type (RFC 9110, section 11.6.2); what follows the type may be in a file.
        case authorization(type: String, Source)
        /// A token that is asked for, RFC 6749.
        case oauth2(OAuth2)
    }

    /// How a token is asked for: the client credentials grant, RFC 6749, section 4.4.
    public struct OAuth2: Sendable {
        /// The client's identifier.
        public var clientID: String
        /// The client's secret.
        public var secret: Source
        /// Where tokens are.
        public var tokenURL: String
        /// What the token is to allow.
        public var scopes: [String] = []
        /// Further parameters of the request.
        public var parameters: [(name: String, value: String)] = []
        /// TLS of that server.
        public var tls = TLSSettings()
        /// A proxy on the way there; nil for the environment's.
        public var proxyURL: String?
    }

    /// A secret, or the file that holds it, read before a push and again after Loki refused it.
    public enum Source: Sendable {
        /// As it stands in the configuration.
        case value(Secret)
        /// The path of a file; white space around its contents does not count.
        case file(String)
    }

    /// The `tls_config` of Prometheus' HTTP clients.
    public struct TLSSettings: Sendable {
        /// PEM file of the authorities to trust instead of the system's.
        public var caFile: String?
        /// PEM file of the client's certificate.
        public var certFile: String?
        /// PEM file of its key.
        public var keyFile: String?
        /// The name that the server's certificate must carry, if it is not the URL's host.
        public var serverName: String?
        /// Trusts any certificate.
        public var insecureSkipVerify = false
        /// What `caFile` would hold.
        public var ca: Secret?
        /// What `certFile` would hold.
        public var cert: Secret?
        /// What `keyFile` would hold.
        public var key: Secret?
        /// The oldest version of TLS that is spoken.
        public var minimumVersion: TLSVersion?
        /// The newest.
        public var maximumVersion: TLSVersion?
    }

    /// Versions of TLS, the older the less.
    public enum TLSVersion: Int, Hashable, Sendable {
        case tls10, tls11, tls12, tls13
    }

    /// A destination with every default.
    public init(url: String) { self.url = url }

    /// What the checkpoints know it by: its name, else URL and tenant, without what the URL may hold of passwords.
    public var key: String { name ?? Self.key(url: displayURL, tenant: tenantID) }

    /// What the checkpoints know a client without a name by.
    public static func key(url: String, tenant: String?) -> String { tenant.map { url + " " + $0 } ?? url }

    /// What messages and metrics call it.
    public var displayName: String { name ?? displayURL }

    /// The URL without user and password.
    public var displayURL: String {
        guard let scheme = url.range(of: "://") else { return url }
        // Only before the path is an @ the end of user and password.
        let authority = url[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard let at = authority.lastIndex(of: "@") else { return url }
        return String(url[..<scheme.upperBound] + url[url.index(after: at)...])
    }
}

extension String {
    /// The first place of a text, without Foundation.
    fileprivate func range(of text: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
