// Why this file exists: what the ferry knows of its files and clients, as a value that another thread can have.

import Glibc
import Platform
import Tailing
import Telemetry

extension Ferry {
    /// Files that are listed one by one.
    private static let maximumFiles = 100

    /// How things stand with files, clients and checkpoints; what only the agent knows is left as it is.
    func status(_ tailer: Tailer) -> StatusReport {
        let now = Clock.monotonic()
        var report = StatusReport()
        for file in tailer.openFiles {
            let standing = standing(of: file, now: now)
            report.fileCount += 1
            report.lagBytes += standing.lagBytes
            report.lagSeconds = max(report.lagSeconds, standing.lagSeconds)
            list(standing, in: &report.files)
        }
        report.unreadable = unreadable.all(now: now)
        report.clients = lanes.map { standing(of: $0, now: now) }
        report.checkpointAge = Double(store.unsafeNanoseconds(now: now)) / 1e9
        report.journalError = store.failure?.description
        return report
    }

    /// Puts a file among those that lag most: of ten thousand, most are compared with the last of these only.
    private func list(_ file: StatusReport.File, in files: inout [StatusReport.File]) {
        func isBefore(_ other: StatusReport.File) -> Bool {
            (other.lagBytes, file.currentPath) < (file.lagBytes, other.currentPath)
        }
        if files.count == Self.maximumFiles {
            guard let last = files.last, isBefore(last) else { return }
            files.removeLast()
        }
        files.insert(file, at: files.firstIndex(where: isBefore) ?? files.count)
    }

    private func standing(of file: FollowedFile, now: Int64) -> StatusReport.File {
        // Looked at now: a client that is down lets nothing be read, and its lag grows all the same.
        let size = file.presentSize
        let shipped = min(size, file.readers.map(\.shipped).min() ?? 0)
        let shipping = file.attachment as? FileShipping
        shipping?.lag.note(end: size, at: now)
        let isWaiting = lanes.contains { $0.record.isFailing && file.readers[$0.index].shipped < size }
        let state: StatusReport.File.State =
            if size == shipped {
                .shipped
            } else if isWaiting {
                .waiting
            } else if file.currentPath != file.path {
                .rotated
            } else {
                .shipping
            }
        return StatusReport.File(
            path: file.path, currentPath: file.currentPath,
            job: settings.jobs[settings.targets[file.target].scrape], state: state, size: size,
            shipped: shipped,
            lagBytes: size - shipped, lagSeconds: shipping?.lag.seconds(shipped: shipped, now: now) ?? 0)
    }

    private func standing(of lane: ClientLane, now: Int64) -> StatusReport.Client {
        var batches = lane.complete.count
        var bytes = lane.complete.all.reduce(0) { $0 + $1.lineBytes }
        if let sending = lane.sending {
            batches += 1
            bytes += sending.lineBytes
        }
        let state: StatusReport.Client.State =
            lane.record.isFailing ? .retrying : lane.record.lastSuccess == nil ? .unused : .up
        return StatusReport.Client(
            name: lane.settings.displayName, state: state,
            failingSeconds: lane.record.failingSince.map { Double(max(0, now - $0)) / 1e9 },
            lastError: lane.record.lastError, lastSuccess: lane.record.lastSuccess,
            nextTry: lane.record.isFailing
                ? lane.sender.deadline.map { Double(max(0, $0 - now)) / 1e9 } : nil,
            batchBytes: lane.filling.lineBytes, batchesInFlight: batches, inFlightBytes: bytes)
    }

    private func presentLag(of file: FollowedFile) -> Int64 {
        max(0, file.presentSize - (file.readers.map(\.shipped).min() ?? 0))
    }

    /// Keeps what the page shows of the last hour. Called when the ferry is awake anyway.
    func noteActivity(_ tailer: Tailer, now: Int64) {
        let seconds = now / 1_000_000_000
        // As long as clients take what is read, the size of a file is known from its last look.
        let isFailing = lanes.contains { $0.record.isFailing }
        let lag = tailer.openFiles.reduce(0) { $0 + (isFailing ? presentLag(of: $1) : $1.lag) }
        metrics.note(lagBytes: lag, at: seconds)
        nextActivity =
            (seconds / Int64(ActivityHistory.step) + 1) * Int64(ActivityHistory.step) * 1_000_000_000
    }
}
