import Glibc

/// Whether somebody listens at an address (getaddrinfo(3), connect(2)).
enum Connection {
  /// What stands in the way of a connection; nil where one could be made.
  ///
  /// - Parameter patience: seconds, for all addresses of the host together.
  static func obstacle(
    to host: String, _ service: String, within patience: Int32
  ) -> SignatureError.Obstacle? {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var addresses: UnsafeMutablePointer<addrinfo>?
    // An address of IPv6 stands in brackets in a URL.
    let name = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    guard getaddrinfo(name, service, &hints, &addresses) == 0 else { return .unknownHost }
    defer { freeaddrinfo(addresses) }
    let deadline = ContinuousClock.now + .seconds(patience)
    var obstacle = SignatureError.Obstacle.unknownHost
    var next = addresses
    while let address = next {
      guard let code = connect(address.pointee, until: deadline) else { return nil }
      obstacle =
        switch code {
        case ECONNREFUSED: .refused
        case ENETUNREACH, EHOSTUNREACH: .noRoute
        case ETIMEDOUT: .silent
        default: .other(String(cString: strerror(code)))
        }
      next = address.pointee.ai_next
    }
    return obstacle
  }

  /// The error's number; nil where the connection was made.
  private static func connect(
    _ address: addrinfo, until deadline: ContinuousClock.Instant
  ) -> Int32? {
    let number = socket(
      address.ai_family,
      address.ai_socktype | Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue),
      address.ai_protocol)
    guard number >= 0 else { return errno }
    defer { close(number) }
    if Glibc.connect(number, address.ai_addr, address.ai_addrlen) == 0 { return nil }
    guard errno == EINPROGRESS else { return errno }
    while true {
      let left = (deadline - ContinuousClock.now) / .milliseconds(1)
      guard left > 0 else { return ETIMEDOUT }
      var waiting = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
      let count = poll(&waiting, 1, Int32(left.rounded(.up)))
      if count > 0 { break }
      if count < 0, errno != EINTR { return errno }
    }
    var code: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    guard getsockopt(number, SOL_SOCKET, SO_ERROR, &code, &length) == 0 else { return errno }
    return code == 0 ? nil : code
  }
}
