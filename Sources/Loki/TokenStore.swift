// Why this file exists: a token is asked for once and used for many pushes, until it ends or Loki has enough of it.

/// Tokens by what they were asked for with. Times are nanoseconds on the monotonic clock.
struct TokenStore {
    private struct Key: Hashable {
        let url: String
        let client: String
        let scopes: [String]
        let parameters: [String]

        init(_ oauth2: ClientSettings.OAuth2) {
            url = oauth2.tokenURL
            client = oauth2.clientID
            scopes = oauth2.scopes
            parameters = oauth2.parameters.flatMap { [$0.name, $0.value] }
        }
    }

    private var tokens: [Key: Token] = [:]
    private var styles: [Key: TokenRequestStyle] = [:]

    /// A token that can be used now.
    func token(for oauth2: ClientSettings.OAuth2, now: Int64) -> Token? {
        tokens[Key(oauth2)].flatMap { $0.isGood(at: now) ? $0 : nil }
    }

    /// The style in which the server was last asked with success.
    func style(for oauth2: ClientSettings.OAuth2) -> TokenRequestStyle { styles[Key(oauth2)] ?? .header }

    /// The server gave a token.
    mutating func keep(_ token: Token, _ style: TokenRequestStyle, for oauth2: ClientSettings.OAuth2) {
        tokens[Key(oauth2)] = token
        styles[Key(oauth2)] = style
    }

    /// Loki did not take the token.
    mutating func forget(for oauth2: ClientSettings.OAuth2) { tokens[Key(oauth2)] = nil }
}
