// First in, first out, and what is put back at the front comes first.

import TestSupport
import Testing

@testable import Platform

@Suite struct QueueTests {
    @Test func anEmptyQueueGivesNothing() {
        var queue = Queue<Int>()
        #expect(queue.isEmpty)
        #expect(queue.count == 0)
        #expect(queue.first == nil)
        #expect(queue.popFirst() == nil)
    }

    @Test func elementsComeOutInTheOrderTheyWentIn() {
        var queue = Queue<Int>()
        for number in 0..<100 { queue.append(number) }
        #expect((0..<100).allSatisfy { queue.popFirst() == $0 })
        #expect(queue.isEmpty)
    }

    @Test func whatIsPutBackComesFirst() {
        var queue = Queue<Int>()
        queue.append(2)
        queue.append(3)
        queue.prepend(1)
        queue.prepend(0)
        #expect(queue.first == 0)
        #expect([queue.popFirst(), queue.popFirst(), queue.popFirst(), queue.popFirst()] == [0, 1, 2, 3])
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func itDoesWhatAnArrayDoes(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var queue = Queue<Int>()
        var model: [Int] = []
        for number in 0..<5_000 {
            switch Int.random(in: 0..<5, using: &random) {
            case 0, 1:
                queue.append(number)
                model.append(number)
            case 2:
                queue.prepend(number)
                model.insert(number, at: 0)
            default:
                #expect(queue.popFirst() == (model.isEmpty ? nil : model.removeFirst()))
            }
            #expect(queue.count == model.count)
            #expect(queue.first == model.first)
            #expect(queue.isEmpty == model.isEmpty)
        }
    }
}
