// A system that fails once, at a given call, as a disk, a signal or a limit would.

import Glibc
import Platform
import Synchronization

/// Passes every call on to another system, but for one. Nothing is waited for until it is on the disk, which is slow
/// and which no test could tell.
package final class FaultySystem: SystemCalls {
    /// The calls that can fail.
    package enum Call: String, CaseIterable, Sendable {
        case open, read, pread, preadv, write, pwrite, fdatasync, ftruncate, allocate, seekData, lock
        case status, list, makeDirectory, rename, unlink, link, isBeingWritten
        case collapse, setMode, setOwner, setModified, renameToNew, space
        case inotifyInit, inotifyAddWatch
    }

    /// What happens instead of the call.
    package enum Fault: Hashable, Sendable, CustomStringConvertible {
        /// Nothing is done, and this `errno` value returned.
        case error(Int32)
        /// A transfer moves only half of the bytes, at least one; other calls are not touched.
        case short

        package var description: String {
            switch self {
            case .error(let code): SystemError.text(of: code)
            case .short: "a short transfer"
            }
        }
    }

    /// What was called, if the fault came.
    package var struck: Call? { state.withLock { $0.struck } }
    /// How many calls there were that could have been struck.
    package var count: Int { state.withLock { $0.count } }

    private let real: any SystemCalls
    private let fault: Fault
    private let kinds: Set<Call>
    private let place: Int
    private let lasts: Int
    private let type: Int64?
    private let state = Mutex<(count: Int, struck: Call?)>((0, nil))

    /// - Parameters:
    ///   - place: the call to strike, counting from 0 those of `kinds`.
    ///   - lasts: how many calls of `kinds` are struck from there on.
    ///   - type: what statfs(2) says of every filesystem, if it is not to say the truth.
    package init(
        _ fault: Fault, at place: Int, of kinds: some Sequence<Call> = Call.allCases, lasts: Int = 1,
        type: Int64? = nil, over real: any SystemCalls = System.linux
    ) {
        self.real = real
        self.fault = fault
        self.kinds = Set(kinds)
        self.place = place
        self.lasts = lasts
        self.type = type
    }

    /// A system without a fault.
    package static var calm: FaultySystem { FaultySystem(.short, at: .max) }

    /// The calls that change something, or may.
    package static let changes: [Call] = [
        .open, .write, .pwrite, .fdatasync, .ftruncate, .allocate, .makeDirectory, .rename, .unlink, .link,
        .collapse,
        .setMode, .setOwner, .setModified, .renameToNew,
    ]

    /// The calls that can move less than was asked for.
    package static let transfers: [Call] = [.pread, .preadv, .write, .pwrite]

    /// True if this call is the one.
    private func strikes(_ call: Call) -> Bool {
        guard kinds.contains(call) else { return false }
        return state.withLock { state in
            defer { state.count += 1 }
            guard state.count >= place, state.count - place < lasts else { return false }
            state.struck = call
            return true
        }
    }

    /// Minus the `errno` value, if this call is the one and is to fail.
    private func code(_ call: Call) -> Int32? {
        guard case .error(let code) = fault, strikes(call) else { return nil }
        return -code
    }

    private func transfer(_ call: Call, _ length: Int, _ body: (Int) -> Int) -> Int {
        guard strikes(call) else { return body(length) }
        switch fault {
        case .error(let code): return -Int(code)
        case .short: return body(Swift.max(Swift.min(1, length), length / 2))
        }
    }

    package var allowsThreads: Bool { false }

    package func open(_ path: String, flags: Int32, mode: UInt32) -> Int32 {
        code(.open) ?? real.open(path, flags: flags, mode: mode)
    }

    package func close(_ descriptor: Int32) { real.close(descriptor) }

    package func read(_ descriptor: Int32, _ target: UnsafeMutableRawPointer, _ length: Int) -> Int {
        code(.read).map { Int($0) } ?? real.read(descriptor, target, length)
    }

    package func pread(
        _ descriptor: Int32, _ target: UnsafeMutableRawPointer, _ length: Int, at offset: Int64
    ) -> Int {
        transfer(.pread, length) { real.pread(descriptor, target, $0, at: offset) }
    }

    package func preadv(
        _ descriptor: Int32, _ first: UnsafeMutableRawBufferPointer, _ second: UnsafeMutableRawBufferPointer,
        at offset: Int64
    ) -> Int {
        transfer(.preadv, first.count + second.count) { length in
            let inFirst = Swift.min(length, first.count)
            return real.preadv(
                descriptor, UnsafeMutableRawBufferPointer(rebasing: first[..<inFirst]),
                UnsafeMutableRawBufferPointer(rebasing: second[..<(length - inFirst)]), at: offset)
        }
    }

    package func write(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ length: Int) -> Int {
        transfer(.write, length) { real.write(descriptor, bytes, $0) }
    }

    package func pwrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ length: Int, at offset: Int64)
        -> Int
    {
        transfer(.pwrite, length) { real.pwrite(descriptor, bytes, $0, at: offset) }
    }

    package func fdatasync(_ descriptor: Int32) -> Int32 { code(.fdatasync) ?? 0 }

    package func ftruncate(_ descriptor: Int32, _ length: Int64) -> Int32 {
        code(.ftruncate) ?? real.ftruncate(descriptor, length)
    }

    package func allocate(_ descriptor: Int32, _ length: Int64) -> Int32 {
        code(.allocate) ?? real.allocate(descriptor, length)
    }

    package func collapse(_ descriptor: Int32, _ length: Int64) -> Int32 {
        code(.collapse) ?? real.collapse(descriptor, length)
    }

    package func setMode(_ descriptor: Int32, _ mode: UInt32) -> Int32 {
        code(.setMode) ?? real.setMode(descriptor, mode)
    }

    package func setOwner(_ descriptor: Int32, _ owner: UInt32, _ group: UInt32) -> Int32 {
        code(.setOwner) ?? real.setOwner(descriptor, owner, group)
    }

    package func setModified(_ descriptor: Int32, _ nanoseconds: Int64) -> Int32 {
        code(.setModified) ?? real.setModified(descriptor, nanoseconds)
    }

    package func forgetPages(_ descriptor: Int32, from offset: Int64, length: Int64) {
        real.forgetPages(descriptor, from: offset, length: length)
    }

    package func seekData(_ descriptor: Int32, from offset: Int64) -> Int64 {
        code(.seekData).map { Int64($0) } ?? real.seekData(descriptor, from: offset)
    }

    package func lock(_ descriptor: Int32, _ operation: Int32) -> Int32 {
        code(.lock) ?? real.lock(descriptor, operation)
    }

    package func status(of descriptor: Int32, _ status: inout FileStatus) -> Int32 {
        code(.status) ?? real.status(of: descriptor, &status)
    }

    package func status(at path: String, follow: Bool, _ status: inout FileStatus) -> Int32 {
        code(.status) ?? real.status(at: path, follow: follow, &status)
    }

    package func isBeingWritten(_ descriptor: Int32) -> Int32 {
        code(.isBeingWritten) ?? real.isBeingWritten(descriptor)
    }

    package func writerWithoutAppend(_ descriptor: Int32) -> Int32 { real.writerWithoutAppend(descriptor) }

    package func list(_ directory: String, _ handle: (UnsafePointer<CChar>, UInt64, UInt8) -> Void) -> Int32 {
        code(.list) ?? real.list(directory, handle)
    }

    package func makeDirectory(_ path: String, mode: UInt32) -> Int32 {
        code(.makeDirectory) ?? real.makeDirectory(path, mode: mode)
    }

    package func rename(_ from: String, to: String) -> Int32 {
        code(.rename) ?? real.rename(from, to: to)
    }

    package func renameToNew(_ from: String, to: String) -> Int32 {
        code(.renameToNew) ?? real.renameToNew(from, to: to)
    }

    package func unlink(_ path: String) -> Int32 { code(.unlink) ?? real.unlink(path) }

    package func link(_ from: String, to: String) -> Int32 { code(.link) ?? real.link(from, to: to) }

    package func filesystemType(at path: String) -> Int64 { type ?? real.filesystemType(at: path) }

    package func space(at path: String, _ space: inout FilesystemSpace) -> Int32 {
        code(.space) ?? real.space(at: path, &space)
    }

    package func inotifyInit() -> Int32 { code(.inotifyInit) ?? real.inotifyInit() }

    package func inotifyAddWatch(_ descriptor: Int32, _ path: String, _ mask: UInt32) -> Int32 {
        code(.inotifyAddWatch) ?? real.inotifyAddWatch(descriptor, path, mask)
    }

    package func inotifyRemoveWatch(_ descriptor: Int32, _ watch: Int32) -> Int32 {
        real.inotifyRemoveWatch(descriptor, watch)
    }

    package func realtime() -> Int64 { real.realtime() }

    package func monotonic() -> Int64 { real.monotonic() }
}
