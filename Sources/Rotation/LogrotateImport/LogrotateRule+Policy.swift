// Why this file exists: of several directives that say something about the same, logrotate heeds one; a policy says what that
// comes to.

import Platform

extension LogrotateRule {
    /// The policy that does what logrotate does for this block.
    func policy() -> Policy {
        var policy = Policy(name: "\(file):\(line)", patterns: patterns)
        policy.allowsMissing = settings.allowsMissing
        policy.rotatesEmpty = settings.rotatesEmpty
        policy.allowsHardLinks = settings.allowsHardLinks
        policy.ignoresDuplicates = settings.ignoresDuplicates
        policy.identity = settings.identity
        policy.scripts = settings.scripts
        policy.keeps = settings.rotate
        policy.maximumAge = settings.maximumAge > 0 ? settings.maximumAge * CivilTime.secondsPerDay : nil
        policy.shreds = settings.shreds ? settings.shredCycles ?? 0 : nil
        settings.setTime(of: &policy)
        settings.setMethod(of: &policy)
        settings.setNaming(of: &policy)
        if settings.compresses { policy.compression = settings.compression }
        return policy
    }
}

extension LogrotateSettings {
    fileprivate func setTime(of policy: inout Policy) {
        switch criterion {
        case .size:
            // Then neither minsize nor minage is looked at, and either size makes a log due: maxsize once it is above it.
            policy.size = maximumSize.map { $0 < size ? $0 + 1 : size } ?? size
        case .interval(let interval):
            policy.interval = interval
            policy.minimumSize = minimumSize
            policy.maximumSize = maximumSize
            policy.minimumAge = minimumAge > 0 ? minimumAge * CivilTime.secondsPerDay : nil
        }
    }

    fileprivate func setMethod(of policy: inout Policy) {
        if copiesAndTruncates {
            policy.method = .copytruncate
        } else if copies {
            policy.method = .copy
        } else {
            policy.method = renamesAndCopies ? .renamecopy : .rename
            policy.creates = creates ? created : nil
        }
    }

    fileprivate func setNaming(of policy: inout Policy) {
        policy.naming.start = start
        policy.naming.usesDate = usesDate
        if usesDate {
            policy.naming.dateFormat = dateFormat
            policy.naming.isYesterday = isYesterday
            policy.naming.isHourAgo = isHourAgo
        }
        policy.naming.keptEnding = keptEnding
        policy.naming.addedEnding = addedEnding
        policy.naming.directory = directory
        policy.naming.makesDirectory = makesDirectory && directory != nil ? madeDirectory : nil
    }

    fileprivate var compression: Policy.Compression {
        var compression = Policy.Compression()
        compression.isDelayed = delaysCompression
        compression.ending = compressEnding
        let options = compressOptions ?? []
        let program = compressCommand ?? "/bin/gzip"
        guard FileSystem.name(of: program) == "gzip" else {
            compression.command = [program] + options
            return compression
        }
        if let level = Self.level(options) {
            compression.level = level
        } else if !options.isEmpty {
            compression.command = [program] + options
        }
        return compression
    }

    /// The level that gzip's options say; nil if they say something else, too, or nothing.
    private static func level(_ options: [String]) -> Int? {
        guard options.count == 1, let option = options.first else { return nil }
        switch option {
        case "--fast": return 1
        case "--best": return 9
        default:
            guard option.utf8.count == 2, option.hasPrefix("-") else { return nil }
            return Int(option.dropFirst()).flatMap { (1...9).contains($0) ? $0 : nil }
        }
    }
}
