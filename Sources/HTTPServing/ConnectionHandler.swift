// The thin shell around `ConnectionState`: it tells the state what happened and does what the state says.

import NIOCore
import NIOHTTP1

/// Events that the server sends down every connection.
enum ServerEvent: Sendable {
    /// Finish the request at hand, then close.
    case drain
    /// Close now.
    case abort
}

/// Something arrived, before it is known what.
private struct Arrival: Sendable {}

/// Tells the last handler when bytes arrive: of a head that is not complete it would see nothing.
final class ArrivalHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        context.fireUserInboundEventTriggered(Arrival())
        context.fireChannelRead(data)
    }
}

/// The last handler of a connection's pipeline; it works on parsed requests.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = Never
    typealias OutboundOut = HTTPServerResponsePart

    /// What arrived while an answer was owed.
    private enum Held {
        case part(HTTPServerRequestPart)
        case failure(HTTPParserError)
        case inputClosed
    }

    /// Reading stops while an answer is owed, so only what one read brought is held; this bounds a burst of
    /// tiny requests before a close, which the network library reads to its end.
    private static let maxHeldParts = 4096

    private let limits: HTTPServer.Limits
    private let planner: HTTPPlanner
    private let registry: ConnectionRegistry
    private let executor: LoopExecutor
    private var state: ConnectionState
    private var context: ChannelHandlerContext?
    private var held = CircularBuffer<Held>()
    private var isTakingHeld = false
    private var readIsHeld = false
    private var running: Task<Void, Never>?
    private var deadline: Scheduled<Void>?
    private var deadlinePhase: ConnectionState.Phase?

    init(
        limits: HTTPServer.Limits, planner: @escaping HTTPPlanner, registry: ConnectionRegistry,
        executor: LoopExecutor
    ) {
        self.limits = limits
        self.planner = planner
        self.registry = registry
        self.executor = executor
        self.state = ConnectionState(maxBodyBytes: limits.maxBodyBytes)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        armDeadline()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        finish()
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        take(.part(unwrapInboundIn(data)))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? HTTPParserError {
            take(.failure(error))
        } else if !(error is ByteToMessageDecoderError) {
            // The socket failed; whatever follows bytes that were no HTTP is dropped instead, until the
            // client closes.
            perform(state.close())
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ServerEvent {
            switch event {
            case .drain: perform(state.drain())
            case .abort: perform(state.close())
            }
        } else if event is Arrival {
            perform(state.bytesArrived())
        } else if event as? ChannelEvent == .inputClosed {
            running?.cancel()
            take(.inputClosed)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    func read(context: ChannelHandlerContext) {
        if state.wantsBytes {
            context.read()
        } else {
            readIsHeld = true
        }
    }

    private func take(_ event: Held) {
        guard held.isEmpty, !isTakingHeld, state.disposition != .hold else {
            if state.disposition == .drop, case .inputClosed = event { perform(state.inputClosed()) }
            guard state.disposition != .drop else { return }
            held.append(event)
            if held.count > Self.maxHeldParts { perform(state.close()) }
            return
        }
        process(event)
    }

    private func process(_ event: Held) {
        switch event {
        case .part(.head(let head)): perform(state.headReceived(RequestMessage(head), planner: planner))
        case .part(.body(let bytes)): perform(state.bodyReceived(bytes.readableBytesView))
        case .part(.end): perform(state.endReceived())
        case .failure(let error): perform(state.parserFailed(refusal(of: error)))
        case .inputClosed: perform(state.inputClosed())
        }
    }

    /// Works off what was held; an answer that is sent at once comes back here, hence the flag instead of
    /// recursion.
    private func takeHeld() {
        guard !isTakingHeld else { return }
        isTakingHeld = true
        while state.disposition != .hold, let event = held.popFirst() { process(event) }
        isTakingHeld = false
        if state.wantsBytes, readIsHeld {
            readIsHeld = false
            context?.read()
        }
    }

    private func perform(_ action: ConnectionState.Action) {
        armDeadline()
        guard let context else { return }
        switch action {
        case .none:
            break
        case .sendContinue:
            let head = HTTPResponseHead(version: .http1_1, status: .continue)
            context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
        case .call(let handler, let request):
            call(handler, request, on: context.eventLoop)
        case .send(let response, let toHead, let keepAlive):
            send(response, toHead: toHead, keepAlive: keepAlive, context: context)
        case .takeNext:
            takeHeld()
        case .closeOutput:
            context.close(mode: .output, promise: nil)
            takeHeld()
        case .cancelHandler:
            running?.cancel()
        case .close:
            held.removeAll()
            context.close(promise: nil)
        }
    }

    private func call(_ handler: @escaping HTTPHandler, _ request: HTTPRequest, on loop: any EventLoop) {
        let answer = loop.makePromise(of: HTTPResponse.self)
        answer.futureResult.assumeIsolated().whenSuccess { [self] response in
            running = nil
            perform(state.handlerAnswered(response))
        }
        let registry = registry
        registry.handlerStarted()
        running = Task(executorPreference: executor) {
            answer.succeed(await handler(request))
            registry.handlerEnded()
        }
    }

    private func send(
        _ response: HTTPResponse, toHead: Bool, keepAlive: Bool, context: ChannelHandlerContext
    ) {
        let message = ResponseMessage(
            response, toHead: toHead, keepAlive: keepAlive, date: httpDate(unixTime()))
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenSuccess { [self] in perform(state.responseSent()) }
        context.write(wrapOutboundOut(.head(message.head)), promise: nil)
        if let body = message.body { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: sent)
    }

    /// Every phase but the handler's own has a deadline, which starts anew with the phase.
    private func armDeadline() {
        let phase = state.phase
        guard phase != deadlinePhase else { return }
        deadlinePhase = phase
        deadline?.cancel()
        deadline = nil
        guard let context, let timeout = limits.timeout(of: phase) else { return }
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: timeAmount(timeout)) { [weak self] in
            guard let self else { return }
            deadlinePhase = nil
            perform(state.timedOut())
        }
    }

    private func finish() {
        _ = state.close()
        armDeadline()
        held.removeAll()
        running?.cancel()
    }
}

extension HTTPServer.Limits {
    /// How long a connection may stay in a phase, or nil when only the handler decides.
    fileprivate func timeout(of phase: ConnectionState.Phase) -> Duration? {
        switch phase {
        case .idle: idleTimeout
        case .receivingHead: headTimeout
        case .receiving, .sending: requestTimeout
        case .lingering: min(requestTimeout, .seconds(2))
        case .answering, .closed: nil
        }
    }
}
