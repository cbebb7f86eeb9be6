// Whether the service's user may rotate in a directory.

import Glibc
import Platform
import TestSupport
import Testing

@testable import Rotation

@Suite struct ServiceUserTests {
    private static let own = getuid()
    private static let others = ServiceUser(number: own &+ 1, groups: [])
    private static let member = ServiceUser(number: own &+ 1, groups: [getgid()])
    private static let owner = ServiceUser(number: own, groups: [getgid()])

    @Test(
        arguments: [
            (owner, 0o755, true), (member, 0o755, false), (others, 0o755, false),
            (member, 0o775, true), (others, 0o775, false), (others, 0o777, true),
            // The bits of whoever it is count, not those of the rest.
            (owner, 0o577, false), (member, 0o757, false),
            // Without the right to search, no name in it can be used.
            (member, 0o765, false),
            (owner, 0o1777, true), (member, 0o1777, false), (others, 0o1777, false),
        ] as [(ServiceUser, mode_t, Bool)])
    func modeDecides(_ user: ServiceUser, _ mode: mode_t, _ may: Bool) throws {
        let directory = try ScratchDirectory()
        try directory.makeDirectory("logs")
        let path = directory.path("logs")
        #expect(chmod(path, mode) == 0)
        #expect(user.mayRotate(in: try FileStatus.of(path: path)) == may)
    }

    @Test func policyNamesTheDirectoriesOfItsLogs() throws {
        let directory = try ScratchDirectory()
        for name in ["a", "b", "c"] { try directory.makeDirectory(name) }
        for name in ["a/x.log", "b/x.log"] { try directory.write("line\n", to: name) }
        #expect(chmod(directory.path("b"), 0o777) == 0)
        var policy = Policy(name: "p", patterns: [directory.path + "/{a,b}/*.log"])
        #expect(policy.directories(closedTo: Self.others) == [directory.path("a")])
        #expect(policy.directories(closedTo: Self.owner) == [])
        policy.patterns = [directory.path("c/none.log"), "/nonexistent/*.log"]
        #expect(policy.directories(closedTo: Self.others) == [directory.path("c")])
    }

    @Test func rootIsFoundByName() throws {
        let root = try #require(ServiceUser(named: "root"))
        #expect(root.number == 0)
        #expect(root.groups.contains(0))
        #expect(ServiceUser(named: "no such user") == nil)
    }
}
