// Variables of the environment in a configuration, where they are wanted.

import Testing

@testable import Agent

@Suite struct EnvironmentSettingsTests {
    private var options: AgentSettings.Options {
        var options = AgentSettings.Options()
        options.expandsEnvironment = true
        let values = ["LOKI": "loki:3100", "EMPTY": "", "ROOT": "/var/log"]
        options.variable = { values[$0] }
        return options
    }

    @Test func variablesAreFilledIn() {
        let text = configuration(
            "clients: [{url: 'http://${LOKI}${EMPTY}/${PATH_OF:-loki/api}/$$x$y', tenant_id: a\\\\b}]")
        let (settings, findings) = load(text, options: options)
        #expect(findings == [])
        #expect(settings?.clients.map(\.url) == ["http://loki:3100/loki/api/$x$y"])
        #expect(settings?.clients.map(\.tenantID) == [#"a\b"#])
    }

    @Test func oneThatIsNotSetIsNothingAndAWarning() {
        let (settings, findings) = load(
            configuration(
                "scrape_configs: [{static_configs: [{labels: {__path__: '${ROOT}/${NONE}x.log'}}]}]"),
            options: options)
        #expect(settings?.targets.map(\.follow.include.description) == ["/var/log/x.log"])
        #expect(findings.count == 1)
        #expect(
            findings.first?.hasPrefix("f:2:65: warning: the environment variable 'NONE' is not set") == true)
    }

    @Test func errorsStandWhereTheyAreInTheFile() {
        let (_, findings) = load(configuration("server: {log_level: '${ROOT}', lev: 1}"), options: options)
        #expect(findings.map { String($0.prefix(14)) } == ["f:3:21: error:", "f:3:32: error:"])
    }

    @Test func unlessTheyAreWantedADollarIsADollar() {
        let (settings, findings) = load(
            configuration("clients: [{url: 'http://a/${LOKI}', tenant_id: a\\\\b}]"))
        #expect(findings == [])
        #expect(settings?.clients.map(\.url) == ["http://a/${LOKI}"])
        #expect(settings?.clients.map(\.tenantID) == [#"a\\b"#])
    }
}
