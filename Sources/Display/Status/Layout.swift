// Why this file exists: a screen has as many rows as it has; what matters least goes first.

/// A part of a screen that can be shown in fewer rows.
struct Block {
    /// How many rows there are.
    let count: Int
    /// How many of them are shown; none: nothing of the block is.
    var shown: Int
    /// Whether a blank line stands before it.
    let isParagraph: Bool
    /// Its lines with so many rows, a head and what is not shown included.
    let lines: (Int) -> [StyledLine]

    init(_ count: Int, isParagraph: Bool = true, lines: @escaping (Int) -> [StyledLine]) {
        self.count = count
        shown = count
        self.isParagraph = isParagraph
        self.lines = lines
    }

    /// A block of rows of one or more lines each, without a head.
    init(_ rows: [[StyledLine]], isParagraph: Bool = true) {
        self.init(rows.count, isParagraph: isParagraph) { rows.prefix($0).flatMap { $0 } }
    }
}

/// What the screen consists of, from top to bottom.
struct Layout {
    /// The parts, which are told apart when they are to shrink.
    enum Part {
        case heading, reasons, activity, clients, unreadable, files, rotation, totals
    }

    /// How far parts shrink before others do.
    enum Stage {
        /// Parts keep so many rows; where several have more, the longest goes first.
        case shrink([(part: Part, floor: Int)])
        /// There are no blank lines.
        case close
    }

    private(set) var blocks: [(part: Part, block: Block)] = []
    private var hasBlankLines = true

    mutating func add(_ part: Part, _ block: Block) { if block.count > 0 { blocks.append((part, block)) } }

    var lines: [StyledLine] {
        var lines: [StyledLine] = []
        for (_, block) in blocks where block.shown > 0 {
            if hasBlankLines, block.isParagraph, !lines.isEmpty { lines.append(StyledLine()) }
            lines += block.lines(block.shown)
        }
        return lines
    }

    /// Shrinks the parts, stage by stage, until there are no more lines than rows.
    mutating func fit(_ rows: Int, _ stages: [Stage]) {
        for index in blocks.indices {
            blocks[index].block.shown = min(blocks[index].block.shown, max(1, rows))
        }
        for stage in stages {
            switch stage {
            case .close: if lines.count > rows { hasBlankLines = false }
            case .shrink(let floors): while lines.count > rows, shrinkOne(floors) {}
            }
        }
    }

    /// Has parts grow again into rows that are left, because another part went as a whole.
    mutating func grow(_ rows: Int, _ parts: [Part]) {
        for part in parts {
            for index in blocks.indices where blocks[index].part == part {
                while blocks[index].block.shown < blocks[index].block.count {
                    blocks[index].block.shown += 1
                    guard lines.count > rows else { continue }
                    blocks[index].block.shown -= 1
                    break
                }
            }
        }
    }

    /// Takes a row from the part that is furthest above its floor; false if none is.
    private mutating func shrinkOne(_ floors: [(part: Part, floor: Int)]) -> Bool {
        let excess = blocks.indices.compactMap { index in
            floors.first { $0.part == blocks[index].part }.map {
                (index: index, rows: blocks[index].block.shown - $0.floor)
            }
        }
        guard let longest = excess.max(by: { $0.rows < $1.rows }), longest.rows > 0 else { return false }
        blocks[longest.index].block.shown -= 1
        return true
    }
}
