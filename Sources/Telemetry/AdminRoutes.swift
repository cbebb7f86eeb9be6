// Why this file exists: each endpoint says in one place what it answers, to whom, and what browsers may do with it.

import Configuration
import HTTPServing

/// The table of the agent's endpoints.
struct AdminRoutes {
    /// What browsers are told with every answer: that it is what it says it is, that nobody is told where its reader came
    /// from, that it stands in no frame and no cache, and that no other site's page may have it.
    static let safety: [(name: String, value: String)] = [
        ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
        ("X-Frame-Options", "DENY"),
        ("Cross-Origin-Resource-Policy", "same-origin"), ("Cache-Control", "no-store"),
        ("Content-Security-Policy", AdminServer.policy),
    ]

    private(set) var router = Router()
    private var names: [String] = []

    init(_ endpoints: AdminEndpoints, users: BasicAuthenticator) {
        addEvery(endpoints, users)
        add("GET", "/health/detailed", json: endpoints.health)
        add("GET", "/status", json: endpoints.status)
        addStatistics(endpoints.statistics)
        if let text = endpoints.configuration {
            add("GET", "/config") { _ in .bytes(await text(), contentType: "text/yaml; charset=utf-8") }
        }
        let policy = endpoints.pagePolicy
        for (path, text) in [("/fragment", endpoints.fragment), ("/", endpoints.page)] {
            guard let text else { continue }
            add("GET", path) { _ in
                .bytes(
                    await text(), contentType: "text/html; charset=utf-8",
                    headers: [("Content-Security-Policy", policy)])
            }
        }
        let list = names.map { $0 + "\n" }.joined()
        if endpoints.page == nil { router.on("GET", "/") { _ in .text("logferry\n\n" + list) } }
        router.notFoundText = "there is nothing here; there is\n\n" + list
    }

    private mutating func add(_ method: String, _ path: String, _ handler: @escaping HTTPHandler) {
        names.append("\(method) \(path)")
        router.on(method, path, handler)
    }

    private mutating func add(_ method: String, _ path: String, json text: AdminEndpoints.Text?) {
        guard let text else { return }
        add(method, path) { _ in .bytes(await text(), contentType: "application/json") }
    }

    private mutating func addEvery(_ endpoints: AdminEndpoints, _ users: BasicAuthenticator) {
        add("GET", "/ready") { _ in
            switch await endpoints.readiness() {
            case .ready: .text("ready\n")
            case .notReady(let reason): .text("not ready: \(reason)\n", status: 503)
            }
        }
        add("GET", "/metrics") { request in
            let format = Exposition.Format(accepting: request.headers.values(of: "Accept"))
            var exposition = await endpoints.metrics(format)
            exposition.family(
                "logferry_http_unauthorized_total", .counter,
                "Requests that were refused for want of a right name and password.")
            exposition.sample("logferry_http_unauthorized_total", [], "\(users.refusedRequests)")
            return .bytes(
                Array(exposition.text.utf8), contentType: format.contentType, headers: [("Vary", "Accept")])
        }
        add("POST", "/-/reload") { request in
            guard !Self.isFromPage(request.head) else {
                return .text("pages may not reload: use curl -X POST, or send SIGHUP\n", status: 403)
            }
            return Self.answer(to: await endpoints.reload())
        }
    }

    private static func answer(to outcome: AdminEndpoints.ReloadAnswer) -> HTTPResponse {
        switch outcome {
        case .done(let notes): .text((["the configuration was reloaded"] + notes).map { $0 + "\n" }.joined())
        case .notAllowed:
            .text(
                "reloading over HTTP is not allowed: set server.enable_runtime_reload: true, or send SIGHUP\n",
                status: 403)
        case .failed(let reason, let isStopping): .text(reason + "\n", status: isStopping ? 503 : 500)
        }
    }

    /// Whether a browser sends a request for a page, which may be anybody's: browsers say so with every POST
    /// (https://fetch.spec.whatwg.org/#origin-header, https://www.w3.org/TR/fetch-metadata/), programs do not. The agent's own page sends none.
    private static func isFromPage(_ head: HTTPRequest.Head) -> Bool {
        head.headers["Origin"] != nil || head.headers["Sec-Fetch-Site"] != nil
    }

    private mutating func addStatistics(
        _ statistics: (@Sendable (_ range: Int64?) async -> AdminEndpoints.Statistics)?
    ) {
        guard let statistics else { return }
        add("GET", "/stats") { request in
            let text = request.query.first { $0.name == "range" }?.value
            let range = text.flatMap { Durations.parse($0) }
            guard text == nil || (range ?? 0) > 0 else {
                return .text(
                    "range: \"\(text ?? "")\" is not a span of time: write a number with a unit, for example "
                        + "/stats?range=15m, 1h or 1d\n", status: 400)
            }
            switch await statistics(range) {
            case .report(let json): return .bytes(json, contentType: "application/json")
            case .beyond(let longest):
                return .text(
                    "range: no more is kept than the last \(Durations.format(longest)): "
                        + "write /stats?range=\(Durations.format(longest)) or less\n", status: 400)
            case .isOff:
                return .text(
                    "logs are not analysed: add \"analysis: {}\" to agent.conf, or to a scrape_config for its logs "
                        + "alone, and reload\n", status: 404)
            }
        }
    }
}

extension HTTPPlan {
    /// What a handler answers, or what is answered without one, to a request whose body is not wanted.
    func answer(to request: HTTPRequest) async -> HTTPResponse {
        switch self {
        case .collect(let handler), .discard(let handler): await handler(request)
        case .answer(let response): response
        case .close: .closeWithoutAnswer
        }
    }

    /// The same, with further header fields in its answer. No body is wanted.
    func with(_ fields: [(name: String, value: String)]) -> HTTPPlan {
        switch self {
        case .collect(let handler), .discard(let handler): .discard { await handler($0).with(fields) }
        case .answer(let response): .answer(response.with(fields))
        case .close: .close
        }
    }
}

extension HTTPResponse {
    /// The same with header fields that it does not have yet.
    func with(_ fields: [(name: String, value: String)]) -> HTTPResponse {
        var response = self
        let names = Set(headers.map { $0.name })
        response.headers += fields.filter { !names.contains($0.name) }
        return response
    }
}
