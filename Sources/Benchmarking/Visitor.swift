// A visit is what makes neighbouring lines of an access log resemble each other.

import Workbench

/// One request, as its log line shows it.
struct Request {
    var path: [UInt8]
    var referrer: [UInt8]
    var status: Int
    var bodyBytes: Int
    var isHead: Bool
}

/// Somebody on the site: an address and a browser, which fetch a page, then what belongs to it, then the
/// next page.
struct Visitor {
    let address: [UInt8]
    let userAgent: [UInt8]
    private(set) var requestsLeft: Int
    private let isRobot: Bool
    private let comesFrom: [UInt8]
    private var page: Page?
    private var pageAddress: [UInt8] = []
    private var nextAsset = 0

    init(website: Website, random: inout SeededRandom) {
        address = Array(
            "\(1 + random.below(223)).\(random.below(256)).\(random.below(256)).\(1 + random.below(254))".utf8
        )
        isRobot = random.chance(perMille: 450)
        let agents = isRobot ? website.robots : website.browsers
        userAgent = agents.pickPopular(&random) ?? []
        comesFrom =
            isRobot || random.chance(perMille: 250) ? Array("-".utf8) : website.searches.pick(&random) ?? []
        requestsLeft = isRobot ? 1 + random.below(3) : 1 + random.below(7)
    }

    /// The next request of this visit.
    mutating func nextRequest(of website: Website, random: inout SeededRandom) -> Request {
        requestsLeft -= 1
        if !isRobot, let page, nextAsset < page.assets.count {
            let asset = page.assets[nextAsset]
            nextAsset += 1
            return request(asset.path, bodyBytes: asset.bodyBytes, referrer: pageAddress, random: &random)
        }
        let referrer = pageAddress.isEmpty || isRobot ? comesFrom : pageAddress
        guard let next = website.pages.pickPopular(&random) else {
            return request(Array("/".utf8), bodyBytes: 0, referrer: referrer, random: &random)
        }
        page = next
        pageAddress = Array(Website.origin.utf8) + next.path
        nextAsset = 0
        return request(
            next.path, bodyBytes: next.bodyBytes + random.below(900), referrer: referrer, random: &random)
    }

    private func request(
        _ path: [UInt8], bodyBytes: Int, referrer: [UInt8], random: inout SeededRandom
    ) -> Request {
        let status: Int
        switch random.below(1000) {
        case 0..<4: status = 500
        case 4..<26: status = 404
        case 26..<72: status = 304
        case 72..<88: status = 301
        default: status = 200
        }
        // A redirection or an error has a short body of its own, "not modified" none.
        let ownBodyBytes = status == 304 ? 0 : 200 + random.below(300)
        return Request(
            path: path, referrer: referrer, status: status,
            bodyBytes: status == 200 ? bodyBytes : ownBodyBytes,
            isHead: random.chance(perMille: 5))
    }
}
