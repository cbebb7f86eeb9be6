// Who is let through, and how often a password is checked for it.

import Synchronization
import Testing

@testable import HTTPServing

@Suite struct BasicAuthenticatorTests {
    private static let hash = "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW"
    private static let other = "$2b$05$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW"

    /// What was checked.
    private final class Record: Sendable {
        private let passwords = Mutex<[String]>([])
        private let atOnce = Atomic(0)
        let isOverlapping = Atomic(false)

        var all: [String] { passwords.withLock { $0 } }

        func note(_ password: [UInt8]) {
            if atOnce.wrappingAdd(1, ordering: .relaxed).newValue > 1 {
                isOverlapping.store(true, ordering: .relaxed)
            }
            passwords.withLock { $0.append(String(decoding: password, as: UTF8.self)) }
            atOnce.wrappingSubtract(1, ordering: .relaxed)
        }
    }

    /// Users whose password is "right".
    private func authenticator(
        _ names: [String] = ["ann", "bob"], _ record: Record = Record(), maximumWaiting: Int = 16
    ) throws -> BasicAuthenticator {
        let hash = try PasswordHash(bcrypt: Self.hash)
        let users = Dictionary(uniqueKeysWithValues: names.map { ($0, hash) })
        return BasicAuthenticator(users: users, maximumWaiting: maximumWaiting) { _, password in
            record.note(password)
            return password.elementsEqual("right".utf8)
        }
    }

    private func head(_ fields: String...) -> HTTPRequest.Head {
        HTTPRequest.Head(
            method: "GET", target: "/", headers: HTTPFields(fields.map { (name: "authorization", value: $0) })
        )
    }

    private func head(_ user: String, _ password: String) -> HTTPRequest.Head {
        head("Basic " + Self.base64("\(user):\(password)"))
    }

