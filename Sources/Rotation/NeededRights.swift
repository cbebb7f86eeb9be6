// Why this file exists: an agent that runs as a user of its own fails at night where it lacks a right; `check` can say so by day.

/// Something that the user of an ordinary service may not do.
public struct NeededRight: Hashable, Sendable {
    /// What is wanted.
    public enum Kind: String, Hashable, Sendable {
        /// To become another user: CAP_SETUID and CAP_SETGID.
        case identity
        /// To give files away: CAP_CHOWN.
        case ownership
        /// To send a signal to another user's process: CAP_KILL.
        case signal
        /// To do in a script whatever it does: nobody can tell.
        case script
    }

    /// What is wanted.
    public let kind: Kind
    /// The key of the policy that wants it.
    public let key: String
    /// A sentence, with what to do about it.
    public let text: String
}

extension Policy {
    /// What the policy demands beyond writing in the logs' directories, which every policy demands; nothing for root.
    public var neededRights: [NeededRight] {
        var rights: [NeededRight] = []
        func need(_ kind: NeededRight.Kind, _ key: String, _ text: String) {
            rights.append(NeededRight(kind: kind, key: key, text: text))
        }
        if let identity {
            need(
                .identity, "su",
                "becoming \(identity.user) and \(identity.group) takes CAP_SETUID and CAP_SETGID: run as root, or as that user without su"
            )
        }
        let made = [("create", creates), ("createolddir", naming.makesDirectory)]
        for (key, ownership) in made {
            guard let ownership, ownership.owner != nil || ownership.group != nil else { continue }
            let whom = [ownership.owner, ownership.group].compactMap(\.self).joined(separator: " and ")
            need(
                .ownership, key,
                "giving a file to \(whom) takes CAP_CHOWN, unless that is who rotates; a group needs only membership"
            )
        }
        if let signal {
            let whom: String =
                switch signal.receiver {
                case .unit(let unit): unit
                case .pidFile(let path): "the process in \(path)"
                }
            need(
                .signal, "signal",
                "sending \(signal.name) to \(whom) takes CAP_KILL, unless it runs as the same user")
        }
        let all = [
            ("firstaction", scripts.first), ("prerotate", scripts.before), ("postrotate", scripts.after),
            ("lastaction", scripts.last), ("preremove", scripts.preremove),
        ]
        for (key, script) in all where script != nil {
            need(
                .script, key,
                "\(key) runs as the user of the service: whatever it does, that user must be allowed to")
        }
        return rights
    }
}
