// What administrators write, and what they are told about it.

import Configuration
import Testing

@testable import Rotation

@Suite struct PolicyDecodingTests {
    @Test func theWholeOfAPolicyIsRead() throws {
        let text = """
            name: app; paths: [/var/log/app/*.log, /var/log/b.log]; interval: weekly; weekday: tuesday; at: "03:15"
            minsize: 1M; maxsize: 100M; minage: 1d; rotate: 14; maxage: 30; max_total_size: 5G; min_free_space: 10%
            compress: true; delaycompress: yes; compress_level: 9; method: rename
            create: {mode: "0640", owner: app, group: adm}; dateext: true; dateformat: -%Y%m%d-%H%M%S; dateyesterday: true
            olddir: archive; createolddir: 0750 app adm; extension: .log; start: 0; missingok: true; notifempty: true
            su: {user: app, group: adm}; sharedscripts: true; prerotate: a; postrotate: [b, c]; firstaction: d
            lastaction: e; preremove: f; signal: {unit: app.service, name: USR1}; keep_unshipped: false; shred: true
            shredcycles: 3; allowhardlink: true; ignoreduplicates: true
            """
        let (policies, diagnostics) = try Scenario.decode(text.split(separator: "\n").joined(separator: ";"))
        #expect(diagnostics == [])
        var policy = Policy(name: "app", patterns: ["/var/log/app/*.log", "/var/log/b.log"])
        policy.interval = .weekly(weekday: 2)
        policy.at = 3 * 3600 + 15 * 60
        policy.minimumSize = 1 << 20
        policy.maximumSize = 100 << 20
        policy.minimumAge = 86_400
        policy.keeps = 14
        policy.maximumAge = 30 * 86_400
        policy.maximumTotal = 5 << 30
        policy.minimumFree = .percent(10)
        var compression = Policy.Compression()
        compression.isDelayed = true
        compression.level = 9
        policy.compression = compression
        policy.method = .rename
        policy.creates = Policy.Ownership(mode: 0o640, owner: "app", group: "adm")
        policy.naming.usesDate = true
        policy.naming.dateFormat = "-%Y%m%d-%H%M%S"
        policy.naming.isYesterday = true
        policy.naming.directory = "archive"
        policy.naming.makesDirectory = Policy.Ownership(mode: 0o750, owner: "app", group: "adm")
        policy.naming.keptEnding = ".log"
        policy.naming.start = 0
        policy.allowsMissing = true
        policy.rotatesEmpty = false
        policy.identity = Policy.Identity(user: "app", group: "adm")
        policy.scripts = Policy.Scripts()
        policy.scripts.areShared = true
        policy.scripts.before = "a"
        policy.scripts.after = "b\nc"
        policy.scripts.first = "d"
        policy.scripts.last = "e"
        policy.scripts.preremove = "f"
        policy.signal = Policy.Signal(.unit("app.service"), number: 10, name: "USR1")
        policy.keepsUnshipped = false
        policy.shreds = 3
        policy.allowsHardLinks = true
        policy.ignoresDuplicates = true
        #expect(policies == [policy])
    }

    @Test func aPolicyIsCalledByItsPlace() throws {
        let (policies, diagnostics) = try Scenario.decode("paths: /v/a; rotate: 1")
        #expect(diagnostics == [])
        #expect(policies.map(\.name) == ["rotation[0]"])
        #expect(policies.first?.size == 1 << 20)
        #expect(policies.first?.keepsUnshipped == true)
    }

