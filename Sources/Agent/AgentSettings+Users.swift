// Why this file exists: who may ask the endpoints is a matter of names and hashes, and neither may be taken half.

import Configuration
import HTTPServing

extension AgentSettings {
    /// Reads `server.basic_auth_users`. What is wrong with a hash is said without it.
    mutating func decodeUsers(_ reader: inout MappingReader) {
        for (name, hash, location) in reader.stringMap("basic_auth_users") ?? [] {
            let path = "server.basic_auth_users.\(name)"
            let howTo = "write what 'htpasswd -nBC 10 \"\" | tr -d \":\\n\"' prints"
            if name.isEmpty || name.contains(":") {
                reader.diagnostics.error(
                    location, "server.basic_auth_users: a name is empty or has a colon in it",
                    fix: "give the user another name")
            }
            do throws(PasswordHash.Mistake) {
                server.users[name] = try PasswordHash(bcrypt: hash)
            } catch {
                switch error {
                case .isNoHash:
                    reader.diagnostics.error(location, "\(path): this is no bcrypt hash", fix: howTo)
                case .cost(let cost):
                    reader.diagnostics.error(
                        location,
                        "\(path): a bcrypt hash of cost \(cost) is not taken, only of "
                            + "\(PasswordHash.costs.lowerBound) to \(PasswordHash.costs.upperBound)",
                        fix: howTo)
                }
            }
        }
    }

    /// Warns if everybody on the network may ask the endpoints.
    func warnOfStrangers(_ reader: MappingReader) {
        guard !server.isDisabled, server.users.isEmpty, !server.address.isLoopback else { return }
        let key = ["http_listen_address", "http_listen_host"].first { reader.keys.contains($0) }
        reader.diagnostics.warning(
            key.map { reader.location(of: $0) } ?? reader.location,
            "server: everybody who reaches \(server.address) can read what the agent knows, the configuration included",
            fix: "set basic_auth_users, or listen on 127.0.0.1")
    }
}
