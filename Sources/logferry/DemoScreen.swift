// Why this file exists: the live view is drawn on a thread of its own, since a terminal may make its writer wait.

import Demonstration
import Display
import Glibc
import Platform

/// Shows the demo on standard output: in place on a terminal, else as a line a second.
final class DemoScreen: Sendable {
    private let finishing: EventCounter
    private let terminal: Terminal?
    private let hasColours: Bool
    private let view: LiveView

    init() throws(SystemError) {
        finishing = try EventCounter(isBlocking: false)
        terminal = Terminal.ofStandardOutput()
        hasColours = terminal != nil && Terminal.wantsColours
        view = LiveView(glyphs: Terminal.glyphs)
    }

    /// Shows what the closures give until `finish` is called; calls `onLost` once if nobody reads any more.
    func run(
        reading: @escaping @Sendable () -> Reading, surroundings: @escaping @Sendable () -> Surroundings,
        onLost: @escaping @Sendable () -> Void
    ) async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            do {
                try Thread.start(name: "view") { [self] in
                    if let terminal {
                        draw(on: terminal, reading, surroundings, onLost)
                    } else {
                        list(reading, surroundings, onLost)
                    }
                    continuation.resume()
                }
            } catch {
                Output.error("logferry: there is no live view: \(error)")
                continuation.resume()
            }
        }
    }

    /// Ends `run`; a live view is erased.
    func finish() { finishing.raise() }

    /// Prints lines that stay, below what was there.
    func print(_ lines: [StyledLine]) {
        if terminal == nil { Output.line("") }
        // Rather wrapped than cut: this is to be read to its end.
        Output.raw(lines.map { $0.text(width: .max, colours: hasColours) + "\n" }.joined())
    }

    private func draw(
        on terminal: Terminal, _ reading: () -> Reading, _ surroundings: () -> Surroundings,
        _ onLost: () -> Void
    ) {
        var frame = Frame(colours: hasColours)
        var meter = Meter()
        everySo(250_000_000) {
            meter.add(reading())
            guard terminal.isOurs else { return true }
            if terminal.enter() { frame.forget() }
            let size = terminal.size
            return terminal.write(
                frame.redraw(view.lines(meter, surroundings(), size: size), columns: size.columns))
        } onLost: {
            onLost()
        }
        guard terminal.isOurs else { return }
        _ = terminal.write(frame.erase(columns: terminal.size.columns))
        terminal.leave()
    }

    private func list(_ reading: () -> Reading, _ surroundings: () -> Surroundings, _ onLost: () -> Void) {
        var meter = Meter()
        var isOpened = false
        var lines = 0
        everySo(1_000_000_000) {
            meter.add(reading())
            let surroundings = surroundings()
            var text: [String] = []
            if !isOpened, surroundings.metricsURL != nil {
                isOpened = true
                text += PlainView.opening(surroundings)
            }
            // At the very beginning there is nothing to tell yet.
            if meter.last.time >= 500_000_000 {
                if lines % PlainView.linesBetweenHeads == 0 { text.append(PlainView.head) }
                lines += 1
                text.append(PlainView.line(meter))
            }
            return Terminal.write(text.map { $0 + "\n" }.joined())
        } onLost: {
            onLost()
        }
    }

    /// Calls `body` at once and every so many nanoseconds, until `finish` is called or it returns false.
    private func everySo(_ period: Int64, _ body: () -> Bool, onLost: () -> Void) {
        var next = Clock.monotonic()
        var isLost = false
        while true {
            if !isLost, !body() {
                isLost = true
                onLost()
            }
            // After a suspension the frames that were missed are not made up for.
            next = max(next + period, Clock.monotonic())
            let milliseconds = (next - Clock.monotonic() + 999_999) / 1_000_000
            var wait = pollfd(fd: finishing.descriptor, events: Int16(POLLIN), revents: 0)
            if poll(&wait, 1, isLost ? -1 : Int32(truncatingIfNeeded: milliseconds)) > 0 { return }
        }
    }
}
