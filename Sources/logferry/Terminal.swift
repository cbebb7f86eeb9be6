// Why this file exists: whoever hides a cursor has to show it again, however the program ends or is suspended.

import Display
import Glibc
import Synchronization

/// The terminal that standard output is.
struct Terminal: Sendable {
    /// The terminal, if standard output is one that can move its cursor.
    static func ofStandardOutput() -> Terminal? {
        guard Output.isTerminal, let name = getenv("TERM").map({ String(cString: $0) }) else { return nil }
        return name.isEmpty || name == "dumb" ? nil : Terminal()
    }

    /// False if NO_COLOR is set to anything (https://no-color.org).
    static var wantsColours: Bool { getenv("NO_COLOR").map { $0.pointee == 0 } ?? true }

    /// What bars are made of, by the locale's word on it; a console without one, as in containers, mostly shows UTF-8 all
    /// the same.
    static var glyphs: Sparkline.Glyphs {
        if variable("TERM") == "linux" { return .ascii }
        guard let locale = variable("LC_ALL") ?? variable("LC_CTYPE") ?? variable("LANG") else {
            return .blocks
        }
        return locale.lowercased().contains("utf") ? .blocks : .ascii
    }

    /// An environment variable that is set and not empty.
    private static func variable(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }

    /// Its size; 80 by 24 where it does not say.
    var size: ScreenSize { Self.size(of: STDOUT_FILENO) }

    /// The size of the terminal that standard error is; nil if it is none that can move its cursor.
    static var sizeOfStandardError: ScreenSize? {
        guard isatty(STDERR_FILENO) == 1, let name = variable("TERM"), name != "dumb" else { return nil }
        return size(of: STDERR_FILENO)
    }

    private static func size(of descriptor: Int32) -> ScreenSize {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return ScreenSize(columns: 80, rows: 24)
        }
        return ScreenSize(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }

    /// False while a shell has put the program into the background: the screen is another's then.
    var isOurs: Bool {
        let group = tcgetpgrp(STDOUT_FILENO)
        return group == -1 || group == getpgrp()
    }

    /// Hides the cursor and what is typed. Until `leave`; a suspension (Ctrl-Z) leaves by itself.
    /// - Parameter isFullScreen: draws on the second screen, and has keys at once.
    /// - Returns: false if nothing had to be done.
    func enter(isFullScreen: Bool = false) -> Bool {
        guard !TerminalState.isEntered.load(ordering: .acquiring) else { return false }
        TerminalState.isFullScreen = isFullScreen
        TerminalState.hasSettings = tcgetattr(STDIN_FILENO, TerminalState.settings) == 0
        if TerminalState.hasSettings {
            var silent = TerminalState.settings.pointee
            silent.c_lflag &= ~tcflag_t(isFullScreen ? ECHO | ICANON : ECHO)
            tcsetattr(STDIN_FILENO, TCSANOW, &silent)
        }
        signal(SIGTSTP) { _ in
            // Only what signal-safety(7) allows.
            TerminalState.restore()
            raise(SIGSTOP)
        }
        TerminalState.isEntered.store(true, ordering: .releasing)
        return write(isFullScreen ? FullScreen.opening : "\u{1B}[?25l")
    }

    /// Shows the cursor and what is typed; what was typed meanwhile is forgotten.
    func leave() {
        if TerminalState.hasSettings { tcflush(STDIN_FILENO, TCIFLUSH) }
        TerminalState.restore()
        signal(SIGTSTP, SIG_DFL)
    }

    /// Writes to standard output; false if nobody reads it any more.
    func write(_ text: String) -> Bool { Self.write(text) }

    /// Writes to standard output; false if nobody reads it any more.
    static func write(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var done = 0
            while done < bytes.count, let start = bytes.baseAddress {
                let count = Glibc.write(STDOUT_FILENO, start + done, bytes.count - done)
                if count < 0, errno == EINTR { continue }
                if count <= 0 { return false }
                done += count
            }
            return true
        }
    }
}

/// What has to be put back; there is one standard output and one standard input.
private enum TerminalState {
    /// Guards the others: they are written before it is set, and read by whoever takes it back.
    static let isEntered = Atomic(false)
    /// Made before it is looked at in a signal handler. Not a static value: Swift 6.3 reserves 57 bytes for one, and
    /// tcgetattr(3) writes 60.
    nonisolated(unsafe) static let settings = UnsafeMutablePointer<termios>.allocate(capacity: 1)
    nonisolated(unsafe) static var hasSettings = false
    nonisolated(unsafe) static var isFullScreen = false

    /// Puts everything back, once. Safe in a signal handler.
    static func restore() {
        guard isEntered.exchange(false, ordering: .acquiringAndReleasing) else { return }
        if hasSettings { tcsetattr(STDIN_FILENO, TCSANOW, settings) }
        let show: StaticString = isFullScreen ? FullScreen.closing : "\u{1B}[?25h"
        _ = write(STDOUT_FILENO, show.utf8Start, show.utf8CodeUnitCount)
    }
}

extension Screen {
    /// What standard output is.
    static func ofStandardOutput() -> Screen {
        guard let terminal = Terminal.ofStandardOutput() else { return Screen(glyphs: Terminal.glyphs) }
        return Screen(size: terminal.size, hasColours: Terminal.wantsColours, glyphs: Terminal.glyphs)
    }
}
