// How a receiver misbehaves, as a value, so that a client's every path can be walked on purpose.

import HTTPServing

/// What is known of a push when its head has arrived.
public struct RequestInfo: Sendable {
    /// How many pushes came before this one, on any connection: 0 for the first.
    public let index: Int

    /// The tenant.
    public let tenant: String

    /// The request's head.
    public let head: HTTPRequest.Head

    /// A push as scripts see it.
    public init(index: Int, tenant: String, head: HTTPRequest.Head) {
        self.index = index
        self.tenant = tenant
        self.head = head
    }
}

/// What a receiver does with one push. Where entries are stored, a push that is to be refused is refused
/// first.
public indirect enum Answer: Sendable {
    /// Store the entries and acknowledge them with 204.
    case accept
    /// Read the push and answer with this status; nothing is stored.
    case status(Int, headers: [(name: String, value: String)] = [], body: String = "")
    /// Store the entries, then answer with this status all the same.
    case storeThenStatus(Int, headers: [(name: String, value: String)] = [], body: String = "")
    /// Store the entries that the closure picks, then answer with this status: a partial refusal.
    case storeSomeThenStatus(
        @Sendable (ReceivedEntry) -> Bool, Int, headers: [(name: String, value: String)] = [],
        body: String = "")
    /// Close the connection when the head has arrived, before the body is read.
    case closeBeforeReading
    /// Store the entries, then close the connection: the acknowledgement is lost.
    case closeAfterStoring
    /// Store the entries, then send a 200 whose body breaks off halfway, and close.
    case truncateResponse
    /// Wait, then do the other. The wait ends early when the client hangs up or the receiver shuts down; the
    /// other is done even so.
    case delay(nanoseconds: UInt64, then: Answer = .accept)
    /// Read the push, then hold the connection until the client hangs up or the receiver shuts down; nothing
    /// is stored.
    case never
    /// Read the push and decide on its entries; a push that cannot be read is refused without asking.
    case decide(@Sendable ([ReceivedEntry]) -> Answer)
}

/// Decides how each push is answered.
public struct AnswerScript: Sendable {
    private let decide: @Sendable (RequestInfo) -> Answer

    /// A script that asks for each push, when its head has arrived. Calls may come at the same time from
    /// several threads.
    public init(_ decide: @escaping @Sendable (RequestInfo) -> Answer) {
        self.decide = decide
    }

    /// Answers as Loki does.
    public static let acceptAll = AnswerScript { _ in .accept }

    /// Answers the first pushes in turn, and all later ones in one way.
    public static func sequence(_ answers: [Answer], then last: Answer = .accept) -> AnswerScript {
        AnswerScript { answers.indices.contains($0.index) ? answers[$0.index] : last }
    }

    /// Answers the pushes with these indices so, and all others in one way.
    public static func at(_ answers: [Int: Answer], otherwise: Answer = .accept) -> AnswerScript {
        AnswerScript { answers[$0.index] ?? otherwise }
    }

    /// How this push is answered.
    public func answer(to request: RequestInfo) -> Answer {
        decide(request)
    }
}
