import Foundation

/// A connection on which bytes go as they are given.
final class RawConnection: Sendable {
  private let descriptor: Int32

  init(port: Int) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    // A server that says nothing for so long says nothing more.
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    _ = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  deinit { close(descriptor) }

  /// Sends all, or as much as the server takes before it closes; says how much that was.
  @discardableResult
  func send(_ bytes: some Collection<UInt8>) -> Int {
    let bytes = Array(bytes)
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Foundation.send(
          descriptor, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { break }
      sent += count
    }
    return sent
  }

  /// What comes until the server closes; nil where it does not.
  func restIfClosed() -> [UInt8]? {
    var answer: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = recv(descriptor, &piece, piece.count, 0)
      if count < 0, errno == EAGAIN { return nil }
      guard count > 0 else { return answer }
      answer += piece[..<count]
    }
  }

  /// What comes until the server closes, or has said nothing for long.
  func rest() -> [UInt8] { restIfClosed() ?? [] }

  /// What comes until so many bytes are there or the server closes.
  func next(_ most: Int = 1 << 16) -> [UInt8] {
    var piece = [UInt8](repeating: 0, count: most)
    let count = recv(descriptor, &piece, piece.count, 0)
    return Array(piece.prefix(max(0, count)))
  }
}
