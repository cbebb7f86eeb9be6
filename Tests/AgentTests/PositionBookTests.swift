// The rows of `positions list`, and what is said to who names a file or a client that is not there.

import Checkpoints
import Platform
import TestSupport
import Testing

@testable import Agent

@Suite struct PositionBookTests {
    @Test func fileThatWasRenamedIsFoundInItsDirectory() throws {
        var trial = try PositionTrial()
        try trial.remember("x.log", "one\ntwo\n", a: 4, b: 8)
        try trial.trial.directory.rename("logs/x.log", to: "logs/x.log.1")
        try trial.trial.directory.write("other\n", to: "logs/x.log")
        #expect(trial.rows == ["x.log.1 a 4 waiting", "x.log.1 b 8 waiting"])
    }

    @Test func whatIsGivenUpIsLostAndWhatIsShippedIsFinished() throws {
        var trial = try PositionTrial()
        try trial.remember("x.log", "one\ntwo\n", a: 4, b: 8)
        trial.state.apply(.finished(GenerationID(1)))
        #expect(trial.rows == ["x.log a 4 lost", "x.log b 8 finished"])
    }

    /// What is in an archive is longer than the archive.
    @Test func sizeOfAnArchiveIsThatOfItsContents() throws {
        var trial = try PositionTrial()
        try trial.remember("x.log", "one\ntwo\n", a: 4, b: 8)
        try trial.trial.directory.write("gz", to: "logs/x.log.1.gz")
        let identity = FileIdentity(try FileStatus.of(path: trial.path("x.log.1.gz")))
        trial.state.apply(.rehomed(GenerationID(1), identity, path: trial.path("x.log.1.gz")))
        #expect(trial.book.rows().map(\.size) == [8, 8])
        #expect(try trial.edits(.skip(to: nil), "x.log.1.gz") == ["x.log.1.gz a 4>8"])
        #expect(
            try trial.refusal(.skip(to: 5), "x.log.1.gz").description
                == "\(trial.path("x.log.1.gz")) cannot be read, so that no line can be found in it; use --to end"
        )
    }

    @Test func pagesFollowOneAnother() throws {
        var trial = try PositionTrial()
        for number in 1...5 { try trial.remember("\(number).log", "x\n", a: 0, b: 0) }
        var seen: [UInt64] = []
        while true {
            let page = trial.book.rows(after: seen.last ?? 0, limit: 2)
            if page.isEmpty { break }
            #expect(page.count <= 4)
            seen += page.map(\.generation)
        }
        #expect(seen == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5])
    }

    @Test(arguments: [
        "plain", "with \"quotes\" and \\", "line\nbreak \u{1}", "größer 日本 \u{1F600}",
        "\u{85}\u{2028}\u{FFFE}",
    ])
    func rowAndEditGoThroughTheirText(_ text: String) throws {
        let row = PositionRow(
            generation: 7, path: "/var/\(text)", firstPath: text, target: text, client: text,
            offset: .max - 1, size: .max, modified: text == "plain" ? nil : -1, state: .waiting)
        #expect(row.json.hasSuffix("}\n"))
        #expect(PositionRow(json: Array(row.json.utf8)) == row)
        let edit = PositionEdit(
            generation: 7, path: text, client: text, from: 3, to: 9, size: 20, isForgotten: true)
        #expect(PositionEdit(json: Array(edit.json.utf8)) == edit)
    }

    @Test(arguments: ["", "{", "[]", "{}", "null", #"{"generation":1}"#, "\u{0}"])
    func otherTextIsNoRow(_ text: String) {
        #expect(PositionRow(json: Array(text.utf8)) == nil)
        #expect(PositionEdit(json: Array(text.utf8)) == nil)
    }

    @Test func unknownPathGivesTheNearest() throws {
        var trial = try PositionTrial()
        let skip = PositionChange.Action.skip(to: nil)
        let nothing = try trial.refusal(skip, "x.log")
        #expect(nothing.kind == .unknown)
        #expect(nothing.description == "no file is known as \(trial.path("x.log")); no file is known yet")
        try trial.remember("access.log", "one\n", a: 0, b: 0)
        try trial.remember("access.log.1", "one\n", a: 0, b: 0)
        #expect(
            try trial.refusal(skip, "acess.log").description
                == "no file is known as \(trial.path("acess.log")); did you mean \(trial.path("access.log"))?"
        )
        #expect(
            try trial.refusal(skip, "web/access.log").description
                == "no file is known as \(trial.path("web/access.log")); did you mean \(trial.path("access.log"))?"
        )
        #expect(
            try trial.refusal(skip, "quite different").description
                == "no file is known as \(trial.path("quite different")); logferry positions list shows those that are"
        )
    }

    @Test func clientIsKnownByItsNameAndByItsURL() throws {
        var trial = try PositionTrial()
        try trial.remember("x.log", "one\n", a: 0, b: 0)
        #expect(
            try trial.edits(.skip(to: nil), "x.log", client: "http://127.0.0.1:2/push") == ["x.log b 0>4"])
        let refusal = try trial.refusal(.skip(to: nil), "x.log", client: "c")
        #expect(refusal.kind == .unknown)
        #expect(refusal.description == "no client is called 'c'; there is a, b")
    }
}
