// A directory walk carries a pattern's position along, so that only directories that can hold a match are watched.

import TestSupport
import Testing

@testable import Tailing

@Suite struct PathPositionTests {
    private func position(_ pattern: PathPattern, in directory: String) -> PathPattern.Position {
        directory.split(separator: "/").reduce(pattern.start) { pattern.advance($0, into: String($1)) }
    }

    @Test(arguments: [
        ("/var/log/*.log", "/", false), ("/var/log/*.log", "/var/log", false),
        ("/var/log/*.log", "/var/lib", true),
        ("/var/log/*.log", "/var/log/x", true), ("/var/*/a.log", "/var/x", false),
        ("/var/*/a.log", "/var/x/y", true),
        ("/var/**/a.log", "/var/x/y/z", false), ("/var/**/a.log", "/lib", true), ("/{a,b/c}/d", "/b", false),
        ("/{a,b/c}/d", "/c", true), ("/**", "/any/where", false), ("/a.log", "/a.log", true),
    ])
    func aDirectoryThatCannotHoldAMatchIsDead(pattern: String, directory: String, isDead: Bool) throws {
        let compiled = try PathPattern(pattern)
        #expect(position(compiled, in: directory).isDead == isDead)
    }

    @Test(arguments: [
        ("/var/log/app.log", ["/var/log"]), ("/app.log", ["/"]), ("/*.log", ["/"]), ("/**/a", ["/"]),
        ("/var/*/a.log", ["/var"]), ("/var/log/**/a", ["/var/log"]), ("/var/l\\og/*", ["/var/log"]),
        ("/var/{log,lib/x}/*.log", ["/var/log", "/var/lib/x"]), ("/{a,b*}/c/d", ["/a/c", "/"]),
        ("/var/[l]og/a", ["/var"]), ("/a/{x,y}.log", ["/a"]),
    ])
    func theWalkStartsBelowWhatHasNoWildcard(pattern: String, prefixes: [String]) throws {
        #expect(try PathPattern(pattern).literalPrefixes == Set(prefixes))
    }

    @Test func anyDirectoriesDoNotGoThroughSymlinks() throws {
        let pattern = try PathPattern("/a/**/b/*.log")
        let inA = position(pattern, in: "/a")
        #expect(!pattern.advance(inA, into: "link").isDead)
        #expect(pattern.advance(pattern.withoutRecursion(inA), into: "link").isDead)
        // A link whose name the pattern says is another matter.
        let inB = pattern.advance(pattern.withoutRecursion(inA), into: "b")
        #expect(pattern.matches("x.log", at: inB))
        #expect(!pattern.matches("x.log", at: pattern.advance(inB, into: "b")))
    }

    /// A second implementation, by trying everything, without braces.
    private func matchesSlowly(_ pattern: ArraySlice<[Character]>, _ path: ArraySlice<[Character]>) -> Bool {
        guard let first = pattern.first else { return path.isEmpty }
        if first == ["*", "*"] {
            let rest = pattern.dropFirst()
            // Whatever it stands for, a name must be left for what comes after it.
            if rest.isEmpty { return !path.isEmpty }
            return path.indices.contains { matchesSlowly(rest, path[$0...]) }
        }
        guard let name = path.first, nameMatchesSlowly(first[...], name[...]) else { return false }
        return matchesSlowly(pattern.dropFirst(), path.dropFirst())
    }

    private func nameMatchesSlowly(_ pattern: ArraySlice<Character>, _ name: ArraySlice<Character>) -> Bool {
        switch pattern.first {
        case nil: return name.isEmpty
        case "*":
            return (name.startIndex...name.endIndex).contains {
                nameMatchesSlowly(pattern.dropFirst(), name[$0...])
            }
        case "?": return !name.isEmpty && nameMatchesSlowly(pattern.dropFirst(), name.dropFirst())
        case let character:
            return name.first == character && nameMatchesSlowly(pattern.dropFirst(), name.dropFirst())
        }
    }

    @Test(arguments: 1...3 as ClosedRange<UInt64>)
    func randomPatternsMatchWhatASlowSearchMatches(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        func pick(_ choices: [String], _ count: ClosedRange<Int>) -> [[Character]] {
            (0..<Int.random(in: count, using: &random)).map { _ in
                Array(choices[Int.random(in: choices.indices, using: &random)])
            }
        }
        func text(_ components: [[Character]]) -> String {
            "/" + components.map { String($0) }.joined(separator: "/")
        }
        for _ in 0..<40 {
            let first = pick(["a", "b", "*", "**", "?", "a*", "*b", "**", "ab", "a?"], 1...4)
            let second = pick(["a", "b", "*", "**", "?b", "*a*"], 1...4)
            let both = "{\(text(first)),\(text(second))}"
            let patterns = (try PathPattern(text(first)), try PathPattern(both))
            for _ in 0..<40 {
                let path = pick(["a", "b", "ab", "ba", "abb"], 1...5)
                let slowly = matchesSlowly(first[...], path[...])
                #expect(patterns.0.matches(text(path)) == slowly, "\(text(first)) \(text(path))")
                let either = slowly || matchesSlowly(second[...], path[...])
                #expect(patterns.1.matches(text(path)) == either, "\(both) \(text(path))")
                // What matches lies below a directory that the walk starts from, and no directory on the way is dead.
                guard slowly else { continue }
                let parent = text(path.dropLast())
                #expect(
                    patterns.0.literalPrefixes.contains { $0 == "/" || (parent + "/").hasPrefix($0 + "/") })
                #expect(!position(patterns.0, in: parent).isDead)
            }
        }
    }
}
