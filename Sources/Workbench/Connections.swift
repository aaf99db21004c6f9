import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypes
internal import NIOHTTPTypesHTTP1
import Synchronization

/// HTTP/1.1 over one connection, as ``HTTP1Channel`` has it, with bounds on what it may cost.
struct BoundedChannel: HTTPChannelHandler {
  typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

  let responder: HTTPChannelHandler.Responder
  let connections: Connections

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    channel.eventLoop.makeCompletedFuture {
      var limits = NIOHTTPDecoderLimitConfiguration()
      limits.maxHeaderFieldSize = Connections.largestHeader
      limits.maxHeaderListSize = Connections.largestHeader
      limits.maxHeaderFieldCount = Connections.mostHeaders
      let pipeline = channel.pipeline.syncOperations
      try pipeline.configureHTTPServerPipeline(
        withPipeliningAssistance: false, withErrorHandling: false,
        withOutboundHeaderValidation: false, withEncoderConfiguration: .init(),
        withDecoderLimitConfiguration: limits)
      try pipeline.addHandler(ConnectionBounds(connections))
      try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
      try pipeline.addHandler(HTTPConnectionStateHandler(logger: logger))
      return try NIOAsyncChannel(
        wrappingChannelSynchronously: channel,
        configuration: .init(isOutboundHalfClosureEnabled: true))
    }
  }

  func handle(value: Value, logger: Logger) async {
    await handleHTTP(asyncChannel: value, logger: logger)
  }
}

/// The connections that are open, so many and no more: where another one comes, the oldest of those
/// goes over which nobody showed the token, else the one that has waited longest for a request.
final class Connections: Sendable {
  /// A browser keeps six; other tabs share them.
  static let most = 200
  /// Bytes of a request's head; a cookie and an address have some hundred.
  static let largestHeader = 16 << 10
  static let mostHeaders = 100
  /// Seconds that a connection may wait for the whole head of a request.
  let patience: Int64
  /// How slowly the body of a request may come, beyond that time: bytes a second.
  static let slowest: Int64 = 64 << 10

  init(patience: Int64 = 30) { self.patience = patience }

  private struct Member {
    var channel: any Channel
    /// Whether a request with the token came over it.
    var isKnown = false
    /// Since when it has been open or, once it is known, has waited for a request; nil while one
    /// is worked on.
    var since: NIODeadline? = .now()
  }

  private let members = Mutex<[ObjectIdentifier: Member]>([:])

  fileprivate func add(_ channel: any Channel) {
    let surplus = members.withLock { members -> (any Channel)? in
      defer { members[ObjectIdentifier(channel)] = Member(channel: channel) }
      guard members.count >= Self.most else { return nil }
      let idle = members.values.compactMap { member in
        member.since.map { (isKnown: member.isKnown, since: $0, channel: member.channel) }
      }
      return idle.min {
        $0.isKnown == $1.isKnown ? $0.since < $1.since : $1.isKnown
      }?.channel
    }
    surplus?.close(promise: nil)
  }

  /// Tells the connections of the one at this computer from those of anyone who can reach the port:
  /// the latter may be closed whatever they are at.
  func know(_ channel: any Channel) {
    update(channel) { member in
      member.isKnown = true
      member.since = nil
    }
  }

  fileprivate func set(_ channel: any Channel, isWaiting: Bool) {
    update(channel) { member in
      if member.isKnown { member.since = isWaiting ? .now() : nil }
    }
  }

  private func update(_ channel: any Channel, _ change: (inout Member) -> Void) {
    members.withLock { members in
      guard var member = members[ObjectIdentifier(channel)] else { return }
      change(&member)
      members[ObjectIdentifier(channel)] = member
    }
  }

  fileprivate func remove(_ channel: any Channel) {
    members.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(channel)) }
  }
}

/// Ends a connection on which nothing comes, or comes too slowly; what is being answered, a stream
/// of events among it, may take its time, and so may what is not read since we are busy.
private final class ConnectionBounds: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private let connections: Connections
  private var deadline: Scheduled<Void>?
  /// Requests that were not answered yet.
  private var owed = 0
  private var isReceiving = false
  /// Since when nothing more is read, for what came is worked on; that time is not the sender's.
  private var pause: NIODeadline?
  /// What came of the body, which earns it time, whatever its head says of its length.
  private var received: Int64 = 0
  private var begin = NIODeadline.now()

  init(_ connections: Connections) { self.connections = connections }

  func handlerAdded(context: ChannelHandlerContext) {
    connections.add(context.channel)
    wait(context)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    deadline?.cancel()
    connections.remove(context.channel)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(var head):
      owed += 1
      isReceiving = true
      connections.set(context.channel, isWaiting: false)
      wait(context)
      // RFC 9112 §3.2: one Host, and a target that is a path. What may be read in two ways names
      // no host, and is refused as such.
      if head.headers["host"].count != 1 || !head.uri.hasPrefix("/") {
        head.headers.remove(name: "host")
      }
      context.fireChannelRead(wrapInboundOut(.head(head)))
    case .body(let part):
      let earned = received / Connections.slowest
      received += Int64(part.readableBytes)
      // What still comes once it was answered earns nothing.
      if owed > 0, received / Connections.slowest > earned { schedule(context) }
      context.fireChannelRead(data)
    case .end:
      isReceiving = false
      if owed > 0 { deadline?.cancel() } else { rest(context) }
      context.fireChannelRead(data)
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    pause = .now()
    context.fireChannelReadComplete()
  }

  func read(context: ChannelHandlerContext) {
    if let pause {
      let time = NIODeadline.now() - pause
      begin = begin + time
      if isMidRequest, deadline == nil || time > .milliseconds(100) { schedule(context) }
    }
    pause = nil
    context.read()
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) {
      owed -= 1
      if owed == 0 { rest(context) }
    }
    context.write(data, promise: promise)
  }

  /// Waits for the next request; what is left of one that was answered early has no more time.
  private func rest(_ context: ChannelHandlerContext) {
    connections.set(context.channel, isWaiting: true)
    wait(context)
  }

  private func wait(_ context: ChannelHandlerContext) {
    begin = .now()
    received = 0
    schedule(context)
  }

  private func schedule(_ context: ChannelHandlerContext) {
    deadline?.cancel()
    let channel = context.channel
    let end = begin + .seconds(connections.patience + received / Connections.slowest)
    deadline = context.eventLoop.assumeIsolated().scheduleTask(deadline: end) {
      if self.pause != nil, self.isMidRequest {
        self.deadline = nil
      } else {
        channel.close(promise: nil)
      }
    }
  }

  /// Whether what is still to come belongs to a request that waits for its answer.
  private var isMidRequest: Bool { isReceiving && owed > 0 }
}

@available(*, unavailable)
extension ConnectionBounds: Sendable {}
