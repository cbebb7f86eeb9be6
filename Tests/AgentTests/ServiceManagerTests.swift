// What systemd is told, and when: a socket of datagrams stands in for it.

import Glibc
import Platform
import Receiver
import TestSupport
import Testing

@testable import Agent

/// The socket that a service manager listens on.
private final class ManagerSocket: Sendable {
    /// As NOTIFY_SOCKET has it.
    let path: String
    private let descriptor: Int32

    init(_ path: String) throws {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | O_CLOEXEC, 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8).map { $0 == UInt8(ascii: "@") ? 0 : $0 }
        let bound = withUnsafeMutableBytes(of: &address) { raw in
            raw[2...].copyBytes(from: bytes)
            return raw.withMemoryRebound(to: sockaddr.self) {
                bind(descriptor, $0.baseAddress, socklen_t(2 + bytes.count))
            }
        }
        try #require(descriptor >= 0 && bound == 0)
    }

    deinit { close(descriptor) }

    /// What came since the last call.
    func messages() -> [String] {
        var messages: [String] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            guard count >= 0 else { return messages }
            messages.append(String(decoding: buffer[..<count], as: UTF8.self))
        }
    }

    /// What an agent finds in its environment.
    func manager(_ variables: [String: String] = [:]) throws -> ServiceManager? {
        try ServiceManager { name in name == "NOTIFY_SOCKET" ? self.path : variables[name] }
    }
}

@Suite(.timeLimit(.minutes(5))) struct ServiceManagerTests {
    @Test func startReloadAndStopAreTold() async throws {
        let trial = try AgentTrial()
        let socket = try ManagerSocket(trial.directory.path("notify"))
        try trial.directory.write("", to: "logs/a.log")
        let configuration = trial.configuration("url: http://127.0.0.1:1/push")
        let running = try trial.startFromFile(configuration, serviceManager: socket.manager())
        _ = try await running.wait { _ in true }
        #expect(socket.messages() == ["READY=1\nSTATUS=Following 1 file of 1 target"])

        try await running.reload()
        let reload = socket.messages()
        try #require(reload.count == 2)
        #expect(reload[0].hasPrefix("RELOADING=1\nMONOTONIC_USEC="))
        #expect(reload[1] == "READY=1\nSTATUS=Following 1 file of 1 target")

        try trial.write("clients: nonsense")
        await #expect(throws: ControlRefusal.self) { try await running.reload() }
        #expect(
            socket.messages().last
                == "READY=1\nSTATUS=The configuration was not reloaded. Following 1 file of 1 target")

        try await running.stop()
        #expect(socket.messages() == ["STOPPING=1\nSTATUS=Shipping what was read"])
    }

    @Test func loopThatIsWatchedTellsThatItTurns() async throws {
        let trial = try AgentTrial()
        let socket = try ManagerSocket(trial.directory.path("notify"))
        let running = try trial.startFromFile(
            trial.configuration("url: http://127.0.0.1:1/push"),
            serviceManager: socket.manager(["WATCHDOG_USEC": "40000", "WATCHDOG_PID": "\(getpid())"]))
        var beats = 0
        while beats < 5 {
            _ = try await running.wait { _ in true }
            beats += socket.messages().count { $0 == "WATCHDOG=1" }
        }
        try await running.stop()
    }

    @Test func beatsComeWithOtherTurnsOrAfterHalfTheInterval() throws {
        let directory = try ScratchDirectory()
        let socket = try ManagerSocket(directory.path("notify"))
        var heartbeat = Heartbeat(try socket.manager(["WATCHDOG_USEC": "1000"]))
        for now: Int64 in [0, 1, 249_999, 250_000, 499_999, 750_000] { heartbeat.turn(now: now) }
        #expect(socket.messages().count == 3)
        #expect(heartbeat.deadline == 1_250_000)

        heartbeat = Heartbeat(try socket.manager())
        heartbeat.turn(now: 0)
        #expect(socket.messages().isEmpty)
        #expect(heartbeat.deadline == .max)
        #expect(Heartbeat(nil).deadline == .max)
    }

    @Test func watchdogOfAnotherProcessIsNotOurs() throws {
        let directory = try ScratchDirectory()
        let socket = try ManagerSocket(directory.path("notify"))
        let interval = { try socket.manager($0)?.watchdogInterval }
        #expect(try interval(["WATCHDOG_USEC": "180000000"]) == 180_000_000_000)
        #expect(try interval(["WATCHDOG_USEC": "180000000", "WATCHDOG_PID": "1"]) == nil)
        for text in ["", "0", "-1", "soon", "\(Int64.max)"] {
            #expect(try interval(["WATCHDOG_USEC": text]) == nil, "\(text)")
        }
    }

    @Test func abstractSocketIsReached() throws {
        let socket = try ManagerSocket("@logferry-test-\(getpid())")
        try socket.manager()?.tell(.stopping)
        #expect(socket.messages().count == 1)
    }

    @Test func whoeverWasNotAskedForIsNotTold() throws {
        for path in [nil, "", "vsock:2:1234", "relative"] {
            #expect(try ServiceManager { _ in path } == nil)
        }
        let long = "/" + String(repeating: "x", count: 107)
        for path in ["/nonexistent/notify", long] {
            let error = #expect(throws: SystemError.self) {
                try ServiceManager { $0 == "NOTIFY_SOCKET" ? path : nil }
            }
            #expect(error?.subject == path)
        }
    }
}
