// Zone files that are damaged, and zones found by name.

import Glibc
import Testing

@testable import Pipeline

@Suite struct TimeZoneFileTests {
    static func message(_ bytes: [UInt8]) -> String? {
        do throws(TimeZoneError) {
            _ = try TimeZoneRules(tzif: bytes)
            return nil
        } catch {
            return error.description
        }
    }

    @Test func damagedFilesAreNamed() throws {
        let file = TimeZoneRulesTests.irregular
        #expect(Self.message([]) == "the zone file is cut off")
        #expect(
            Self.message(Array("Hello, world".utf8)) == "it is not a zone file: it does not begin with TZif")
        var other = file
        other.transitions.swapAt(0, 1)
        #expect(Self.message(other.bytes())?.contains("not in order") == true)
        other = file
        other.transitions[0].type = 3
        #expect(Self.message(other.bytes())?.contains("does not exist") == true)
        other = file
        other.types[0].offset = 93_600
        #expect(Self.message(other.bytes())?.contains("impossible offset") == true)
        other = file
        other.leapSeconds = 27
        #expect(Self.message(other.bytes())?.contains("leap seconds") == true)
        other = file
        other.footer = "nonsense"
        #expect(Self.message(other.bytes())?.contains("\"nonsense\"") == true)
        other = ZoneFileWriter(types: [])
        #expect(Self.message(other.bytes())?.contains("0 local time types") == true)
    }

    @Test(arguments: [1, 2])
    func everyCutIsAnError(version: Int) {
        let bytes = TimeZoneRulesTests.irregular.bytes(version: version)
        for count in 0..<bytes.count { #expect(Self.message(Array(bytes.prefix(count))) != nil) }
        #expect(Self.message(bytes) == nil)
    }

    @Test(arguments: [1, 2, 3])
    func damageNeverTraps(version: Int) {
        let original = TimeZoneRulesTests.irregular.bytes(version: version)
        var generator = TimeCaseGenerator(seed: UInt64(version))
        var readable = 0
        for _ in 0..<300 {
            var bytes = original
            for _ in 0...generator.below(3) {
                let place = generator.below(bytes.count)
                let random = generator.next()
                bytes[place] =
                    random & 1 == 0
                    ? UInt8(truncatingIfNeeded: random >> 8) : bytes[place] ^ (1 << (random >> 1 & 7))
            }
            guard let rules = try? TimeZoneRules(tzif: bytes) else { continue }
            readable += 1
            for seconds in [Int64.min, -1_000_000_000, 0, 1_700_000_000, 10_000_000_000, .max] {
                _ = rules.offsetSeconds(atUTC: seconds)
                _ = rules.offsetSeconds(atLocal: seconds)
                _ = rules.offsetSeconds(abbreviation: ZoneAbbreviation.utc, atLocal: seconds)
            }
        }
        #expect(readable > 10)
    }

    @Test(arguments: [
        "../etc/passwd", "Europe/../Berlin", "/usr/share/zoneinfo/UTC", "\\Berlin", "Europe\u{0}/Berlin",
    ])
    func pathsAreRefused(_ name: String) throws {
        let error = try #require(throws: TimeZoneError.self) { try TimeZoneRules.load(name) }
        #expect(error.description.contains("\"\(name)\" is a path"))
    }

    @Test func namesOfUTCNeedNoFile() throws {
        for name in ["", "UTC"] {
            #expect(try TimeZoneRules.load(name, directories: []).offsetSeconds(atUTC: 0) == 0)
        }
    }

    @Test func missingDirectoryAsksForTzdata() throws {
        let error = try #require(throws: TimeZoneError.self) {
            try TimeZoneRules.load("Europe/Berlin", directories: ["/nonexistent/zoneinfo"])
        }
        #expect(error.description.contains("\"Europe/Berlin\""))
        #expect(error.description.contains("install the package tzdata"))
    }

    @Test func zonesAreFoundInDirectories() throws {
        let directory = try TemporaryDirectory()
        try directory.write("Berlin", ZoneFileWriter(footer: TestZone.berlin.rawValue).bytes())
        try directory.write("Broken", Array("TZif".utf8))
        try directory.write("Huge", [UInt8](repeating: 0, count: (1 << 20) + 1))
        let directories = ["/nonexistent/zoneinfo", directory.path]
        #expect(try TimeZoneRules.load("Berlin", directories: directories).offsetSeconds(atUTC: 0) == 3_600)
        for (name, reason) in [
            ("Broken", "cut off"), ("Huge", "larger than 1 MiB"), (".", "it is not a file"),
            ("CEST", "not known here"),
            ("Berlin/Mitte", "not known here"),
        ] {
            let error = try #require(throws: TimeZoneError.self) {
                try TimeZoneRules.load(name, directories: directories)
            }
            #expect(error.description.contains("\"\(name)\""))
            #expect(error.description.contains(reason))
        }
    }

    @Test func localIsTheZoneOfTheMachine() throws {
        let directory = try TemporaryDirectory()
        try directory.write("localtime", ZoneFileWriter(footer: TestZone.kolkata.rawValue).bytes())
        let local = try TimeZoneRules.load("Local", directories: [], localtime: directory.path + "/localtime")
        #expect(local.offsetSeconds(atUTC: 0) == 19_800)
        let missing = try TimeZoneRules.load("Local", directories: [], localtime: directory.path + "/missing")
        #expect(missing.offsetSeconds(atUTC: 0) == 0)
    }

    static let hasZoneFiles = access("/usr/share/zoneinfo/Europe/Berlin", R_OK) == 0

    /// Values of the published time zone database.
    @Test(.enabled(if: hasZoneFiles, "This system has no zone files: the package tzdata is not installed."))
    func zonesOfTheSystem() throws {
        let berlin = try TimeZoneRules.load("Europe/Berlin")
        #expect(berlin.offsetSeconds(atUTC: SlowCalendar.seconds(1947, 6, 1)) == 10_800)
        #expect(berlin.offsetSeconds(atUTC: SlowCalendar.seconds(1975, 7, 1)) == 3_600)
        #expect(berlin.offsetSeconds(atUTC: SlowCalendar.seconds(2024, 7, 1)) == 7_200)
        #expect(berlin.offsetSeconds(atUTC: SlowCalendar.seconds(2500, 7, 1)) == 7_200)
        let moscow = try TimeZoneRules.load("Europe/Moscow")
        #expect(moscow.offsetSeconds(atUTC: SlowCalendar.seconds(2012, 1, 1)) == 14_400)
        #expect(moscow.offsetSeconds(atUTC: SlowCalendar.seconds(2024, 1, 1)) == 10_800)
        #expect(throws: TimeZoneError.self) { try TimeZoneRules.load("Europe") }
    }
}

/// A directory that goes with the value.
private final class TemporaryDirectory {
    let path: String
    private var files: [String] = []

    init() throws {
        var template = Array("/tmp/zones-XXXXXX".utf8CString)
        let created = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        path = try #require(created)
    }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        let file = path + "/" + name
        files.append(file)
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        try #require(written == bytes.count)
    }

    deinit {
        for file in files { unlink(file) }
        rmdir(path)
    }
}
