// Why this file exists: Sprig's functions that take URLs apart and put them together.

/// Sprig's functions on URLs (https://masterminds.github.io/sprig/url.html).
enum SprigURLs {
    static let table: TemplateFunctions.Table = [
        TemplateFunction("urlParse", 1) { arguments, context throws(TemplateError) in
            let url = try GoURL(try arguments.text(0))
            let map = TemplateMap()
            for (key, part) in [
                ("fragment", url.fragment), ("host", url.host), ("hostname", Array(url.hostName)),
                ("opaque", url.opaque), ("path", url.path), ("query", url.query), ("scheme", url.scheme),
                ("userinfo", url.userInformation ?? []),
            ] as [(StaticString, [UInt8])] {
                map[TemplateText(key)] = .text(try context.text(part))
            }
            return .map(map)
        },
        TemplateFunction("urlJoin", 1) { arguments, context throws(TemplateError) in
            let parts = try arguments.map(0)
            var url = GoURL()
            url.scheme = Array(try part("scheme", of: parts))
            url.host = Array(try part("host", of: parts))
            url.path = Array(try part("path", of: parts))
            url.query = Array(try part("query", of: parts))
            url.opaque = Array(try part("opaque", of: parts))
            url.fragment = Array(try part("fragment", of: parts))
            let user = try part("userinfo", of: parts)
            if !user.isEmpty { try url.takeUserInformation(user) }
            return .text(try context.text { url.append(to: $0) })
        },
    ]

    private static func part(
        _ key: StaticString, of map: TemplateMap
    ) throws(TemplateError) -> TemplateText {
        switch map[TemplateText(key)] {
        case .text(let text)?: return text
        case nil: return .empty
        case let value?:
            throw TemplateError(
                "unable to parse \(key) key, must be of type string, but \(value.kindName) found")
        }
    }
}
