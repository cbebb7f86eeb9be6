// A network in a thread: what goes through it takes time, or goes through at a rate.

import Glibc
import Platform
import Synchronization
import Workbench

/// A TCP relay on 127.0.0.1. Whoever starts one calls `close()` on every way out.
final class SlowLink: Sendable {
    /// What is slow about it.
    struct Limits: Sendable {
        /// How long a byte takes in either direction.
        var delayMilliseconds = 0
        /// How many bytes a second the far end takes; nil for as many as come.
        var bytesPerSecond: Int?
    }

    /// Where to push to.
    let url: String
    /// The end of a pipe that is closed to end it.
    private let stop: Int32

    /// A relay to `port` of 127.0.0.1.
    init(to port: UInt16, _ limits: Limits) throws {
        let (listener, ownPort) = try Self.listen(limits)
        url = "http://127.0.0.1:\(ownPort)/loki/api/v1/push"
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw WorkbenchError(cannot: "make a pipe", code: errno) }
        let stopped = ends[0]
        stop = ends[1]
        try Thread.start(name: "link") {
            var relay = Relay(listener: listener, target: port, limits: limits)
            while relay.turn(stop: stopped) {}
            Glibc.close(listener)
            Glibc.close(stopped)
        }
    }

    /// Ends it, and with it every connection.
    func close() { Glibc.close(stop) }

    private static func listen(_ limits: Limits) throws -> (Int32, UInt16) {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let listener = socket(AF_INET, type, 0)
        guard listener >= 0 else { throw WorkbenchError(cannot: "open a socket", code: errno) }
        if limits.bytesPerSecond != nil {
            // What the kernel takes beforehand is not slow; accepted connections have this from the listener.
            var size: Int32 = 64 << 10
            setsockopt(listener, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = Relay.loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && Glibc.listen(listener, 16) == 0
                    ? getsockname(listener, $0, &length) : -1
            }
        }
        guard code == 0 else { throw WorkbenchError(cannot: "listen on 127.0.0.1", code: errno) }
        return (listener, UInt16(bigEndian: address.sin_port))
    }
}

/// One direction of one connection.
private struct Flow {
    let source: Int32
    let target: Int32
    var bytesPerSecond: Int?
    /// What is under way, with the time at which it arrives.
    var pieces: [(due: Int64, bytes: ArraySlice<UInt8>)] = []
    var queuedBytes = 0
    var hasEnded = false
    /// From when on more may be read.
    var pausedUntil: Int64 = 0

    /// As many bytes may be under way as a fast network of this delay would hold.
    static let mostQueued = 8 << 20
}

/// What the thread of a link does, a turn at a time.
private struct Relay {
    let listener: Int32
    let target: UInt16
    let limits: SlowLink.Limits
    private var flows: [Flow] = []
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)

    init(listener: Int32, target: UInt16, limits: SlowLink.Limits) {
        self.listener = listener
        self.target = target
        self.limits = limits
    }

    static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }

    /// Waits for something and does it; false when it is to end, with every connection closed.
    mutating func turn(stop: Int32) -> Bool {
        let now = Clock.monotonic()
        var polls = [
            pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
            pollfd(fd: listener, events: Int16(POLLIN), revents: 0),
        ]
        var next = now + 1_000_000_000
        for flow in flows {
            let mayRead = !flow.hasEnded && flow.queuedBytes < Flow.mostQueued
            if mayRead, flow.pausedUntil > now { next = min(next, flow.pausedUntil) }
            polls.append(
                pollfd(
                    fd: mayRead && flow.pausedUntil <= now ? flow.source : -1, events: Int16(POLLIN),
                    revents: 0))
            let due = flow.pieces.first?.due
            if let due, due > now { next = min(next, due) }
            polls.append(
                pollfd(
                    fd: due.map { $0 <= now } == true ? flow.target : -1, events: Int16(POLLOUT), revents: 0)
            )
        }
        // Rounded up, so that it is not early.
        let milliseconds = Int32(min(1_000, max(0, (next - now + 999_999) / 1_000_000)))
        guard poll(&polls, nfds_t(polls.count), milliseconds) >= 0 || errno == EINTR else { return false }
        if polls[0].revents != 0 {
            for flow in flows { close(flow.source) }
            return false
        }
        for index in flows.indices {
            if polls[2 + 2 * index].revents != 0 { receive(index) }
            if polls[3 + 2 * index].revents != 0 { deliver(index) }
        }
        closeEnded()
        if polls[1].revents != 0 { accept() }
        return true
    }

    private mutating func receive(_ index: Int) {
        let count = recv(flows[index].source, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        let now = Clock.monotonic()
        if count > 0 {
            flows[index].pieces.append((now + Int64(limits.delayMilliseconds) * 1_000_000, buffer[..<count]))
            flows[index].queuedBytes += count
            if let rate = flows[index].bytesPerSecond {
                flows[index].pausedUntil =
                    max(flows[index].pausedUntil, now - 20_000_000)
                    + Int64(count) * 1_000_000_000 / Int64(rate)
            }
        } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
            flows[index].hasEnded = true
        }
    }

    private mutating func deliver(_ index: Int) {
        let now = Clock.monotonic()
        while let piece = flows[index].pieces.first, piece.due <= now {
            let sent = piece.bytes.withUnsafeBytes {
                send(
                    flows[index].target, $0.baseAddress, $0.count,
                    Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else {
                if errno != EAGAIN, errno != EINTR {
                    flows[index].pieces = []
                    flows[index].hasEnded = true
                }
                return
            }
            flows[index].queuedBytes -= sent
            if sent == piece.bytes.count {
                flows[index].pieces.removeFirst()
            } else {
                flows[index].pieces[0].bytes = piece.bytes.dropFirst(sent)
            }
        }
    }

    /// Closes connections of which a direction has ended and everything was delivered. Flows stand in pairs.
    private mutating func closeEnded() {
        for index in stride(from: flows.count - 2, through: 0, by: -2) {
            let pair = flows[index...(index + 1)]
            guard pair.contains(where: { $0.hasEnded && $0.pieces.isEmpty }) else { continue }
            for flow in pair { close(flow.source) }
            flows.removeSubrange(index...(index + 1))
        }
    }

    private mutating func accept() {
        let near = Glibc.accept(listener, nil, nil)
        guard near >= 0 else { return }
        let far = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = Self.loopback(port: target)
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(far, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard far >= 0, code == 0 else {
            close(near)
            if far >= 0 { close(far) }
            return
        }
        var yes: Int32 = 1
        for descriptor in [near, far] {
            setsockopt(
                descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        }
        flows.append(Flow(source: near, target: far, bytesPerSecond: limits.bytesPerSecond))
        flows.append(Flow(source: far, target: near))
    }
}
