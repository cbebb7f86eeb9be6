// Why this file exists: systemd knows of the agent what the agent tells it, by the protocol of sd_notify(3).

import Glibc
import Platform

/// Whoever started the agent and wants to know how it fares. Safe on any thread.
public final class ServiceManager: Sendable {
    /// What it can be told.
    enum Message {
        /// Files are followed, or are again after a reload.
        case ready(status: String)
        /// The configuration is read again; `ready` follows, whatever comes of it.
        case reloading
        /// The agent ships what was read, and ends.
        case stopping
        /// The loop turns.
        case alive
    }

    private let sender: DatagramSender
    /// How long the loop may be silent, in nanoseconds; nil if nobody watches it.
    let watchdogInterval: Int64?

    /// The one that the environment names, in NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID; nil if there is none.
    ///
    /// Throws when it is named and cannot be reached.
    public init?(
        variable: (String) -> String? = { name in getenv(name).map { String(cString: $0) } }
    ) throws(SystemError) {
        // Other kinds of addresses are those of managers on other machines.
        guard let path = variable("NOTIFY_SOCKET"), let first = path.utf8.first,
            first == UInt8(ascii: "/") || first == UInt8(ascii: "@")
        else { return nil }
        sender = try DatagramSender(to: path)
        let isMeant = variable("WATCHDOG_PID").map { $0 == "\(getpid())" } ?? true
        let microseconds = isMeant ? variable("WATCHDOG_USEC").flatMap { Int64($0) } : nil
        watchdogInterval = microseconds.flatMap { $0 > 0 && $0 < Int64.max / 1000 ? $0 * 1000 : nil }
    }

    func tell(_ message: Message) {
        switch message {
        case .ready(let status): sender.send("READY=1\nSTATUS=\(status)")
        case .reloading:
            let now = Clock.monotonic() / 1000
            sender.send("RELOADING=1\nMONOTONIC_USEC=\(now)\nSTATUS=Reading the configuration")
        case .stopping: sender.send("STOPPING=1\nSTATUS=Shipping what was read")
        case .alive: sender.send("WATCHDOG=1")
        }
    }
}

/// Tells the service manager that a loop turns: early at every other reason to turn, and in any case when half of the
/// interval is over, so that an idle loop is woken seldom.
struct Heartbeat {
    private let manager: ServiceManager?
    private let interval: Int64
    private var last = Int64.min

    init(_ manager: ServiceManager?) {
        self.manager = manager?.watchdogInterval == nil ? nil : manager
        interval = manager?.watchdogInterval ?? .max
    }

    /// When the loop has to turn next, in the clock's nanoseconds; never if nobody watches.
    var deadline: Int64 { manager == nil ? .max : last + interval / 2 }

    /// The loop turns.
    mutating func turn(now: Int64) {
        guard let manager, last == .min || now - last >= interval / 4 else { return }
        last = now
        manager.tell(.alive)
    }
}

extension Ferry {
    /// Says that files are followed, and after `prelude` which.
    func tellReady(_ prelude: String = "") {
        let (files, targets) = (files.count, settings.targets.count)
        serviceManager?.tell(
            .ready(
                status: prelude + "Following \(files) file\(files == 1 ? "" : "s") of \(targets) target"
                    + (targets == 1 ? "" : "s")))
    }
}
