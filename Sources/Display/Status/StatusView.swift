// Why this file exists: what an operator wants to see of an agent is put together here, for any terminal.

import Telemetry

/// How an agent stands, as lines for people.
public struct StatusView: Sendable {
    private let screen: Screen
    private let showsAll: Bool

    /// - Parameters:
    ///   - screen: what it is shown on; without a size, nothing is left out.
    ///   - showsAll: leaves nothing out in any case.
    public init(screen: Screen, showsAll: Bool = false) {
        self.screen = screen
        self.showsAll = showsAll || screen.size == nil
    }

    /// What is printed once: as many lines as are needed, of long lists those rows that matter most and
    /// for which there is room, but some in any case.
    public func lines(_ scene: StatusScene) -> [StyledLine] {
        var layout = layout(scene, isOnce: true)
        if !showsAll, let rows = screen.size?.rows {
            // The command and the next prompt have a row each.
            layout.fit(
                rows - 2,
                [.shrink([(.files, 10), (.rotation, 10)]), .shrink([(.files, 5), (.rotation, 5)])])
        }
        return layout.lines
    }

    /// What fills a screen, and nothing beyond.
    public func screenful(_ scene: StatusScene) -> [StyledLine] {
        guard let rows = screen.size?.rows else { return lines(scene) }
        var layout = layout(scene, isOnce: false)
        layout.fit(rows, Self.stages)
        layout.grow(rows, [.clients, .files, .unreadable, .reasons, .activity, .totals, .rotation])
        return Array(layout.lines.prefix(rows))
    }

    private static let stages: [Layout.Stage] = [
        .shrink([(.files, 10), (.rotation, 4)]),
        .shrink([(.unreadable, 3), (.reasons, 3), (.clients, 4)]),
        .shrink([(.files, 5), (.rotation, 2)]),
        .close,
        .shrink([(.rotation, 1), (.totals, 2)]),
        .shrink([(.files, 3), (.rotation, 0), (.clients, 2)]),
        .shrink([(.activity, 1), (.totals, 0)]),
        .shrink([(.files, 1), (.clients, 1), (.unreadable, 1), (.reasons, 1)]),
        .shrink([(.activity, 0)]),
        .shrink([(.files, 0), (.unreadable, 0)]),
        .shrink([(.clients, 0)]),
    ]

    private func layout(_ scene: StatusScene, isOnce: Bool) -> Layout {
        var layout = Layout()
        let heading = StatusHeading(scene: scene, screen: screen, hint: isOnce ? "" : ", q leaves")
        layout.add(.heading, heading.block)
        guard let report = scene.report else { return layout }
        layout.add(.reasons, StatusHeading.reasons(report, screen, limit: isOnce ? .max : 1))
        layout.add(.activity, ActivityRows(report: report, screen: screen).block)
        layout.add(.clients, ClientRows(report: report, time: scene.time, screen: screen).block)
        layout.add(.unreadable, FileRows.unreadable(report, screen))
        layout.add(.files, FileRows(report: report, screen: screen).block)
        let rotation = RotationTable(report.rotation, now: scene.time, screen: screen)
        layout.add(.rotation, Block(report.rotation.count) { rotation.lines($0) })
        layout.add(.totals, TotalRows(scene: scene, report: report, screen: screen).block)
        return layout
    }
}