    @Test(
        arguments: [
            ("create: true", Policy.Ownership()), ("create: 640", Policy.Ownership(mode: 0o640)),
            ("create: \"0o600\"", Policy.Ownership(mode: 0o600)),
            ("create: app adm", Policy.Ownership(owner: "app", group: "adm")),
            ("create: {}", Policy.Ownership()), ("create: {group: adm}", Policy.Ownership(group: "adm")),
            ("create: false", nil),
            ("nocreate: true", nil), ("nocreate: false", nil),
        ] as [(String, Policy.Ownership?)]) func createIsWrittenInManyWays(
            _ keys: String, _ ownership: Policy.Ownership?
        ) throws
    {
        let (policies, diagnostics) = try Scenario.decode("paths: /v/a; rotate: 1; method: rename; " + keys)
        #expect(diagnostics == [])
        #expect(policies.first?.creates == ownership)
    }

    @Test(
        arguments: [
            ("compress: true", 6, nil, ".gz"), ("compress: true; compressoptions: \"-9\"", 9, nil, ".gz"),
            ("compress: true; compresscmd: /bin/gzip; compressoptions: --best", 9, nil, ".gz"),
            ("compress: true; compressoptions: --rsyncable", 6, ["gzip", "--rsyncable"], ".gz"),
            ("compress: true; compresscmd: xz", 6, ["xz"], ".xz"),
            (
                "compress: true; compresscmd: /usr/bin/zstd; compressoptions: [-T2, -q]; uncompresscmd: unzstd",
                6, ["/usr/bin/zstd", "-T2", "-q"], ".zst"
            ),
            ("compress: true; compresscmd: pack; compressext: .z", 6, ["pack"], ".z"),
        ] as [(String, Int, [String]?, String)])
    func compressionIsZlibsUnlessAProgramIsNamed(
        _ keys: String, _ level: Int, _ command: [String]?, _ ending: String
    ) throws {
        let (policies, diagnostics) = try Scenario.decode("paths: /v/a; rotate: 1; " + keys)
        #expect(diagnostics == [])
        let compression = try #require(policies.first?.compression)
        #expect(compression.level == level)
        #expect(compression.command == command)
        #expect(compression.ending == ending)
    }

    @Test(
        arguments: [
            ("HUP", 1), ("sigusr2", 12), ("TERM", 15), ("10", 10), ("RTMIN+1", 35), ("SIGRTMIN", 34),
            ("RTMIN+99", nil),
            ("HOP", nil), ("0", nil), ("65", nil),
        ] as [(String, Int32?)]) func signalsHaveNames(_ name: String, _ number: Int32?)
    {
        #expect(SignalNames.number(of: name) == number)
    }

    @Test(arguments: mistakes) func mistakesAreToldWithARemedy(_ keys: String, _ message: String) throws {
        let (_, diagnostics) = try Scenario.decode(
            keys.contains("paths") ? keys : "paths: /v/a; rotate: 1; " + keys)
        let lines = diagnostics.map { "\($0.severity) \($0.location) \($0.message): \($0.remedy ?? "")" }
        #expect(lines.contains { $0.contains(message) }, "\(lines)")
        #expect(diagnostics.allSatisfy { $0.remedy != nil })
    }

