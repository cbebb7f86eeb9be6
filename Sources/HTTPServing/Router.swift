// A table of exact paths, because the servers here have a handful of them and no parameters in any.

/// Finds the plan for a request by path and method, and answers 404 and 405 by itself.
public struct Router: Sendable {
    private var routes: [String: [String: HTTPPlanner]] = [:]

    /// What is answered with 404.
    public var notFoundText = "404 page not found\n"

    /// A table without routes: every request is answered 404.
    public init() {}

    /// Adds a handler for a method (`GET` serves HEAD too, unless HEAD has its own) and a path, compared
    /// with the path as it was sent, without percent-decoding. A second one for both replaces the first.
    public mutating func on(_ method: String, _ path: String, _ handler: @escaping HTTPHandler) {
        plan(method, path) { _ in .collect(handler) }
    }

    /// Adds a route that decides on the head what is done with the body.
    public mutating func plan(_ method: String, _ path: String, _ planner: @escaping HTTPPlanner) {
        routes[path, default: [:]][method] = planner
    }

    /// The plan for a request: its route's; 404 (RFC 9110, section 15.5.5) for an unknown path; 405 (section
    /// 15.5.6) with the methods that are allowed for a known one.
    public func plan(for head: HTTPRequest.Head) -> HTTPPlan {
        guard let methods = routes[head.path] else {
            return .answer(.text(notFoundText, status: 404))
        }
        if let planner = methods[head.method] ?? (head.method == "HEAD" ? methods["GET"] : nil) {
            return planner(head)
        }
        var allowed = Set(methods.keys)
        if allowed.contains("GET") { allowed.insert("HEAD") }
        let list = allowed.sorted().joined(separator: ", ")
        return .answer(
            .text(
                "method \(head.method) is not allowed here: use \(list)\n", status: 405,
                headers: [("Allow", list)]))
    }
}
