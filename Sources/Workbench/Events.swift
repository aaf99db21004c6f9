import Hummingbird
internal import HTTPTypes

extension Workbench {
  /// How often a page that nothing is told to is sent a comment, so that it is known whether it is
  /// still there.
  private static let heartbeat = Duration.seconds(20)

  /// What happens in a folder, as server-sent events (HTML Standard §9.2).
  func events(about folder: String, for request: Request) -> Response {
    let notices = bulletin.notices(about: folder)
    let body = ResponseBody { writer in
      try await withThrowingTaskGroup(of: Void.self) { group in
        let (events, sink) = AsyncStream<String>.makeStream(bufferingPolicy: .bufferingNewest(16))
        sink.yield("retry: 2000\n\n")
        group.addTask {
          for await notice in notices {
            switch notice {
            case .changed: sink.yield("event: changed\ndata: \n\n")
            case .progress(let words): sink.yield("event: progress\ndata: \(words)\n\n")
            }
          }
          sink.finish()
        }
        group.addTask {
          while true {
            try await Task.sleep(for: Self.heartbeat)
            sink.yield(": \n\n")
          }
        }
        for await event in events { try await writer.write(ByteBuffer(string: event)) }
        group.cancelAll()
      }
      try await writer.finish(nil)
    }
    return Response(status: .ok, headers: [.contentType: "text/event-stream"], body: body)
  }
}
