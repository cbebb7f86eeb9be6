// Why this file exists: which log lags, by how much and since when, is what an operator acts on.

import Platform

extension StatusPage {
    /// So many files are in sight; of the others, those that the report has can be unfolded.
    private static let shown = 20
    private static let maximumFiles = 100

    func addFiles(to html: inout HTML) {
        let open = PageFigures.count(max(report.fileCount, report.files.count), "file")
        let note =
            report.lagBytes > 0
            ? "\(open), \(PageFigures.bytes(report.lagBytes)) not shipped" : "\(open), all shipped"
        html.section("files", "Files", note: report.files.isEmpty ? nil : note) {
            addUnreadable(to: &$0)
            guard !report.files.isEmpty else {
                $0.remark(
                    report.phase == .starting ? "The files are being looked for." : "No file is followed.")
                return
            }
            let files = report.files.prefix(Self.maximumFiles)
            addTable("Followed files, those that lag most first", files.prefix(Self.shown), to: &$0)
            let folded = files.dropFirst(Self.shown)
            if !folded.isEmpty {
                $0.element("details", .constant("id", "more-files")) {
                    $0.element("summary", text: PageFigures.count(folded.count, "more file"))
                    addTable("More followed files", folded, to: &$0)
                }
            }
            let more = report.fileCount - files.count
            if more > 0 {
                $0.remark("and \(PageFigures.count(more, "more file")), which lag less than these")
            }
        }
    }

    private static let waited = PageColumn.number("Oldest waits")
    private static let lag = PageColumn.number("Not shipped")
    private static let size = PageColumn.number("Size")
    private static let shipped = PageColumn.number("Shipped")

    private func addTable(
        _ caption: StaticString, _ files: ArraySlice<StatusReport.File>, to html: inout HTML
    ) {
        html.table(
            "files", caption: caption,
            [.text("File"), .text("State"), Self.lag, Self.waited, Self.shipped, Self.size]
        ) {
            $0.element("tbody") { for file in files { add(file, to: &$0) } }
        }
    }

    private func add(_ file: StatusReport.File, to html: inout HTML) {
        html.element("tr") {
            $0.element("th", .constant("scope", "row")) {
                $0.path(file.path)
                if file.currentPath != file.path {
                    $0.element("small") {
                        $0.constant("now ")
                        $0.path(file.currentPath)
                    }
                }
            }
            $0.cell(.text("State")) {
                switch file.state {
                case .shipped: $0.state(.quiet, "shipped")
                case .shipping: $0.state(.good, "shipping")
                case .waiting: $0.state(.bad, "waiting")
                case .rotated: $0.state(.busy, "rotated")
                }
            }
            $0.cell(Self.lag, file.lagBytes > 0 ? PageFigures.bytes(file.lagBytes) : nil)
            $0.cell(Self.waited, file.lagBytes > 0 ? PageFigures.span(file.lagSeconds) : nil)
            $0.cell(
                Self.shipped,
                file.size > 0 ? PageFigures.percent(Double(file.shipped), of: Double(file.size)) : nil)
            $0.cell(Self.size, PageFigures.bytes(file.size))
        }
    }

    private func addUnreadable(to html: inout HTML) {
        guard !report.unreadable.isEmpty else { return }
        let files = report.unreadable.prefix(Self.maximumFiles)
        html.table(
            "unreadable", caption: "Files that cannot be read", [.text("File"), .text("Why"), .number("For")]
        ) {
            $0.element("tbody") {
                for file in files {
                    $0.element("tr") {
                        $0.element("th", .constant("scope", "row")) { $0.path(file.path) }
                        $0.cell(.text("Why")) { $0.state(.bad, file.error) }
                        $0.cell(.number("For"), Health.span(file.seconds))
                    }
                }
            }
        }
        let more = report.unreadable.count - files.count
        if more > 0 { html.remark("and \(PageFigures.count(more, "more file")) that cannot be read") }
    }
}
