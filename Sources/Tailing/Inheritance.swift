// Why this file exists: between two tailers of one process nothing happens unseen.

import Platform

/// What a tailer leaves to the one that goes on after it, see `Tailer.handOver`.
public struct Inheritance {
    /// The open files, for generations that have no name any more.
    var files: [GenerationID: File] = [:]
    /// The inotify instance. Its watches stay, and with them what the kernel has told and nobody has taken yet: a file that
    /// was made and renamed meanwhile, at a path that nobody knows, would not be found by looking.
    var inotify: Inotify?
    /// The watches of directories in it.
    var watches: [Int32] = []
    /// What was followed.
    var targets: [FollowTarget] = []

    /// Nothing, as at the start of the process.
    public init() {}
}

extension Tailer {
    /// Ends the following, and gives what whoever goes on needs so as to miss nothing.
    public func handOver() -> Inheritance {
        var estate = Inheritance()
        for file in filesByInode.values { estate.files[file.id] = file.contents?.file }
        for file in Array(filesByInode.values) { drop(file) }
        estate.inotify = inotify
        estate.watches = Array(directoriesByWatch.keys)
        estate.targets = targets
        return estate
    }

    /// True if a file of this path was followed by the tailer of before: if that one did not know it, it is new.
    func wasFollowed(_ candidate: Candidate) -> Bool {
        let key = targets[candidate.target].key
        return inherited.targets.contains {
            $0.key == key && $0.include.matches(candidate.path) && $0.exclude?.matches(candidate.path) != true
        }
    }

    /// Ends the inherited watches of directories that are not watched any more, and closes the files that nobody took.
    func settleInheritance() {
        for watch in inherited.watches where directoriesByWatch[watch] == nil { inotify?.remove(watch) }
        inherited = Inheritance()
    }
}
