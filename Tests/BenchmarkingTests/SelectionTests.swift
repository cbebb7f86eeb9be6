// What is selected by parts of names.

import Testing
import Workbench

@testable import Benchmarking

@Suite struct SelectionTests {
    private let names = ["idle: one file", "idle: many files", "backlog: json", "backlog: no stages"]

    @Test(
        arguments: [
            ([], ["idle: one file", "idle: many files", "backlog: json", "backlog: no stages"]),
            (["IDLE"], ["idle: one file", "idle: many files"]),
            (["no st"], ["backlog: no stages"]),
            (["idle: o", "json", "one"], ["idle: one file", "backlog: json"]),
        ])
    func selected(parts: [String], selected: [String]) throws {
        let selection = try Selection(parts, of: names)
        let found = names.filter { name in
            let words = name.split(separator: ":")
            return selection.includes(String(words[0]), String(words[1].dropFirst()))
        }
        #expect(found == selected)
    }

    @Test func unknownPartNamesTheKnownOnes() {
        let error = #expect(throws: WorkbenchError.self) { try Selection(["json", "xml"], of: names) }
        #expect(error?.description.contains("\"xml\"") == true)
        #expect(error?.description.contains("\"idle: one file\"") == true)
    }
}
