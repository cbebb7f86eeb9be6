// Why this file exists: what each endpoint says is put together here, out of what the agent knows of itself.

import Analysis
import Telemetry

extension Agent {
    /// What is said over HTTP.
    var endpoints: AdminEndpoints {
        var endpoints = AdminEndpoints(
            readiness: { [self] in ready() }, metrics: { [self] in await exposition($0) },
            reload: { [self] in await reloadOverHTTP() })
        endpoints.health = { [self] in StatusJSON.line(await detailedHealth()) }
        endpoints.status = { [self] in StatusJSON.line(await report()) }
        endpoints.statistics = { [self] range in
            guard let window = statisticsWindow else { return .isOff }
            guard range.map({ $0 <= window }) ?? true else { return .beyond(longest: window) }
            guard let report = statistics(range: range) else { return .isOff }
            return .report(
                StatusJSON.line(Analysis.Statistics(report, system: hostForReports.systemInfo())))
        }
        endpoints.configuration = { [self] in Array(configuration.text.utf8) }
        endpoints.page = { [self] in await page().document }
        endpoints.fragment = { [self] in await page().fragment }
        endpoints.pagePolicy = StatusPage.contentSecurityPolicy
        return endpoints
    }

    private func page() async -> StatusPage {
        let hour: Int64 = 3_600_000_000_000
        return StatusPage(
            report: await report(), statistics: statistics(range: hour), configuration: configuration.text)
    }
}
