// What a server does with a request, decided on its head, so that an unwanted body is never collected.

/// Answers a request whose body was read. It runs on the thread of the request's connection: it may wait, but
/// what computes for long holds up the other connections of that thread. Its task is cancelled when the
/// client hangs up and when the server shuts down; its answer is still sent if it can be.
public typealias HTTPHandler = @Sendable (HTTPRequest) async -> HTTPResponse

/// Decides on a request's head what is done with the request. It runs on the connection's thread and must not
/// block.
public typealias HTTPPlanner = @Sendable (HTTPRequest.Head) -> HTTPPlan

/// What to do with a request whose head has arrived.
public enum HTTPPlan: Sendable {
    /// Collect the body, up to the server's limit, then call the handler.
    case collect(HTTPHandler)
    /// Read the body, up to the server's limit, and drop it; then call the handler, which learns only its
    /// size.
    case discard(HTTPHandler)
    /// Answer at once; a body that follows is not read, and its connection is closed.
    case answer(HTTPResponse)
    /// Close the connection without an answer.
    case close
}
