// Why this file exists: first in, first out, without moving what waits.

/// A FIFO in amortised constant time.
public struct Queue<Element> {
    private var incoming: [Element] = []
    private var outgoing: [Element] = []

    /// An empty queue.
    public init() {}

    /// How many wait.
    public var count: Int { incoming.count + outgoing.count }
    /// True if none waits.
    public var isEmpty: Bool { incoming.isEmpty && outgoing.isEmpty }

    /// Adds one at the end.
    public mutating func append(_ element: Element) { incoming.append(element) }

    /// Puts one back at the front.
    public mutating func prepend(_ element: Element) { outgoing.append(element) }

    /// Takes the first.
    public mutating func popFirst() -> Element? {
        if outgoing.isEmpty {
            swap(&incoming, &outgoing)
            outgoing.reverse()
        }
        return outgoing.popLast()
    }

    /// All, the first first.
    public var all: [Element] { outgoing.reversed() + incoming }

    /// The first, which stays.
    public var first: Element? { outgoing.last ?? incoming.first }
}

extension Queue: Sendable where Element: Sendable {}
