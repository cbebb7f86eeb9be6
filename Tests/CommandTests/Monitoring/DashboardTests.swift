// packaging/grafana: Grafana takes the dashboards, and they ask for what there is.

import Platform
import Testing

/// A dashboard under packaging/grafana.
struct Dashboard {
    let name: String
    let json: JSONView

    /// All of them.
    static func all() throws -> [Dashboard] {
        try FileSystem.list(Packaging.path("grafana")).entries.map(\.name).filter { $0.hasSuffix(".json") }
            .sorted().map { name in
                let bytes = try FileSystem.contents(of: Packaging.path("grafana/\(name)"))
                return Dashboard(name: name, json: try #require(JSONView(bytes), "\(name) is no JSON"))
            }
    }

    /// A query of a panel.
    struct Query {
        let panel: String
        let text: String
        let isForLoki: Bool

        /// With its variables replaced: all jobs and instances, and a range that holds several scrapes of a second.
        var substituted: String {
            text.replacing("$__rate_interval", with: "10s").replacing("$job", with: ".+")
                .replacing("$instance", with: ".+")
        }
    }

    /// All queries of its panels.
    var queries: [Query] {
        (json["panels"]?.elements ?? []).flatMap { panel in
            (panel["targets"]?.elements ?? []).map { target in
                Query(
                    panel: "\(name): \(panel["title"]?.text ?? "")", text: target["expr"]?.text ?? "",
                    isForLoki: target["datasource"]?["type"]?.text == "loki")
            }
        }
    }
}

@Suite(.timeLimit(.minutes(5))) struct DashboardTests {
    /// Those of the article's dashboard.
    static let panelsOfTheAssistant = [
        "Request Rate", "Response Time (95th percentile)", "Error Rate", "AI Model Response Time",
        "System CPU Usage", "System Memory Usage", "Logs",
    ]

    @Test func dashboardsAreComplete() throws {
        let dashboards = try Dashboard.all()
        #expect(dashboards.map(\.name) == ["ai-assistant.json", "logferry.json"])
        #expect(Set(dashboards.compactMap { $0.json["uid"]?.text }).count == dashboards.count)
        for dashboard in dashboards {
            let panels = dashboard.json["panels"]?.elements ?? []
            #expect(Set(panels.compactMap { $0["id"]?.text }).count == panels.count, "\(dashboard.name)")
            let kinds = Set(panels.compactMap { $0["type"]?.text })
            #expect(kinds.isSubset(of: ["row", "timeseries", "stat", "gauge", "logs"]), "\(dashboard.name)")
            for panel in panels where panel["type"]?.text != "row" {
                #expect(panel["targets"]?.elements.isEmpty == false, "\(panel["title"]?.text ?? "")")
                #expect(panel["title"]?.text?.isEmpty == false)
                #expect(panel["description"]?.text?.isEmpty == false)
            }
            // An address of a data source of one Grafana would be nowhere else.
            let sources = Set(dashboard.json.all("datasource").compactMap { $0["uid"]?.text })
            #expect(sources.isSubset(of: ["${DS_PROMETHEUS}", "${DS_LOKI}", "-- Grafana --"]))
            let variables =
                dashboard.json["templating"]?["list"]?.elements.compactMap { $0["name"]?.text } ?? []
            #expect(Set(variables).isSuperset(of: ["DS_PROMETHEUS", "job", "instance"]))
        }
        let titles = dashboards[0].json["panels"]?.elements.compactMap { $0["title"]?.text } ?? []
        #expect(Set(titles).isSuperset(of: Self.panelsOfTheAssistant))
    }

    @Test func panelsDoNotOverlap() throws {
        for dashboard in try Dashboard.all() {
            var taken: Set<[Int]> = []
            for panel in dashboard.json["panels"]?.elements ?? [] {
                let place = try ["x", "y", "w", "h"].map { key in
                    try #require(panel["gridPos"]?[key]?.text.flatMap { Int($0) })
                }
                #expect(place[0] + place[2] <= 24)
                for x in place[0]..<(place[0] + place[2]) {
                    for y in place[1]..<(place[1] + place[3]) {
                        #expect(
                            taken.insert([x, y]).inserted, "\(dashboard.name): \(panel["title"]?.text ?? "")")
                    }
                }
            }
        }
    }

    @Test func queriesOfLogsAreInForm() throws {
        let queries = try Dashboard.all().flatMap(\.queries).filter(\.isForLoki)
        #expect(queries.count == 2)
        for query in queries {
            #expect(Expression(query.text).logQLMistake == nil, "\(query.panel): \(query.text)")
        }
    }
}
