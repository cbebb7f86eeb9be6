// The invented web server whose access log is the benchmark's input: what there is to request, and who
// requests.

import Workbench

/// A page and what a browser fetches with it, as bytes ready to stand inside a JSON string.
struct Page {
    var path: [UInt8]
    var bodyBytes: Int
    var assets: [Asset]
}

/// A file that a page refers to.
struct Asset {
    var path: [UInt8]
    var bodyBytes: Int
}

/// All pages, browsers and referring sites, drawn once from a seed.
struct Website {
    static let origin = "https://docs.harbour.example.org"

    private(set) var pages: [Page] = []
    private(set) var browsers: [[UInt8]] = []
    private(set) var robots: [[UInt8]] = []
    private(set) var searches: [[UInt8]] = []

    /// `pageCount` pages and `browserCount` user agents; the same for the same numbers and random sequence.
    init(pageCount: Int, browserCount: Int, random: inout SeededRandom) {
        let everywhere = Self.everywhere.map {
            Asset(path: Array($0.utf8), bodyBytes: 500 + random.below(60_000))
        }
        for _ in 0..<pageCount { pages.append(Self.page(everywhere: everywhere, random: &random)) }
        for _ in 0..<browserCount { browsers.append(Array(Self.browser(&random).utf8)) }
        for _ in 0..<60 { robots.append(Array(Self.robot(&random).utf8)) }
        for _ in 0..<browserCount { searches.append(Array(Self.search(&random).utf8)) }
    }

    private static func page(everywhere: [Asset], random: inout SeededRandom) -> Page {
        let section = sections.pick(&random) ?? ""
        let name = "\(word(&random))-\(word(&random))-\(word(&random))"
        let path: String
        switch random.below(8) {
        case 0: path = "/\(section)/"
        case 1: path = "/\(section)/tags/\(word(&random))?page=\(random.below(9))"
        case 2: path = "/files/\(section)/\(name)-1.\(random.below(9)).\(random.below(9)).tar.gz"
        default: path = "/\(section)/\(word(&random))/\(name).html"
        }
        // A page's own pictures; one in four is an album with many.
        let pictures = random.chance(perMille: 250) ? 12 : random.below(2)
        let own = (0..<pictures).map { _ in
            Asset(
                path: Array("/\(section)/\(name)/images/\(word(&random))-\(word(&random)).png".utf8),
                bodyBytes: 2_000 + random.below(400_000))
        }
        return Page(
            path: Array(path.utf8), bodyBytes: 2_000 + random.below(60_000),
            assets: everywhere + own)
    }

    private static func browser(_ random: inout SeededRandom) -> String {
        let system = systems.pick(&random) ?? ""
        let major = 90 + random.below(60)
        switch random.below(5) {
        case 0: return "Mozilla/5.0 (\(system); rv:\(major).0) Gecko/20100101 Firefox/\(major).0"
        case 1:
            let webKit = "605.\(random.below(3)).\(random.below(20))"
            return "Mozilla/5.0 (\(system)) AppleWebKit/\(webKit) (KHTML, like Gecko) "
                + "Version/17.\(random.below(7)) Safari/\(webKit)"
        default:
            return "Mozilla/5.0 (\(system)) AppleWebKit/537.36 (KHTML, like Gecko) "
                + "Chrome/\(major).0.\(4000 + random.below(2500)).\(random.below(200)) Safari/537.36"
        }
    }

    private static func robot(_ random: inout SeededRandom) -> String {
        let name = word(&random) + (robotKinds.pick(&random) ?? "")
        return random.chance(perMille: 333)
            ? "\(name)/\(random.below(9)).\(random.below(30)) (+http://www.\(name).example/)"
            : "Mozilla/5.0 (compatible; \(name)/2.\(random.below(4)); +http://www.\(name).example/bot.html)"
    }

    /// The address of a search engine's page, most of them with what was searched for.
    private static func search(_ random: inout SeededRandom) -> String {
        guard random.chance(perMille: 750) else { return "https://www.search.example/" }
        let query = "\(word(&random))+\(word(&random))+\(word(&random))"
        return "https://www.search.example/search?q=\(query)&hl=en&source=web&ei="
            + String(random.next(), radix: 36)
    }

    private static func word(_ random: inout SeededRandom) -> String {
        words.pick(&random).map { String($0) } ?? ""
    }

    private static let everywhere = [
        "/reset.css", "/style.css", "/images/logo-80.png", "/images/web/banner.png", "/favicon.ico",
    ]

    private static let sections = [
        "blog", "articles", "projects", "presentations", "notes", "manual", "talks", "photos",
    ]

    private static let systems = [
        "Windows NT 10.0; Win64; x64", "Windows NT 6.1; WOW64", "X11; Linux x86_64",
        "X11; Ubuntu; Linux x86_64", "Macintosh; Intel Mac OS X 10_15_7", "Macintosh; Intel Mac OS X 10.14",
        "Linux; Android 14; Pixel 8", "iPhone; CPU iPhone OS 17_4 like Mac OS X",
        "iPad; CPU OS 16_6 like Mac OS X",
    ]

    private static let robotKinds = ["bot", "spider", "reader", "fetch"]

    private static let words = """
        harbour ferry anchor rope tide pilot cargo deck crane buoy keel mast sonar radar signal beacon chart \
        compass current delta estuary fog gale hull island jetty knot lantern mooring north oar paddle quay \
        rudder sail tanker upstream vessel wharf yard bridge channel dock engine flag galley hatch inlet \
        journal kernel ledger marina needle ocean packet queue river strait timber voyage winch barge canal \
        dredge ebb flood gangway helm
        """.split(separator: " ")
}
