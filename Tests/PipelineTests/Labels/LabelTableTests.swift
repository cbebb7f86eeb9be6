// Label sets as numbers: the same labels are the same number, others never are, and the table stays bounded.

import TestSupport
import Testing

@testable import Pipeline

extension LabelTable {
    fileprivate func set(_ name: String, of set: UInt32, to value: String) -> UInt32 {
        Array(value.utf8).withUnsafeBytes { self.set(number(ofName: name), of: set, to: $0) }
    }
}

@Suite struct LabelTableTests {
    @Test func sameLabelsAreTheSameNumberInAnyOrder() {
        let table = LabelTable()
        let labels = [Label("a", "1"), Label("b", "2"), Label("c", "3")]
        let number = table.number(of: labels)
        #expect(table.number(of: labels.reversed()) == number)
        #expect(table.number(of: [labels[1], labels[2], labels[0]]) == number)
        #expect(table.labels(of: number) == labels)
        #expect(table.number(of: Array(labels.dropLast())) != number)
        #expect(table.number(of: []) == table.number(of: []))
        #expect(table.labels(of: table.number(of: [])) == [])
    }

    @Test func lastOfTwoLabelsOfOneNameCountsAndEmptyOnesAreLeftOut() {
        let table = LabelTable()
        #expect(
            text(of: table.labels(of: table.number(of: [Label("a", "1"), Label("b", ""), Label("a", "2")])))
                == "a=2")
        #expect(table.number(of: [Label("a", "1"), Label("a", "")]) == table.number(of: []))
    }

    @Test func stepsLeadToTheSameSetInAnyOrder() {
        let table = LabelTable()
        let start = table.number(of: [Label("x", "0")])
        let one = table.set("b", of: table.set("a", of: start, to: "1"), to: "2")
        let other = table.set("a", of: table.set("b", of: start, to: "2"), to: "1")
        #expect(one == other)
        #expect(table.number(of: [Label("b", "2"), Label("x", "0"), Label("a", "1")]) == one)
        #expect(text(of: table.labels(of: one)) == "a=1,b=2,x=0")
        // Taken a second time, the step leads to where it led before.
        #expect(table.set("a", of: start, to: "1") == table.set("a", of: start, to: "1"))
    }

    @Test func emptyValueRemovesTheLabel() {
        let table = LabelTable()
        let start = table.number(of: [Label("a", "1"), Label("b", "2")])
        let without = table.set("a", of: start, to: "")
        #expect(text(of: table.labels(of: without)) == "b=2")
        #expect(table.set("a", of: without, to: "") == without)
        #expect(table.set("nothing", of: start, to: "") == start)
        #expect(table.set("a", of: without, to: "1") == start)
    }

    @Test func valuesDifferByTheirBytes() {
        let table = LabelTable()
        let start = table.number(of: [])
        // The same character composed in two ways: equal for String, two streams for Loki.
        let (composed, decomposed) = (
            table.set("a", of: start, to: "é"), table.set("a", of: start, to: "e\u{301}")
        )
        #expect(composed != decomposed)
        #expect(table.labels(of: composed).map { Array($0.value.utf8) } == [[0xc3, 0xa9]])
        #expect(table.labels(of: decomposed).map { Array($0.value.utf8) } == [[0x65, 0xcc, 0x81]])
        #expect(table.number(of: [Label("a", "é")]) == composed)
        #expect(table.number(of: [Label("a", "e\u{301}")]) == decomposed)
        #expect(Label("a", "é") != Label("a", "e\u{301}"))
        // Values that are not UTF-8 are repaired, and then are the same label.
        let broken = [UInt8(0xff)].withUnsafeBytes { table.set(table.number(ofName: "a"), of: start, to: $0) }
        #expect(broken == table.set("a", of: start, to: "\u{fffd}"))
    }

    @Test func resetForgetsTheSetsAndKeepsTheNames() {
        let table = LabelTable()
        let name = table.number(ofName: "a")
        let other = table.number(ofName: "b")
        #expect(name != other)
        _ = table.set("a", of: table.number(of: []), to: "1")
        #expect(table.epoch == 0)
        table.reset()
        #expect(table.epoch == 1)
        #expect(table.number(ofName: "a") == name)
        #expect(table.number(ofName: "b") == other)
        #expect(!table.isFull)
        let start = table.number(of: [Label("z", "26")])
        #expect(text(of: table.labels(of: table.set("a", of: start, to: "2"))) == "a=2,z=26")
    }

    @Test func manyValuesAreKeptApartAndFillTheTable() {
        let table = LabelTable()
        let start = table.number(of: [])
        var numbers: [UInt32] = []
        for index in 0..<100_000 {
            if table.isFull != (index >= LabelTable.maximumSteps) { Issue.record("isFull at \(index)") }
            numbers.append(table.set("id", of: start, to: "value \(index)"))
        }
        #expect(Set(numbers).count == 100_000)
        for index in stride(from: 0, to: 100_000, by: 777) {
            #expect(table.set("id", of: start, to: "value \(index)") == numbers[index])
            #expect(text(of: table.labels(of: numbers[index])) == "id=value \(index)")
        }
        table.reset()
        #expect(!table.isFull)
        #expect(
            text(of: table.labels(of: table.set("id", of: table.number(of: []), to: "value 5")))
                == "id=value 5")
    }

    @Test func longValuesFillTheTableToo() {
        let table = LabelTable()
        let start = table.number(of: [])
        let name = table.number(ofName: "a")
        for letter in UInt8(ascii: "a")...UInt8(ascii: "d") {
            #expect(!table.isFull)
            _ = [UInt8](repeating: letter, count: 2 << 20).withUnsafeBytes {
                table.set(name, of: start, to: $0)
            }
        }
        #expect(table.isFull)
    }

    @Test func randomStepsAgreeWithADictionary() {
        var generator = SeededGenerator(seed: 1)
        let table = LabelTable()
        var set = table.number(of: [])
        var model: [String: String] = [:]
        let values = ["", "0", "1", "12345678", "1234567", "123456789", "x\u{0}y", "x", "ß"]
        for _ in 0..<5000 {
            let name = "n\(Int.random(in: 0..<4, using: &generator))"
            let value = values[Int.random(in: values.indices, using: &generator)]
            model[name] = value.isEmpty ? nil : value
            set = table.set(name, of: set, to: value)
            let expected = model.sorted { $0.key < $1.key }.map { Label($0.key, $0.value) }
            #expect(table.labels(of: set) == expected)
            #expect(table.number(of: expected) == set)
        }
    }

    @Test func aContentHashIsTheSameInEveryTable() {
        let sets = [
            [], [Label("a", "b")], [Label("a", "c")], [Label("b", "b")], [Label("a", "b"), Label("c", "d")],
            [Label("ab", "c")], [Label("a", "bc")], [Label("a", "e\u{301}")], [Label("a", "é")],
        ]
        let (first, second) = (LabelTable(), LabelTable())
        let hashes = sets.map { first.contentHash(of: first.number(of: $0)) }
        #expect(Set(hashes).count == sets.count)
        #expect(sets.reversed().map { second.contentHash(of: second.number(of: $0)) } == hashes.reversed())
        first.reset()
        #expect(sets.map { first.contentHash(of: first.number(of: $0)) } == hashes)
    }
}