    static let mistakes: [(String, String)] = [
        ("paths: a.log", "error agent.conf:2:10 rotation[0].paths: 'a.log' is no absolute path"),
        ("paths: [/v/a, v/]", "'v/' is no absolute path"),
        ("paths: []", "rotation[0].paths: is empty: name at least one log"),
        ("rotate: 3; paths:", "rotation[0].paths: the value is missing"),
        ("paths: /v/a", "warning agent.conf:2:3 rotation[0].rotate: is missing, and nothing is kept"),
        (
            "interval: dayly",
            "agent.conf:4:13 rotation[0].interval: must be one of hourly, daily, weekly, monthly, yearly"
        ),
        (
            "interval: daily; size: 1M",
            "error agent.conf:5:9 rotation[0].size: is instead of an interval: with interval, write maxsize"
        ),
        ("maxsize: 1M", "rotation[0].maxsize: is for rotation by time: write size, or add interval"),
        ("minsize: 1M; size: 3", "rotation[0].minsize: is for rotation by time"),
        ("at: \"03:15\"", "rotation[0].at: is for rotation by time"),
        ("interval: daily; at: \"24:00\"", "'24:00' is no time of day"),
        ("interval: daily; at: 0315", "'0315' is no time of day"),
        ("interval: hourly; at: \"03:15\"", "is the minute of the hour with hourly"),
        ("interval: daily; weekday: monday", "is for weekly rotation"),
        ("interval: weekly; weekday: someday", "'someday' is no day of the week"),
        ("interval: daily; minage: 3x", "'3x' has the unknown unit 'x'"),
        ("rotate: -2; paths: /v/a", "'-2' is out of range"),
        ("min_free_space: 110%", "'110%' is no part of a filesystem"),
        ("min_free_space: much", "'much' is not a size"),
        ("method: rename; copytruncate: true", "rotation[0].copytruncate: contradicts rename"),
        ("copy: true; copytruncate: true", "rotation[0].copy: contradicts copytruncate"),
        ("compress: true; nocompress: true", "rotation[0].nocompress: contradicts compress"),
        ("method: rename; create: true; nocreate: true", "rotation[0].nocreate: contradicts create"),
        (
            "create: true",
            "rotation[0].create: makes no sense where the log stays in its place (method auto, which is collapse here)"
        ),
        ("method: collapse; create: 0640", "(method collapse): write method: rename"),
        (
            "copytruncate: true; create: 0640",
            "warning agent.conf:5:11 rotation[0].create: means nothing with copytruncate"
        ),
        ("method: rename; create: 0649", "'0649' is no file mode"),
        ("method: rename; create: 0640 a b c", "has more than mode, owner and group"),
        ("method: rename; create: {mode: 77777}", "rotation[0].create.mode: '77777' is no file mode"),
        ("method: rename; create: {user: app}", "unknown key 'user' in rotation[0].create"),
        ("su: app", "rotation[0].su: needs a user and a group"),
        ("su: {user: app}", "the key 'group' is missing in rotation[0].su"),
        (
            "delaycompress: true",
            "warning agent.conf:4:18 rotation[0].delaycompress: means nothing without compress"
        ),
        ("compress: true; compress_level: 10", "'10' is out of range"),
        ("compress: true; compresscmd: xz; compress_level: 3", "is for the built-in gzip"),
        ("compress: true; compressext: \"\"", "rotation[0].compressext: is empty"),
        ("dateformat: -%Y", "warning agent.conf:4:15 rotation[0].dateformat: means nothing without dateext"),
        ("dateext: true; dateformat: old", "rotation[0].dateformat: has no date in it"),
        ("dateext: true; dateformat: -%m%d", "does not tell every day from every other"),
        ("dateext: true; dateformat: -%d%m%Y", "does not sort by time when names are sorted"),
        ("dateext: true; dateformat: /%Y%m%d", "a part of a name has no '/'"),
        (
            "dateext: true; size: 1M",
            "rotation[0].dateext: cannot name two rotations for their size on one day"
        ),
        ("dateext: true; interval: hourly; dateformat: -%Y%m%d", "gives every hour of a day the same name"),
        ("olddir: \"\"", "rotation[0].olddir: is no directory"),
        ("createolddir: true", "means nothing without olddir"),
        ("shredcycles: 3", "means nothing without shred"),
        ("copy: true; size: 1M", "does not make a copied log smaller"),
        ("signal: {name: HUP}", "needs a unit or a pidfile, and not both"),
        ("signal: {unit: a, pidfile: /b}", "needs a unit or a pidfile, and not both"),
        ("signal: {pidfile: app.pid}", "pidfile is no absolute path"),
        ("signal: {unit: a, name: HOP}", "'HOP' is no signal"),
        (
            "rotat: 3; paths: /v/a",
            "error agent.conf:2:3 unknown key 'rotat' in rotation[0]: did you mean 'rotate'?"
        ),
        ("mail: root", "unknown key 'mail'"),
    ]
}
