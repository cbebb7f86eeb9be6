// One connection's protocol as a value, so that every order of events can be tried without a socket.

/// What a connection is doing, and what to do when something happens on it.
///
/// Each event method returns the action its caller performs. One request is answered at a time; what follows
/// it on the connection is held by the caller while `disposition` says so (RFC 9112, section 9.3.2).
struct ConnectionState: Sendable {
    /// What the caller has to do.
    enum Action: Sendable {
        case none
        /// Send `100 Continue`.
        case sendContinue
        /// Run the handler; report with `handlerAnswered`.
        case call(HTTPHandler, HTTPRequest)
        /// Write the response; report with `responseSent`.
        case send(HTTPResponse, toHead: Bool, keepAlive: Bool)
        /// Take the next request: first what was held, then what the socket has.
        case takeNext
        /// Close the sending side and wait for the client to close its own, so that what it still sends
        /// cannot reset the connection before it has read the answer (RFC 9112, section 9.6).
        case closeOutput
        /// Tell the running handler that nobody may be waiting for its answer.
        case cancelHandler
        /// Close the connection.
        case close
    }

    /// What to do with a message part that arrives now.
    enum Disposition: Sendable {
        case process, hold, drop
    }

    /// The part of a connection's life that has a deadline of its own.
    enum Phase: Sendable {
        case idle, receivingHead, receiving, answering, sending, lingering, closed
    }

    /// A request of which the end has not been seen.
    private struct Receiving {
        var head: HTTPRequest.Head
        var plan: HTTPPlan
        var keepAlive: Bool
        var body: [UInt8] = []
        var bodyByteCount = 0
    }

    /// What the answer has to know of its request.
    private struct Exchange {
        var isHead: Bool
        var keepAlive: Bool
        var closesWhenSent = false
    }

    private enum State {
        case idle
        case receiving(Receiving)
        case answering(Exchange)
        case sending(Exchange)
        case lingering
        case closed
    }

    private let maxBodyBytes: Int
    private var state = State.idle
    private var isDraining = false
    private var inputIsClosed = false
    /// Something of a head is here; in a new connection it is late from the start.
    private var headHasBegun = true

    /// A connection that has just been accepted.
    init(maxBodyBytes: Int) {
        self.maxBodyBytes = maxBodyBytes
    }

    var phase: Phase {
        switch state {
        case .idle: headHasBegun ? .receivingHead : .idle
        case .receiving: .receiving
        case .answering: .answering
        case .sending: .sending
        case .lingering: .lingering
        case .closed: .closed
        }
    }

    var disposition: Disposition {
        switch state {
        case .idle, .receiving: .process
        case .answering(let exchange), .sending(let exchange): exchange.keepAlive ? .hold : .drop
        case .lingering, .closed: .drop
        }
    }

    /// Whether the socket should be read: not while an answer is owed, so that a client cannot fill the
    /// memory.
    var wantsBytes: Bool {
        switch state {
        case .idle, .receiving, .lingering: true
        case .answering, .sending, .closed: false
        }
    }

    /// Bytes have arrived, whatever they are.
    mutating func bytesArrived() -> Action {
        if case .idle = state { headHasBegun = true }
        return .none
    }

    /// A request's head was read.
    mutating func headReceived(_ message: RequestMessage, planner: HTTPPlanner) -> Action {
        guard case .idle = state else { return close() }
        headHasBegun = false
        if let refusal = message.refusal { return refuse(refusal) }
        let plan = planner(message.head)
        switch plan {
        case .close:
            return close()
        case .answer(let response):
            if message.hasBody {
                return send(response, Exchange(isHead: message.isHead, keepAlive: false))
            }
        case .collect, .discard:
            if let length = message.contentLength, length > maxBodyBytes {
                return refuse(tooLarge(byteCount: length))
            }
        }
        var receiving = Receiving(head: message.head, plan: plan, keepAlive: message.keepAlive)
        if case .collect = plan, let length = message.contentLength {
            // What a client announces is reserved only as far as a usual request goes.
            receiving.body.reserveCapacity(min(length, 1 << 20))
        }
        state = .receiving(receiving)
        return message.expectsContinue ? .sendContinue : .none
    }

