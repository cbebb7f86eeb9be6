// The decolorize and eventlogmessage stages as tables.

import Testing

@testable import Pipeline

@Suite struct TextStageTests {
    @Test(
        arguments: [
            (
                "[2022-11-04 22:17:57.811] \u{1b}[0;32mhttp\u{1b}[0m: GET /_health (0 ms) 204",
                "[2022-11-04 22:17:57.811] http: GET /_health (0 ms) 204"
            ),
            ("\u{1b}[32m\u{1b}[1m\u{1b}[0m", ""),
            ("a\u{1b}[mb\u{1b}[Kc", "abc"),
            ("\u{1b}[38;2;1;2;3mx\u{1b}[48:5:9my", "xy"),
            ("\u{1b}]8;;http://a/\u{07}link\u{1b}]8;;\u{1b}\\!", "link!"),
            ("ä\u{1b}[31mö\u{1b}[0mü", "äöü"),
            // What does not end, or is another kind of escape, is not a colour.
            ("a\u{1b}", "a\u{1b}"),
            ("a\u{1b}[", "a\u{1b}["),
            ("a\u{1b}[31", "a\u{1b}[31"),
            ("a\u{1b}]8;;x", "a\u{1b}]8;;x"),
            ("a\u{1b}]x\u{1b}[31mb", "a\u{1b}]xb"),
            ("a\u{1b}(Bb", "a\u{1b}(Bb"),
            ("a\u{1b}[31\tmb", "a\u{1b}[31\tmb"),
            ("plain [31m text", "plain [31m text"),
            ("", ""),
        ] as [(String, String)])
    func coloursAreTakenOut(_ line: String, _ expected: String) throws {
        let trial = try StageTrial("- decolorize:\n")
        let outcomes = trial.run(["x", line, line, "y"])
        #expect(outcomes.map(\.text) == ["x", expected, expected, "y"])
    }

    @Test func coloursAreTakenOutOfALineThatAStageWrote() throws {
        let trial = try StageTrial(
            "- json: {expressions: {log: }}\n- output: {source: log}\n- decolorize: {}")
        let line = #"{"log":"a\u001b[31mred\u001b[0m\tb"}"#
        #expect(trial.run((0..<200).map { _ in line }).map(\.text) == Array(repeating: "ared\tb", count: 200))
    }

    static let event =
        #"{"event_id": 1, "Overwritten": "old", "message": "Message type:\r\nOverwritten: new\r\nImage: C:\\Users\\User\\promtail.exe"}"#

    @Test(
        arguments: [
            (
                "overwrite_existing: true", event,
                #"Overwritten=new Image=C:\Users\User\promtail.exe Message_type="#
            ),
            (
                "source: message", event,
                #"Overwritten=old Overwritten_extracted=new Image=C:\Users\User\promtail.exe Message_type="#
            ),
            (
                "drop_invalid_labels: true, overwrite_existing: true", event,
                #"Overwritten=new Image=C:\Users\User\promtail.exe"#
            ),
            ("", #"{"message":"no colon\r\n: x\r\n\r\nImage:\t a: b \r\n"}"#, "Image=a: b"),
            ("", #"{"message":"\tImage: x\r\nMessage-type:y\r\nImagé: z"}"#, "Message_type=y _Image=x"),
            ("", #"{"message":"Image: a\r\nImage: b"}"#, "Image=a Image_extracted=b"),
            ("overwrite_existing: true", #"{"message":"Image: a\r\nImage: b"}"#, "Image=b"),
            ("", #"{"message":"Image: a\nImage: b"}"#, "Image=a\nImage: b"),
            ("", #"{"message":"4Image: a"}"#, "_4Image=a"),
            (
                "source: Overwritten", #"{"message":"Image: a","Overwritten":"Image: b"}"#,
                "Overwritten=Image: b Image=b"
            ),
            ("", #"{"Overwritten":"x"}"#, "Overwritten=x"),
            ("", #"{"message":null}"#, ""),
            ("", "Image: x", ""),
        ] as [(String, String, String)])
    func messageOfAnEventIsTakenApart(_ settings: String, _ line: String, _ expected: String) throws {
        let trial = try ExtractionTrial(
            "- json: {expressions: {message: , Overwritten: }}\n- eventlogmessage: {\(settings)}",
            names: [
                "Overwritten", "Overwritten_extracted", "Image", "Image_extracted", "Message_type", "_Image",
                "_4Image",
            ])
        #expect(trial.run(line) == expected)
    }

    @Test func whatALaterStageAsksForIsKept() throws {
        let trial = try StageTrial(
            "- json: {expressions: {message: }}\n- eventlogmessage:\n- labels: {Image: , type: Message_type}")
        #expect(try trial.run(Self.event).labels == #"Image=C:\Users\User\promtail.exe"#)
    }
}
