// Why this file exists: which lines arrived, and which more than once, for any number of lines in a few pages.

/// Notes for each line number how often it arrived: never, once, or more often.
///
/// Two bits a number, in pages of 65,536 (16 KiB). A page all of whose lines arrived once is dropped and stands for
/// just that, so as long as lines arrive about in order there are one or two; there are never more than
/// `maximumPages`.
public struct ArrivalRecord: Sendable {
    private struct Page: Sendable {
        var arrived: [UInt64]
        var repeated: [UInt64]
        var arrivedCount: Int64
        var repeatedCount: Int64 = 0
        let size: Int64

        init(size: Int64, isFull: Bool) {
            self.size = size
            let words = Int(size / 64)
            arrived = Array(repeating: isFull ? .max : 0, count: words)
            repeated = Array(repeating: 0, count: words)
            arrivedCount = isFull ? size : 0
        }

        var isComplete: Bool { arrivedCount == size && repeatedCount == 0 }

        /// Notes an arrival, and says whether it was the line's first or second.
        mutating func note(_ place: Int) -> (isFirst: Bool, isSecond: Bool) {
            let (word, bit) = (place / 64, UInt64(1) << UInt64(place % 64))
            let isFirst = arrived[word] & bit == 0
            let isSecond = !isFirst && repeated[word] & bit == 0
            if isFirst {
                arrived[word] |= bit
                arrivedCount += 1
            } else if isSecond {
                repeated[word] |= bit
                repeatedCount += 1
            }
            return (isFirst, isSecond)
        }

        func places(where isWanted: (_ arrived: Bool, _ repeated: Bool) -> Bool) -> some Sequence<Int64> {
            (0..<size).filter { place in
                let (word, shift) = (Int(place / 64), UInt64(place % 64))
                return isWanted(arrived[word] >> shift & 1 == 1, repeated[word] >> shift & 1 == 1)
            }
        }
    }

    private let maximumPages: Int
    /// Line numbers a page.
    private let pageSize: Int64
    /// Pages with a line that did not arrive, or arrived more than once.
    private var pages: [Int64: Page] = [:]
    /// Pages below this are complete unless they are among `pages`.
    private var opened: Int64 = 0

    /// Different lines that arrived.
    public private(set) var arrivedCount: Int64 = 0
    /// Different lines that arrived more than once.
    public private(set) var repeatedCount: Int64 = 0
    /// Arrivals that could not be noted: so many pages had gaps before, or a number far beyond all others.
    public private(set) var unnotedCount: Int64 = 0

    /// A record of nothing.
    /// - Parameter maximumPages: at least 1; 16 MiB by default.
    public init(maximumPages: Int = 1024) { self.init(maximumPages: maximumPages, pageSize: 1 << 16) }

    /// - Parameter pageSize: a multiple of 64.
    init(maximumPages: Int, pageSize: Int64) {
        self.maximumPages = max(1, maximumPages)
        self.pageSize = pageSize
    }

    /// Notes one arrival; a negative number is counted as one that could not be noted.
    public mutating func note(_ seq: Int64) {
        let index = seq / pageSize
        guard seq >= 0, open(index) else {
            unnotedCount += 1
            return
        }
        let (isFirst, isSecond) = pages[index, default: Page(size: pageSize, isFull: true)].note(
            Int(seq % pageSize))
        if isFirst { arrivedCount += 1 }
        if isSecond { repeatedCount += 1 }
        if pages[index]?.isComplete == true { pages[index] = nil }
    }

    /// Makes sure that the page can be written to; false if there is no room for it.
    private mutating func open(_ index: Int64) -> Bool {
        if index < opened { return pages[index] != nil || pages.count < maximumPages }
        guard index - opened < Int64(maximumPages - pages.count) else { return false }
        while opened <= index {
            pages[opened] = Page(size: pageSize, isFull: false)
            opened += 1
        }
        return true
    }

    /// How many of the lines 0 to `written` - 1 did not arrive, and the first `limit` of them.
    public func missing(of written: Int64, limit: Int) -> (count: Int64, first: [Int64]) {
        var count: Int64 = 0
        var first: [Int64] = []
        for (index, page) in pages.sorted(by: { $0.key < $1.key }) {
            for place in page.places(where: { arrived, _ in !arrived }) {
                let seq = index * pageSize + place
                guard seq < written else { break }
                count += 1
                if first.count < limit { first.append(seq) }
            }
        }
        let unopened = opened * pageSize
        guard written > unopened else { return (count, first) }
        count += written - unopened
        first.append(contentsOf: (unopened..<written).prefix(max(0, limit - first.count)))
        return (count, first)
    }

    /// The first `limit` lines that arrived more than once.
    public func firstRepeated(limit: Int) -> [Int64] {
        var first: [Int64] = []
        for (index, page) in pages.sorted(by: { $0.key < $1.key }) where page.repeatedCount > 0 {
            let places = page.places(where: { _, repeated in repeated })
            first.append(contentsOf: places.prefix(limit - first.count).map { index * pageSize + $0 })
        }
        return first
    }
}
