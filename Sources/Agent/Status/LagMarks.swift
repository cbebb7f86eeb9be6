// Why this file exists: how many bytes wait tells little without how long they have waited.

/// When a file was seen to have which size, as far as it is not shipped: tells how long its oldest byte has waited.
struct LagMarks {
    /// As many are kept. Beyond that, neighbours become one, so that long waits are told more coarsely.
    private static let maximum = 16
    /// Marks within so many nanoseconds of each other are one.
    private static let grain: Int64 = 500_000_000

    private struct Mark {
        var end: Int64
        let time: Int64
    }

    private var marks: [Mark] = []

    /// The file was seen to have bytes up to here.
    /// - Parameter now: nanoseconds of any clock that is never set back.
    mutating func note(end: Int64, at now: Int64) {
        if let last = marks.last {
            guard end > last.end else { return }
            // The older time counts, so that a wait is never told too short.
            if now - last.time < Self.grain {
                marks[marks.count - 1].end = end
                return
            }
        }
        if marks.count == Self.maximum {
            marks = stride(from: 0, to: marks.count, by: 2).map {
                Mark(end: marks[min($0 + 1, marks.count - 1)].end, time: marks[$0].time)
            }
        }
        marks.append(Mark(end: end, time: now))
    }

    /// Everything up to here is shipped.
    mutating func settle(shipped: Int64) {
        guard let last = marks.last, marks[0].end <= shipped else { return }
        // An idle file keeps no memory for what waits.
        if last.end <= shipped { marks = [] } else { marks.removeAll { $0.end <= shipped } }
    }

    /// How long the oldest byte beyond `shipped` has waited, in seconds; 0 if none does.
    func seconds(shipped: Int64, now: Int64) -> Double {
        guard let oldest = marks.first(where: { $0.end > shipped }) else { return 0 }
        return Double(max(0, now - oldest.time)) / 1e9
    }
}
