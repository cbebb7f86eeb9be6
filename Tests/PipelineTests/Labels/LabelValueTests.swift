// What Promtail's documentation says of the extracted map: it starts with the labels that the file has.

import Testing

@testable import Pipeline

@Suite struct LabelValueTests {
    static let labels = [Label("app", "shop"), Label("filename", "/var/log/shop/web-1.log")]

    @Test(
        arguments: [
            (
                "- regex: {source: filename, expression: '/(?P<name>[^/]+)\\.log$'}\n- labels: {name: }", "x",
                "app=shop,filename=/var/log/shop/web-1.log,name=web-1"
            ),
            ("- labels: {service: app}\n- labeldrop: [app, filename]", "x", "service=shop"),
            ("- tenant: {source: app}\n- labelallow: [app]", "x", "__tenant_id__=shop,app=shop"),
            ("- labelallow: [app]\n- output: {source: filename}", "x", "app=shop -> /var/log/shop/web-1.log"),
            // What is extracted later takes the label's place.
            (
                "- json: {expressions: {app: }}\n- labels: {app: }\n- labelallow: [app]", #"{"app":"bar"}"#,
                "app=bar"
            ),
            (
                "- json: {expressions: {app: }}\n- labels: {app: }\n- labelallow: [app]", #"{"x":"bar"}"#,
                "app=shop"
            ),
            (
                "- json: {expressions: {app: }}\n- labels: {app: }\n- labelallow: [app]", #"{"app":"bar""#,
                "app=shop"
            ),
            (
                "- json: {expressions: {app: x, other: x}}\n- labels: {app: , other: }\n- labeldrop: [filename]",
                #"{"y":1}"#, "app=shop"
            ),
            // A label that a stage sets is not extracted.
            (
                "- static_labels: {team: a}\n- labels: {owner: team}\n- labelallow: [owner, team]", "x",
                "team=a"
            ),
        ] as [(String, String, String)])
    func stagesFindTheValuesOfLabels(_ stages: String, _ line: String, _ expected: String) throws {
        let trial = try StageTrial(stages)
        // More rows than the chunk's columns have room for at first.
        let outcomes = trial.run(Array(repeating: line, count: 100), labels: Self.labels)
        let found = Set(outcomes.map { $0.labels + ($0.text == line ? "" : " -> \($0.text)") })
        #expect(found == [expected])
        // The next file may have other labels.
        let others = trial.run([line], labels: [Label("job", "x")])
        #expect(!others.map(\.labels).joined().contains("shop"))
    }

    @Test func linesAreDroppedByALabel() throws {
        let trial = try StageTrial("- drop: {source: app, value: shop}")
        _ = trial.run(["a", "b"], labels: Self.labels)
        #expect((0..<2).allSatisfy { trial.chunk.dropped[$0] == DropReason(named: "drop_stage") })
        _ = trial.run(["a"], labels: [Label("app", "other")])
        #expect(trial.chunk.dropped[0] == .none)
    }
}
