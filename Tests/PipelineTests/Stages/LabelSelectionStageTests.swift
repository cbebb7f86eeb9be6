// The stages that say what labels and what tenant an entry has, and what is not a label but metadata.

import Testing

@testable import Pipeline

@Suite struct LabelSelectionStageTests {
    static let kubernetes = [
        Label("kubernetes_pod_name", "loki-pqrs"), Label("kubernetes_container_name", "loki"),
        Label("kubernetes_pod_template_hash", "79f5db67b"),
        Label("kubernetes_controller_revision_hash", "774858987d"),
    ]

    @Test(
        arguments: [
            (
                "- labelallow: [kubernetes_pod_name, kubernetes_container_name]",
                "kubernetes_container_name=loki,kubernetes_pod_name=loki-pqrs"
            ),
            (
                "- labeldrop: [kubernetes_pod_template_hash, kubernetes_controller_revision_hash, other]",
                "kubernetes_container_name=loki,kubernetes_pod_name=loki-pqrs"
            ),
            ("- labelallow: [other]", ""),
            ("- labelallow: kubernetes_pod_name", "kubernetes_pod_name=loki-pqrs"),
            (
                "- static_labels: {team: a, zone: b}\n- labelallow: [team, kubernetes_container_name]\n- labeldrop: [team]",
                "kubernetes_container_name=loki"
            ),
            ("- tenant: {value: acme}\n- labelallow: [other]", "__tenant_id__=acme"),
            ("- tenant: {label: kubernetes_container_name}\n- labelallow: [x]", "__tenant_id__=loki"),
            ("- tenant: {label: missing}\n- labelallow: [x]", ""),
            ("- tenant: {value: a}\n- tenant: {value: b}\n- labelallow: [x]", "__tenant_id__=b"),
            ("- tenant: {value: a}\n- tenant: {label: missing}\n- labelallow: [x]", "__tenant_id__=a"),
        ] as [(String, String)])
    func labelsAreSelected(_ stages: String, _ expected: String) throws {
        let trial = try StageTrial(stages)
        #expect(try trial.run("x", labels: Self.kubernetes).labels == expected)
        // The table of label sets may be emptied between two chunks.
        trial.table.reset()
        #expect(try trial.run("x", labels: Self.kubernetes).labels == expected)
        #expect(
            try trial.run("x", labels: [Label("kubernetes_pod_name", "b")]).labels
                != "kubernetes_pod_name=loki-pqrs")
    }

    @Test func rowsOfManySetsAreSelectedEachByItself() throws {
        let trial = try StageTrial(
            "- json: {expressions: {a: , b: }}\n- labels: {a: , b: }\n- labeldrop: [b]")
        let lines = (0..<40).map { "{\"a\":\"\($0 % 3)\",\"b\":\"\($0)\"}" }
        #expect(trial.run(lines).map(\.labels) == (0..<40).map { "a=\($0 % 3)" })
    }

    @Test(
        arguments: [
            (#"{"customer_id":"1","log":"log message\n"}"#, "__tenant_id__=1"),
            (#"{"customer_id":12.50}"#, "__tenant_id__=12.5"),
            (#"{"customer_id":""}"#, ""),
            (#"{"customer_id":null}"#, ""),
            ("{}", ""),
        ] as [(String, String)])
    func tenantIsTakenOutOfTheLine(_ line: String, _ expected: String) throws {
        let stages = "- json: {expressions: {customer_id: customer_id}}\n- tenant: {source: customer_id}"
        #expect(try StageTrial(stages).run(line).labels == expected)
    }

    /// `name=value` of a row's metadata.
    private func metadata(_ trial: StageTrial, _ row: Int) -> String {
        var pieces: [String] = []
        trial.chunk.forEachMetadata(of: row) { name, value in
            pieces.append(
                "\(trial.table.name(name))=\(String(decoding: trial.chunk.bytes(value), as: UTF8.self))")
        }
        return pieces.sorted().joined(separator: ",")
    }

    static let metadataStages = """
        - json: {expressions: {stream: stream, traceID: traceID}}
        - labels: {stream: }
        - structured_metadata: {traceID: , pod: pod_uid}
        """

    @Test(
        arguments: [
            (#"{"stream":"stderr","traceID":"0242ac120002"}"#, "traceID=0242ac120002", "stream=stderr"),
            (#"{"stream":"stderr","traceID":1e3}"#, "traceID=1000", "stream=stderr"),
            (#"{"stream":"stderr","traceID":""}"#, "", "stream=stderr"),
            (#"{"stream":"stderr","traceID":null}"#, "", "stream=stderr"),
            ("plain", "", ""),
        ] as [(String, String, String)])
    func extractedValuesBecomeMetadata(_ line: String, _ expected: String, _ labels: String) throws {
        let trial = try StageTrial(Self.metadataStages)
        #expect(try trial.run(line).labels == labels)
        #expect(metadata(trial, 0) == expected)
    }

    @Test func labelsBecomeMetadataAndAreLabelsNoMore() throws {
        let trial = try StageTrial(Self.metadataStages)
        let labels = [Label("pod_uid", "b3937321"), Label("job", "x"), Label("traceID", "y")]
        let outcomes = trial.run([#"{"traceID":"z"}"#, "plain"], labels: labels)
        #expect(outcomes.map(\.labels) == ["job=x", "job=x"])
        #expect((0...1).map { metadata(trial, $0) } == ["pod=b3937321,traceID=z", "pod=b3937321,traceID=y"])
    }
}
