// file_sd_configs: files of targets, in YAML and JSON, good, broken and gone.

import Platform
import TestSupport
import Testing

@testable import Agent

@Suite struct TargetFileTests {
    let directory: ScratchDirectory

    init() throws { directory = try ScratchDirectory() }

    private func put(_ text: String, to name: String) throws {
        try directory.write(Array(text.utf8), to: name)
    }

    /// Loads a configuration with one file_sd_configs entry.
    private func read(_ files: String, options: AgentSettings.Options = AgentSettings.Options()) -> (
        targets: [String], findings: [String]
    ) {
        let text = """
            clients: [{url: http://localhost/push}]
            scrape_configs:
            - job_name: sd
              file_sd_configs:
              - files: ['\(directory.path)/\(files)']
                refresh_interval: 10s
              relabel_configs:
              - source_labels: [__meta_filepath]
                regex: .*/(.*)\\..*
                target_label: from
            """
        let (settings, findings) = load(text, options: options)
        return (
            (settings?.targets ?? []).map {
                "\($0.follow.include) " + $0.labels.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
            },
            findings.map {
                $0.split(separator: directory.path, omittingEmptySubsequences: false).joined(separator: "DIR")
            }
        )
    }

    @Test func yamlIsRead() throws {
        try put(
            """
            - targets: [localhost]
              labels: {job: dpkg, __path__: /var/log/dpkg.log}
            - labels:
                job: apt
                __path__: /var/log/apt/*.log
            """, to: "a.yaml")
        let (targets, findings) = read("a.yaml")
        #expect(findings == [])
        #expect(targets == ["/var/log/dpkg.log job=dpkg from=a", "/var/log/apt/*.log job=apt from=a"])
    }

    @Test(
        arguments: [
            #"[{"targets":["localhost"],"labels":{"job":"x","__path__":"/x"}}]"#,
            "\t[\n\t{\n\t\t\"targets\":\t[\"localhost\"],\n\t\t\"labels\": {\"job\": \"x\", \"__path__\": \"\\/x\"}\n\t}\n]\n",
            #"[{"labels": {"j\u006fb": "x", "__path__": "/x"}}]"#,
        ])
    func jsonIsRead(_ text: String) throws {
        try put(text, to: "a.json")
        let (targets, findings) = read("a.json")
        #expect(findings == [])
        #expect(targets == ["/x job=x from=a"])
    }

    @Test func charactersBeyondTheBasicPlaneAreRead() throws {
        try put(
            #"[{"labels": {"a": "\ud83d\ude00\\ud83d", "__path__": "/x"}}]"#, to: "a.json")
        #expect(read("a.json").targets == [#"/x a=😀\ud83d from=a"#])
    }

    @Test func aStarStandsForManyFiles() throws {
        for name in ["b.yml", "a.yml", "c.yaml", "a.yml.bak"] {
            try put("- labels: {__path__: /\(name)}", to: name)
        }
        #expect(read("*.yml").targets == ["/a.yml from=a", "/b.yml from=b"])
        #expect(read("none*.yml").findings == [])
    }

    @Test(arguments: ["", "[]", "# nothing\n", "[{}]\n"])
    func aFileMayBeEmpty(_ text: String) throws {
        try put(text, to: "a.yaml")
        let (targets, findings) = read("a.yaml")
        #expect(targets == [])
        // A group without a path is no list of groups without groups.
        #expect(findings.count == (text.hasPrefix("[{") ? 1 : 0))
    }

    @Test func aFileThatIsNotThereYetIsAWarning() {
        let (targets, findings) = read("a.yaml")
        #expect(targets == [])
        #expect(
            findings == [
                "f:5:13: warning: cannot open DIR/a.yaml: No such file or directory; no targets of DIR/a.yaml are followed until it can be read"
            ])
    }

    @Test(
        arguments: [
            ("a: [", "DIR/a.yaml:"),
            ("- labels: [x]", "DIR/a.yaml:1:11: warning: [0].labels: expected a mapping"),
            ("- targts: [x]", "DIR/a.yaml:1:3: warning: unknown key 'targts' in [0]"),
            ("labels: {}", "DIR/a.yaml:1:1: warning: expected a list, found a mapping"),
        ])
    func aBrokenFileHasTheTargetsOfBefore(_ text: String, _ finding: String) throws {
        let options = AgentSettings.Options()
        try put("- labels: {__path__: /x}", to: "a.yaml")
        #expect(read("a.yaml", options: options).targets == ["/x from=a"])
        try put(text, to: "a.yaml")
        let (targets, findings) = read("a.yaml", options: options)
        #expect(targets == ["/x from=a"])
        #expect(findings.count == 1)
        #expect(findings.first?.hasPrefix(finding) == true)
        #expect(
            findings.first?.hasSuffix("; the targets that were in DIR/a.yaml before go on being followed")
                == true)
        try put("- labels: {__path__: /y}", to: "a.yaml")
        #expect(read("a.yaml", options: options).targets == ["/y from=a"])
    }

    @Test func aNamedFileThatIsGoneHasTheTargetsOfBeforeAndOneOfAPatternNone() throws {
        let options = AgentSettings.Options()
        try put("- labels: {__path__: /x}", to: "a.yaml")
        for files in ["a.yaml", "*.yaml"] {
            #expect(read(files, options: options).targets == ["/x from=a"])
        }
        try FileSystem.remove(directory.path("a.yaml"))
        #expect(read("a.yaml", options: options).targets == ["/x from=a"])
        #expect(read("*.yaml", options: options).targets == [])
    }

    @Test func whatIsWrongWithOneTargetLetsTheOthersBe() throws {
        try put(
            "[{labels: {a-b: c, __path__: /x}}, {labels: {job: y}}, {labels: {__path__: '/{'}}, {labels: {__path__: /z}}]",
            to: "a.yaml")
        let (targets, findings) = read("a.yaml")
        #expect(targets.last == "/z from=a")
        #expect(findings.count == 3)
        #expect(findings.allSatisfy { $0.contains("DIR/a.yaml:1:") && $0.contains(" warning: ") })
    }

    @Test(
        arguments: [
            ("x.txt", "is no file of targets; write a name that ends in .yaml, .yml or .json"),
            ("*/x.yaml", "only the name of a file of targets can have a *"),
        ])
    func aPatternThatCannotBeOneIsAnError(_ files: String, _ message: String) {
        let (_, findings) = read(files)
        #expect(findings.count == 1)
        #expect(findings.first?.contains(message) == true)
    }
}
