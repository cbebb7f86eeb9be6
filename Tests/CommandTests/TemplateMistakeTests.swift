// A mistake in a template is shown with its line and a caret, and so is what goes wrong with a line.

import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct TemplateMistakeTests {
    private let directory: ScratchDirectory

    init() throws { directory = try ScratchDirectory() }

    /// A configuration whose only stage but one is a template in a block.
    private func write(_ template: String) throws {
        try directory.write(
            """
            clients: [{url: http://127.0.0.1:1/push}]
            scrape_configs:
            - job_name: app
              static_configs: [{labels: {job: app, __path__: /x}}]
              pipeline_stages:
              - logfmt: {mapping: {level: }}
              - template:
                  source: level
                  template: |
                    {{ if .level }}
                      \(template)
                    {{- end -}}
            """, to: "agent.conf")
    }

    @Test func checkPutsACaretUnderTheMistake() async throws {
        try write("{{ ToUper .level }}")
        let path = directory.path("agent.conf")
        let output = try await Command("check", path).end()
        #expect(output.status == 2)
        #expect(
            output.standardError == """
                \(path):11:14: error: scrape_configs[0].pipeline_stages[1].template.template: there is no function \
                'ToUper'; did you mean 'ToUpper'?
                    {{ ToUper .level }}
                       ^
                logferry: \(path): 1 error; nothing was started

                """)
    }

    @Test func inspectPutsACaretUnderWhatFailed() async throws {
        try write("{{ index .level 2 }}")
        try directory.write("level=a\n", to: "input")
        let path = directory.path("agent.conf")
        let output = try await Command(
            list: ["inspect", "--config", path], input: directory.path("input")
        ).end()
        #expect(output.status == 0)
        #expect(
            output.standardOutput.hasPrefix(
                """
                1  level=a
                   logfmt    + level  a
                   template  ! index: index out of range: 2
                               \(path):11:14
                                 {{ index .level 2 }}
                                    ^
                   → 
                """), "\(output.standardOutput)")
    }
}
