// A list of a few clients does what a table did.

import TestSupport
import Testing

@testable import Checkpoints

@Suite struct ClientProgressTests {
    @Test(arguments: 0..<4 as Range<UInt64>)
    func itHoldsWhatATableWouldHold(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let clients = ["a", "b", "", "é", "e\u{301}", "zz"]
        var (list, table) = (ClientProgress(), [String: Progress]())
        for offset in 0..<500 as Range<Int64> {
            guard let client = clients.randomElement(using: &generator) else { continue }
            if Bool.random(using: &generator) {
                list[client] = Progress(offset: offset)
                table[client] = Progress(offset: offset)
            } else {
                #expect(list.remove(client) == table.removeValue(forKey: client))
            }
            #expect(clients.allSatisfy { list[$0] == table[$0] })
            #expect(list.count == table.count)
            #expect(list.clients == table.keys.sorted())
            #expect(list.map(\.progress) == Array(list.values))
        }
    }

    @Test func theOrderInWhichClientsCameDoesNotMatter() {
        let (one, two) = (Progress(offset: 1), Progress(offset: 2))
        var other = ClientProgress()
        other["b"] = two
        other["a"] = one
        #expect(other == ["a": one, "b": two])
        #expect(Set([other, ["a": one, "b": two]]).count == 1)
        #expect(ClientProgress() == [:])
    }
}
