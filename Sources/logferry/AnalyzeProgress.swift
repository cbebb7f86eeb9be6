// Why this file exists: gigabytes take a while, and whoever waits at a terminal wants to know for how long.

import Agent
import Display
import Platform

/// How far the analysis is, on standard error, if that is a terminal.
struct AnalyzeProgress {
    private let began = Clock.monotonic()
    private let screen: Screen
    private let line: ProgressLine
    /// What is done in less is not worth a line.
    private static let patience: Int64 = 300_000_000

    init?() {
        guard let size = Terminal.sizeOfStandardError else { return nil }
        screen = Screen(size: size, hasColours: Terminal.wantsColours, glyphs: Terminal.glyphs)
        line = ProgressLine(screen: screen)
    }

    /// Draws, and returns how many milliseconds later it wants to again.
    func show(_ progress: FileAnalysis.Progress) -> Int32 {
        let time = Clock.monotonic() - began
        if time >= Self.patience {
            let line = line.line(bytes: progress.bytes, total: progress.total, seconds: Double(time) / 1e9)
            Output.rawError(
                "\r" + line.text(width: screen.width, colours: screen.hasColours, ellipsis: screen.ellipsis)
                    + "\u{1B}[K")
        }
        return 100
    }

    /// Takes it off the screen.
    func erase() { if Clock.monotonic() - began >= Self.patience { Output.rawError("\r\u{1B}[K") } }
}