    /// A piece of the body was read.
    mutating func bodyReceived<Bytes: Collection<UInt8>>(_ bytes: Bytes) -> Action {
        guard case .receiving(var receiving) = state else { return .none }
        state = .idle  // `receiving` is to be the only owner of the array, or the append would copy it.
        receiving.bodyByteCount += bytes.count
        guard receiving.bodyByteCount <= maxBodyBytes else {
            return refuse(
                tooLarge(byteCount: receiving.bodyByteCount), isHead: receiving.head.method == "HEAD")
        }
        if case .collect = receiving.plan { receiving.body.append(contentsOf: bytes) }
        state = .receiving(receiving)
        return .none
    }

    /// The request's end was read.
    mutating func endReceived() -> Action {
        guard case .receiving(let receiving) = state else { return .none }
        let exchange = Exchange(
            isHead: receiving.head.method == "HEAD", keepAlive: receiving.keepAlive && !isDraining)
        switch receiving.plan {
        case .answer(let response):
            return send(response, exchange)
        case .close:
            return close()
        case .collect(let handler), .discard(let handler):
            state = .answering(exchange)
            return .call(
                handler,
                HTTPRequest(
                    head: receiving.head, body: receiving.body, bodyByteCount: receiving.bodyByteCount))
        }
    }

    /// The bytes are no HTTP; nothing after them can be understood.
    mutating func parserFailed(_ response: HTTPResponse) -> Action {
        switch state {
        case .idle, .receiving: refuse(response)
        case .answering, .sending, .lingering, .closed: .none
        }
    }

    /// The client has closed its sending side, and everything it sent before was taken.
    mutating func inputClosed() -> Action {
        inputIsClosed = true
        switch state {
        case .idle, .receiving, .lingering: return close()
        case .answering, .sending, .closed: return .none
        }
    }

    /// The handler has returned.
    mutating func handlerAnswered(_ response: HTTPResponse) -> Action {
        guard case .answering(var exchange) = state else { return .none }
        if isDraining { exchange.keepAlive = false }
        return send(response, exchange)
    }

    /// The response was handed to the kernel.
    mutating func responseSent() -> Action {
        guard case .sending(let exchange) = state else { return .none }
        if exchange.closesWhenSent { return close() }
        if exchange.keepAlive {
            state = .idle
            return isDraining ? close() : .takeNext
        }
        if inputIsClosed { return close() }
        state = .lingering
        return .closeOutput
    }

    /// The deadline of the present phase has passed.
    mutating func timedOut() -> Action {
        switch state {
        case .receiving:
            refuse(.text("the request did not arrive in time\n", status: 408))
        case .idle, .sending, .lingering: close()
        case .answering, .closed: .none
        }
    }

    /// The server is shutting down: the request at hand may be finished.
    mutating func drain() -> Action {
        isDraining = true
        return switch state {
        case .idle: close()
        case .answering: .cancelHandler
        case .receiving, .sending, .lingering, .closed: .none
        }
    }

    /// The connection is gone, or is to go at once.
    mutating func close() -> Action {
        if case .closed = state { return .none }
        state = .closed
        return .close
    }

    private mutating func refuse(_ response: HTTPResponse, isHead: Bool = false) -> Action {
        send(response, Exchange(isHead: isHead, keepAlive: false))
    }

    private mutating func send(_ response: HTTPResponse, _ exchange: Exchange) -> Action {
        var exchange = exchange
        switch response.fault {
        case .closeWithoutAnswer:
            return close()
        case .truncatedBody:
            exchange.keepAlive = false
            exchange.closesWhenSent = true
        case nil: break
        }
        state = .sending(exchange)
        return .send(response, toHead: exchange.isHead, keepAlive: exchange.keepAlive)
    }

    /// 413 (RFC 9110, section 15.5.14), in the words in which Loki's manual documents it for a push.
    private func tooLarge(byteCount: Int) -> HTTPResponse {
        .text("Request body too large: \(byteCount) bytes, limit: \(maxBodyBytes) bytes\n", status: 413)
    }
}
