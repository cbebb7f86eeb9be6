// Why this file exists: what libcurl says of a push that got no answer, in words that an operator can act on.

import CCurl

/// Why there is no answer.
struct TransportFailure: Hashable {
    /// One sentence, with what may mend it.
    let sentence: String
    /// True if a certificate is to blame, on either side.
    let isMisconfigured: Bool

    /// - Parameters:
    ///   - detail: libcurl's own words, or nothing.
    ///   - host: the host that the push went to.
    init(_ code: CURLcode, detail: String, host: String) {
        let words = detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST:
            sentence = "cannot resolve host \(host): check the name in the client's url, and DNS"
            isMisconfigured = false
        case CURLE_COULDNT_RESOLVE_PROXY:
            sentence = "cannot resolve the proxy's host: check the client's proxy_url, and DNS (\(words))"
            isMisconfigured = false
        case CURLE_PEER_FAILED_VERIFICATION:
            let remedy =
                words.contains("subject name")
                ? "tls_config.server_name can name the host that it is for"
                : "tls_config.ca_file can name the authority to trust"
            sentence = "the server's certificate cannot be trusted: \(words); \(remedy)"
            isMisconfigured = true
        case CURLE_SSL_CACERT_BADFILE:
            sentence = "tls_config.ca_file holds no certificate that can be used: \(words)"
            isMisconfigured = true
        case CURLE_SSL_CERTPROBLEM:
            sentence = "tls_config.cert_file and key_file cannot be used: \(words)"
            isMisconfigured = true
        default:
            // A server that does not like the client's certificate says so in an alert, at any later moment.
            isMisconfigured = words.contains("SSL routines") && words.contains(" alert ")
            sentence =
                isMisconfigured
                ? "the server refused the connection: \(words); check tls_config.cert_file and key_file"
                : words
        }
    }
}
