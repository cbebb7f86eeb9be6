// Why this file exists: most of logrotate's directives are one word, and each of them is one line here.

/// The directives without a value.
enum LogrotateFlags {
    /// A directive: the key of agent.conf that it comes out as, and what it does to the settings.
    struct Flag: Sendable {
        let key: String
        let apply: @Sendable (inout LogrotateSettings) -> Void

        init(_ key: String, _ apply: @escaping @Sendable (inout LogrotateSettings) -> Void) {
            self.key = key
            self.apply = apply
        }
    }

    /// By its word.
    static let all: [String: Flag] = [
        "hourly": Flag("interval") { $0.criterion = .interval(.hourly) },
        "daily": Flag("interval") { $0.criterion = .interval(.daily) },
        "monthly": Flag("interval") { $0.criterion = .interval(.monthly) },
        "yearly": Flag("interval") { $0.criterion = .interval(.yearly) },

        "missingok": Flag("missingok") { $0.allowsMissing = true },
        "nomissingok": Flag("missingok") { $0.allowsMissing = false },
        "ignoreduplicates": Flag("ignoreduplicates") { $0.ignoresDuplicates = true },
        "ifempty": Flag("notifempty") { $0.rotatesEmpty = true },
        "notifempty": Flag("notifempty") { $0.rotatesEmpty = false },
        "allowhardlink": Flag("allowhardlink") { $0.allowsHardLinks = true },
        "noallowhardlink": Flag("allowhardlink") { $0.allowsHardLinks = false },

        "copy": Flag("method") { $0.copies = true },
        "nocopy": Flag("method") { $0.copies = false },
        "copytruncate": Flag("method") {
            $0.copiesAndTruncates = true
            $0.renamesAndCopies = false
        },
        "nocopytruncate": Flag("method") { $0.copiesAndTruncates = false },
        "renamecopy": Flag("method") {
            $0.renamesAndCopies = true
            $0.copiesAndTruncates = false
        },
        "norenamecopy": Flag("method") { $0.renamesAndCopies = false },
        "nocreate": Flag("create") { $0.creates = false },

        "compress": Flag("compress") { $0.compresses = true },
        "nocompress": Flag("compress") { $0.compresses = false },
        "delaycompress": Flag("delaycompress") { $0.delaysCompression = true },
        "nodelaycompress": Flag("delaycompress") { $0.delaysCompression = false },

        "dateext": Flag("dateext") { $0.usesDate = true },
        "nodateext": Flag("dateext") { $0.usesDate = false },
        "dateyesterday": Flag("dateyesterday") { $0.isYesterday = true },
        "datehourago": Flag("datehourago") { $0.isHourAgo = true },
        "noolddir": Flag("olddir") { $0.directory = nil },
        "nocreateolddir": Flag("createolddir") { $0.makesDirectory = false },

        "shred": Flag("shred") { $0.shreds = true },
        "noshred": Flag("shred") { $0.shreds = false },
        "sharedscripts": Flag("sharedscripts") { $0.scripts.areShared = true },
        "nosharedscripts": Flag("sharedscripts") { $0.scripts.areShared = false },

        // They matter to `mail` alone.
        "nomail": Flag("paths") { $0.mail = nil },
        "mailfirst": Flag("paths") { _ in },
        "maillast": Flag("paths") { _ in },
    ]

    /// The scripts, by their word, which is their key in agent.conf, too.
    static let scripts: [String: any WritableKeyPath<Policy.Scripts, String?> & Sendable] = [
        "firstaction": \.first, "prerotate": \.before, "postrotate": \.after, "lastaction": \.last,
        "preremove": \.preremove,
    ]
}
