/// Takes a form with a file apart while it arrives (RFC 7578): the file's bytes go where they are
/// told to, and nothing of it is held in memory.
struct Multipart {
  /// What stands in front of each part, with the line end before it.
  private let delimiter: [UInt8]
  private var pending: [UInt8] = Array("\r\n".utf8)
  private var state = State.between
  /// What the sender calls the file; nil until its part began.
  private(set) var fileName: String?
  /// Whether the last part has ended.
  private(set) var isComplete = false

  private enum State {
    case between, headers, file, passedOver
  }

  /// Longer headers are no browser's.
  private static let mostHeaderBytes = 8192

  /// - Returns: nil where the content type is that of no such form.
  init?(contentType: String) {
    let bytes = Array(contentType.utf8)
    guard contentType.lowercased().utf8.starts(with: "multipart/form-data".utf8),
      let place = bytes.firstRange(of: Array("boundary=".utf8))
    else { return nil }
    var boundary = bytes[place.upperBound...].prefix { $0 != UInt8(ascii: ";") }
    boundary = boundary.drop { $0 == UInt8(ascii: "\"") }
    while let last = boundary.last, last == UInt8(ascii: "\"") || last == 0x20 {
      boundary.removeLast()
    }
    guard (1...70).contains(boundary.count) else { return nil }
    delimiter = Array("\r\n--".utf8) + boundary
  }

  /// Takes the next bytes.
  ///
  /// - Parameter write: gets bytes of the file in order.
  /// - Throws: ``Problem`` for what is no such form, and what writing throws.
  mutating func take(_ bytes: some Sequence<UInt8>, _ write: ([UInt8]) throws -> Void) throws {
    pending += bytes
    while !isComplete, try step(write) {}
  }

  /// Goes on as far as the bytes at hand allow; false where it takes more of them.
  private mutating func step(_ write: ([UInt8]) throws -> Void) throws -> Bool {
    if state == .headers {
      guard let end = pending.firstRange(of: Array("\r\n\r\n".utf8)) else {
        guard pending.count <= Self.mostHeaderBytes else { throw Problem.brokenForm }
        return false
      }
      begin(headers: Array(pending[..<end.lowerBound]))
      pending.removeFirst(end.upperBound)
      return true
    }
    guard let found = pending.firstRange(of: delimiter) else {
      // All but what could be the beginning of a delimiter.
      let certain = max(0, pending.count - delimiter.count + 1)
      if state == .file, certain > 0 { try write(Array(pending[..<certain])) }
      pending.removeFirst(certain)
      return false
    }
    guard pending.count >= found.upperBound + 2 else { return false }
    if state == .file { try write(Array(pending[..<found.lowerBound])) }
    let after = pending[found.upperBound..<found.upperBound + 2]
    pending.removeFirst(found.upperBound + 2)
    if after.elementsEqual("--".utf8) {
      isComplete = true
    } else if after.elementsEqual("\r\n".utf8) {
      state = .headers
    } else {
      throw Problem.brokenForm
    }
    return true
  }

  private mutating func begin(headers: [UInt8]) {
    guard fileName == nil, let name = Multipart.parameter("filename", in: headers) else {
      state = .passedOver
      return
    }
    fileName = name
    state = .file
  }

  /// The value of `name="value"` in a part's headers; browsers write a quote as `%22`.
  private static func parameter(_ name: String, in headers: [UInt8]) -> String? {
    guard let place = headers.firstRange(of: Array((name + "=\"").utf8)) else { return nil }
    let value = headers[place.upperBound...].prefix { $0 != UInt8(ascii: "\"") }
    return String(decoding: value, as: UTF8.self)
  }
}
