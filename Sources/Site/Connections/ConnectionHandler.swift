import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Watches one connection: that a request comes, and an answer goes, at a pace that ends some day,
/// and that what nobody reads is not taken from the network.
final class ConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let connections: Connections
  private let limits: Limits
  /// Whether a request has begun to come and not ended.
  private var isReading = false
  /// Requests that have begun to come and are not answered.
  private var unanswered = 0
  /// The answer that is written says that it is the last.
  private var isLast = false
  /// The answer is given; what still comes of the request goes nowhere.
  private var isLingering = false
  /// Of a request that was answered before it ended.
  private var surplusBytes = 0
  /// By when the body must be there, later with every byte.
  private var deadline = NIODeadline.now()
  private var bodyTimer: Scheduled<Void>?
  private var answerTimer: Scheduled<Void>?

  init(_ connections: Connections, _ limits: Limits) {
    self.connections = connections
    self.limits = limits
  }

  func handlerAdded(context: ChannelHandlerContext) { connections.add(context.channel) }

  func handlerRemoved(context: ChannelHandlerContext) {
    bodyTimer?.cancel()
    answerTimer?.cancel()
    connections.remove(context.channel)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isLingering else { return }
    switch unwrapInboundIn(data) {
    case .head:
      isReading = true
      unanswered += 1
      surplusBytes = 0
      deadline = .now() + limits.patience
      if bodyTimer == nil { watchBody(context) }
      connections.change(context.channel, to: .reading)
    case .body(let bytes):
      // Who sent much at first has not earned to stand still for long.
      deadline = min(
        deadline + limits.patience(for: bytes.readableBytes), .now() + limits.patience * 2)
      if unanswered == 0 {
        surplusBytes += bytes.readableBytes
        guard surplusBytes <= limits.surplusBytes else { return linger(context) }
      }
    case .end:
      isReading = false
      bodyTimer?.cancel()
      bodyTimer = nil
      connections.change(context.channel, to: unanswered > 0 ? .answering : .idle)
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(let head):
      if head.headerFields[.connection] == "close" { isLast = true }
      context.write(data, promise: promise)
    case .body: context.write(data, promise: promise)
    case .end:
      unanswered -= 1
      guard isLast else {
        if unanswered == 0, !isReading { connections.change(context.channel, to: .idle) }
        return context.write(data, promise: promise)
      }
      let written = promise ?? context.eventLoop.makePromise()
      context.writeAndFlush(data, promise: written)
      written.futureResult.assumeIsolated().whenComplete { _ in self.linger(context) }
    }
  }

  /// Says that nothing more comes from here, and closes once the other side has had time to read
  /// it: closed at once, while something is still sent, the answer would be lost.
  private func linger(_ context: ChannelHandlerContext) {
    guard !isLingering else { return }
    isLingering = true
    context.close(mode: .output, promise: nil)
    let channel = context.channel
    context.eventLoop.scheduleTask(in: isReading ? limits.lingering : .zero) {
      channel.close(promise: nil)
    }
  }

  /// Closes the connection where the rest of a body comes too slowly.
  private func watchBody(_ context: ChannelHandlerContext) {
    bodyTimer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
      self.bodyTimer = nil
      guard self.isReading else { return }
      guard self.deadline <= .now() else { return self.watchBody(context) }
      self.connections.noteStill()
      context.close(promise: nil)
    }
  }

  /// Closes the connection where nobody takes the answer.
  func channelWritabilityChanged(context: ChannelHandlerContext) {
    answerTimer?.cancel()
    answerTimer = nil
    if !context.channel.isWritable {
      answerTimer = context.eventLoop.assumeIsolated().scheduleTask(in: limits.patience) {
        self.connections.noteStill()
        context.close(promise: nil)
      }
    }
    context.fireChannelWritabilityChanged()
  }
}
