// Why this file exists: with `-stdin` one scrape configuration is enough, and what it says of files means nothing.

import Configuration
import Glibc

extension PromtailFlags {
    /// A configuration that follows one file as if it were standard input: the first scrape configuration's stages and
    /// static labels count, else `{job="stdin", hostname="…"}`, and no positions.
    /// - Parameters:
    ///   - input: the file's path.
    ///   - hostname: the name of this host.
    ///   - isShipped: false if the lines are only looked at: then there is no file that they would have the name of.
    public static func forInput(_ root: Node, at input: String, hostname: String, isShipped: Bool = true)
        -> Node
    {
        let place = root["scrape_configs"]?.location ?? root.location
        func text(_ value: String) -> Node { .scalar(value, at: place) }
        let first = root["scrape_configs"]?.elements?.first
        var labels: [(String, Node)] = []
        if let first {
            let given = first["static_configs"]?.elements?.first?["labels"]?.entries ?? []
            labels = given.compactMap { key, value in
                key.text.flatMap { $0.hasPrefix("__path") || $0 == "__host__" ? nil : ($0, value) }
            }
        } else {
            labels = [("job", text("stdin")), ("hostname", text(hostname))]
        }
        // A name that YAML would take for a pattern is none.
        let path = input.reduce(into: "") { $0 += "\\*?[{".contains($1) ? "\\\($1)" : String($1) }
        let group = Node.mapping(
            [("labels", .mapping(labels + [("__path__", text(path))], at: place))], at: place)
        var scrape: [(String, Node)] = [("job_name", first?["job_name"] ?? text("stdin"))]
        // The file that stands for standard input is nobody's business.
        let nameless = Node.mapping([("labeldrop", .sequence([text("filename")], at: place))], at: place)
        let stages = first?["pipeline_stages"]
        if let stages, stages.elements == nil, !stages.isNull {
            scrape.append(("pipeline_stages", stages))
        } else {
            let all = (isShipped ? [nameless] : []) + (stages?.elements ?? [])
            scrape.append(("pipeline_stages", .sequence(all, at: stages?.location ?? place)))
        }
        scrape.append(("static_configs", .sequence([group], at: place)))
        return root.replacing("positions", with: nil)
            .replacing(
                "scrape_configs", with: .sequence([.mapping(scrape, at: first?.location ?? place)], at: place)
            )
    }

    /// A configuration with some client: whoever sends nothing need not say where to.
    public static func withSomeClient(_ root: Node) -> Node {
        guard root["clients"]?.elements?.isEmpty ?? true else { return root }
        let url = Node.scalar("http://localhost:3100/loki/api/v1/push", at: root.location)
        return root.replacing(
            "clients", with: .sequence([.mapping([("url", url)], at: root.location)], at: root.location))
    }

    /// The name of this host, as gethostname(2) tells it.
    public static var hostname: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, 255) == 0 else { return "localhost" }
        return name.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "localhost" }
    }
}
