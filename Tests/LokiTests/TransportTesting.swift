// What the tests of the transport share: settings that no environment changes, and a loop until pushes ended.

import Platform
import Testing

@testable import Loki

/// A client of this URL; proxies of the environment are not asked.
func settings(_ url: String, timeout: Int64 = 20_000_000_000) -> ClientSettings {
    var settings = ClientSettings(url: url)
    settings.proxyURL = ""
    settings.timeout = timeout
    return settings
}

func request(_ settings: ClientSettings, tenant: String? = nil, body: String = "body") throws -> PushRequest {
    let buffer = ByteBuffer()
    buffer.append(body)
    return try PushRequest(settings, tenant: tenant, body: buffer, version: "1.2.3")
}

/// A push of the batch, its body made as the agent makes it.
func request(_ settings: ClientSettings, _ batch: Batch) throws -> PushRequest {
    let body = ByteBuffer()
    try PushBodyEncoder().encode(batch, to: body)
    return try PushRequest(settings, tenant: batch.tenant, body: body, version: "1.2.3")
}

extension Transport {
    /// Drives the pushes under way until `count` of them ended; fails after half a minute.
    func completions(_ count: Int) throws -> [Completion] {
        let limit = Clock.monotonic() + 30_000_000_000
        var ended: [Completion] = []
        while true {
            ended += perform()
            if ended.count >= count { return ended }
            try #require(Clock.monotonic() < limit, "no answer in half a minute")
            var watches: [Watch] = []
            wait(&watches, until: limit)
        }
    }

    /// Pushes and waits for the answer.
    func push(_ request: PushRequest) throws -> PushAnswer {
        try start(request, tag: 0)
        let answer = try #require(try completions(1).first).answer
        #expect(inFlight == 0)
        return answer
    }
}