    static func base64(_ text: String) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let bytes = Array(text.utf8)
        return stride(from: 0, to: bytes.count, by: 3).map { start in
            let group = bytes[start...].prefix(3)
            let bits = (0..<3).reduce(0) { $0 << 8 | ($1 < group.count ? Int(group[start + $1]) : 0) }
            return (0..<4).map { $0 > group.count ? "=" : String(digits[bits >> (18 - 6 * $0) & 63]) }
                .joined()
        }.joined()
    }

    @Test func withoutUsersEverybodyMayAsk() async throws {
        let authenticator = BasicAuthenticator()
        #expect(authenticator.isOpen)
        #expect(await authenticator.refusal(of: head()) == nil)
        #expect(await authenticator.refusal(of: head("rubbish")) == nil)
    }

    @Test(
        arguments: [
            [], [""], ["Basic"], ["Basic "], ["Basic YW5uOnJpZ2h0YQ"], ["Basic YW5uOnJp!2h0"], ["Basic ===="],
            ["Basic YW5u"], ["Basic YW5uOnJpZ2h0 YW5uOnJpZ2h0"], ["Bearer YW5uOnJpZ2h0"],
            ["Basic YW5uOnJpZ2h="],
            ["YW5uOnJpZ2h0"], ["Basic 4W5uOnJpZ2h0"], ["Basic YW5uOnJpZ2h0", "Basic YW5uOnJpZ2h0"],
            ["Basic YW5uOnJpZ2h0, Basic YW5uOnJpZ2h0"], ["Digest username=\"ann\""], ["Basic =YW5uOnJpZ2h"],
        ])
    func whatIsNoNameAndPasswordIsRefusedUnchecked(fields: [String]) async throws {
        let record = Record()
        let authenticator = try authenticator(["ann"], record)
        let head = HTTPRequest.Head(
            method: "GET", target: "/", headers: HTTPFields(fields.map { (name: "Authorization", value: $0) })
        )
        let refusal = try #require(await authenticator.refusal(of: head))
        #expect(refusal.status == 401)
        #expect(
            refusal.headers.contains { $0.name == "WWW-Authenticate" && $0.value.hasPrefix("Basic realm=") })
        // The one that is well-formed is of another password.
        #expect(!record.all.contains("right"))
    }

    @Test(arguments: ["Basic YW5uOnJpZ2h0", "basic   YW5uOnJpZ2h0", "BASIC YW5uOnJpZ2h0"])
    func rightOneIsLetThrough(field: String) async throws {
        #expect(try await authenticator().refusal(of: head(field)) == nil)
    }

    @Test func rightOneIsCheckedOnceAndWrongOnesEachTime() async throws {
        let record = Record()
        let authenticator = try authenticator(["ann", "bob"], record)
        for _ in 0..<3 {
            #expect(await authenticator.refusal(of: head("ann", "right")) == nil)
            #expect(await authenticator.refusal(of: head("ann", "wrong"))?.status == 401)
            // Nobody learns from the time whether there is such a user.
            #expect(await authenticator.refusal(of: head("eve", "right"))?.status == 401)
            #expect(await authenticator.refusal(of: head("", ""))?.status == 401)
        }
        #expect(record.all.filter { $0 == "wrong" }.count == 3)
        #expect(record.all.filter { $0 == "" }.count == 3)
        #expect(record.all.filter { $0 == "right" }.count == 1 + 3)
        #expect(await authenticator.refusal(of: head("bob", "right")) == nil)
        #expect(record.all.count == 11)
        #expect(authenticator.refusedRequests == 9)
    }

    @Test func namesAndPasswordsAreNotMixedUp() async throws {
        let record = Record()
        let authenticator = try authenticator(["a", "ar"], record)
        #expect(await authenticator.refusal(of: head("a", "right")) == nil)
        #expect(await authenticator.refusal(of: head("ar", "ight"))?.status == 401)
        // A colon belongs to the password.
        #expect(await authenticator.refusal(of: head("a", ":right"))?.status == 401)
        #expect(record.all == ["right", "ight", ":right"])
    }

    @Test func theLastFewAreRemembered() async throws {
        let record = Record()
        let names = (0...BasicAuthenticator.maximumRemembered).map { "user\($0)" }
        let authenticator = try authenticator(names, record)
        for name in names.dropLast() { #expect(await authenticator.refusal(of: head(name, "right")) == nil) }
        #expect(await authenticator.refusal(of: head("user0", "right")) == nil)
        #expect(record.all.count == names.count - 1)
        // The one that was used longest ago makes room.
        #expect(await authenticator.refusal(of: head(names.last ?? "", "right")) == nil)
        #expect(await authenticator.refusal(of: head("user0", "right")) == nil)
        #expect(record.all.count == names.count)
        #expect(await authenticator.refusal(of: head("user1", "right")) == nil)
        #expect(record.all.count == names.count + 1)
    }

    @Test func usersThatAreGoneAreGoneAtOnce() async throws {
        let record = Record()
        let authenticator = try authenticator(["ann", "bob"], record)
        #expect(await authenticator.refusal(of: head("ann", "right")) == nil)
        authenticator.setUsers(["bob": try PasswordHash(bcrypt: Self.hash)])
        #expect(await authenticator.refusal(of: head("ann", "right"))?.status == 401)
        // Another hash is another password.
        authenticator.setUsers(["ann": try PasswordHash(bcrypt: Self.other)])
        #expect(await authenticator.refusal(of: head("ann", "right")) == nil)
        #expect(record.all.count == 3)
        authenticator.setUsers([:])
        #expect(await authenticator.refusal(of: head()) == nil)
    }

    @Test func onePasswordIsCheckedAtATime() async throws {
        let record = Record()
        let authenticator = try authenticator(["ann"], record)
        let statuses = await withTaskGroup(of: Int?.self) { group in
            for number in 0..<100 {
                group.addTask { await authenticator.refusal(of: self.head("ann", "wrong\(number)"))?.status }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.allSatisfy { $0 == 401 || $0 == 503 })
        #expect(statuses.filter { $0 == 401 }.count == record.all.count)
        let isOverlapping = record.isOverlapping.load(ordering: .relaxed)
        #expect(!isOverlapping)
        #expect(await authenticator.refusal(of: head("ann", "right")) == nil)
    }

    @Test func tooManyAreToldToComeAgain() async throws {
        let record = Record()
        let authenticator = try authenticator(["ann"], record, maximumWaiting: 0)
        let refusal = try #require(await authenticator.refusal(of: head("ann", "right")))
        #expect(refusal.status == 503)
        #expect(refusal.headers.contains { $0.name == "Retry-After" })
        #expect(record.all.isEmpty)
    }

    @Test func realHashesAreChecked() async throws {
        let authenticator = BasicAuthenticator(users: ["ann": try PasswordHash(bcrypt: Self.hash)])
        #expect(await authenticator.refusal(of: head("ann", "secret")) == nil)
        #expect(await authenticator.refusal(of: head("ann", "secret")) == nil)
        #expect(await authenticator.refusal(of: head("ann", "other"))?.status == 401)
        #expect(await authenticator.refusal(of: head("eve", "secret"))?.status == 401)
    }
}
