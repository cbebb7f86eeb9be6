// Why this file exists: an administrator reads what a rotation would do before it does it.

import Platform

extension Plan {
    /// What the plan does and what there is to say besides, a line each, in order; the first line names the policy.
    public func lines(of policy: Policy) -> [String] {
        var lines = ["\(policy.name): \(policy.patterns.joined(separator: " "))"]
        lines += steps.map { "  " + $0.action.text }
        for remark in remarks {
            switch remark.kind {
            case .error, .warning: lines.append("  \(remark.kind.rawValue): \(remark.path) \(remark.text)")
            case .idle: lines.append("  not rotated: \(remark.path): \(remark.text)")
            case .held: lines.append("  kept: \(remark.path) \(remark.text)")
            }
        }
        if lines.count == 1 { lines.append("  nothing to do") }
        return lines.map(Self.onOneLine)
    }

    /// A path may have line breaks in it, and whatever a terminal obeys.
    private static func onOneLine(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            return text
        }
        return text.unicodeScalars.map { scalar in
            scalar.value < 0x20 || scalar.value == 0x7F
                ? "\\u{\(String(scalar.value, radix: 16))}" : String(Character(scalar))
        }.joined()
    }
}

extension Action {
    /// What is done, in words that can stand alone.
    public var text: String {
        switch self {
        case .remember(let path): "take note of \(path), whose age counts from now"
        case .noteRotation(let path): "take note that \(path) was rotated"
        case .run(let script, let arguments):
            "run \(script.rawValue) with \(arguments.joined(separator: " "))"
        case .makeDirectory(let path, let ownership): "make the directory \(path)\(ownership.text)"
        case .rename(let file, let target, _): "rename \(file.path) to \(target)"
        case .create(let path, let ownership, let like): "make \(path)\(ownership.text(like: like))"
        case .copy(let file, let target, let removesSource):
            removesSource ? "copy \(file.path) to \(target) and remove it" : "copy \(file.path) to \(target)"
        case .copyTruncate(let file, let target): "copy \(file.path) to \(target) and cut it off"
        case .collapse(let file, let target):
            "copy \(file.path) to \(target) and cut what was copied out of it"
        case .compress(let file, let target, let how): "compress \(file.path) to \(target) with \(how.text)"
        case .remove(let file, let reason, let unshipped):
            "remove \(file.path)\(file.isMade ? "" : " (\(ByteCount.text(file.size)))"): \(reason.text)"
                + (unshipped > 0 ? "; \(ByteCount.text(unshipped)) of it are not shipped and are lost" : "")
        case .signal(let signal): "send \(signal.name) to \(signal.receiver.text)"
        }
    }
}

extension Action.RemovalReason {
    fileprivate var text: String {
        switch self {
        case .surplus: "more than rotate keeps"
        case .age: "older than maxage"
        case .totalSize: "more than max_total_size"
        case .freeSpace: "to leave min_free_space"
        case .notKept: "rotate is 0"
        }
    }
}

extension Policy.Ownership {
    fileprivate var text: String {
        let parts = [
            mode.map { "mode \(Self.octal($0))" }, owner.map { "owner \($0)" }, group.map { "group \($0)" },
        ].compactMap(\.self)
        return parts.isEmpty ? "" : " with " + parts.joined(separator: ", ")
    }

    fileprivate func text(like status: FileStatus) -> String {
        Policy.Ownership(
            mode: mode ?? status.mode & 0o7777, owner: owner ?? "\(status.owner)",
            group: group ?? "\(status.group)"
        ).text
    }

    private static func octal(_ mode: UInt32) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }
}

extension Policy.Compression {
    fileprivate var text: String { command?.joined(separator: " ") ?? "gzip -\(level)" }
}

extension Policy.Receiver {
    fileprivate var text: String {
        switch self {
        case .unit(let unit): "the main process of \(unit)"
        case .pidFile(let path): "the process in \(path)"
        }
    }
}
