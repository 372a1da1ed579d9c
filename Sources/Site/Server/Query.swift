import Facts
import Hummingbird
import Workbench

/// What stands behind the `?` of an address, or in a form that was sent.
///
/// Taken apart by bytes. A name that comes twice is refused, since one of the two would be passed
/// over; names of lists are there once for each of their values.
struct Query: Sendable {
  private(set) var pairs: [(name: String, value: String)] = []

  /// More would be no question that a person asks.
  static let mostBytes = 1 << 14

  /// The names that may come several times.
  static let lists = ["event", "start", "return"]

  init() {}

  /// - Throws: ``Refusal`` for what is no UTF-8, has a broken escape, or is too long.
  init(_ text: Substring.UTF8View, limit: Int = mostBytes) throws {
    guard text.count <= limit else { throw Refusal("The address is too long.") }
    for part in text.split(separator: UInt8(ascii: "&")) {
      let halves = part.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      let name = try Query.decoded(halves[0])
      let isOfList = Query.lists.contains { equalBytes($0, name) }
      guard isOfList || self[name] == nil else {
        throw Refusal("The address names \(Text.safe(name)) twice.")
      }
      pairs.append((name, halves.count > 1 ? try Query.decoded(halves[1]) : ""))
    }
  }

  /// The value of a name; nil where there is none.
  subscript(name: String) -> String? {
    pairs.first { equalBytes($0.name, name) }?.value
  }

  /// The value of a name; nil where there is none or nothing was filled in.
  func filled(_ name: String) -> String? {
    self[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The values of a list, each once, without those in which nothing was filled in.
  func list(_ name: String) -> [String] {
    var found: [String] = []
    for pair in pairs where equalBytes(pair.name, name) && !pair.value.isEmpty {
      if !found.contains(where: { equalBytes($0, pair.value) }) { found.append(pair.value) }
    }
    return found
  }

  /// The value of a name that takes one of a few words; nil where there is none.
  ///
  /// - Throws: ``Refusal`` for another word.
  func named<Value: RawRepresentable & CaseIterable>(
    _ name: String
  ) throws -> Value? where Value.RawValue == String {
    guard let text = filled(name) else { return nil }
    guard let value = Value(rawValue: text) else {
      let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
      throw Refusal("\(name) takes one of \(known), not \(Text.safe(text)).")
    }
    return value
  }

  /// `%41` as `A`, `+` as a space.
  private static func decoded(_ text: Substring.UTF8View.SubSequence) throws -> String {
    var bytes: [UInt8] = []
    var rest = text[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+"): bytes.append(0x20)
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit)
        else { throw Refusal("The address has a % without two hexadecimal digits behind it.") }
        bytes.append(high << 4 | low)
      default: bytes.append(byte)
      }
    }
    guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
      throw Refusal("The address holds bytes that are no UTF-8 text.")
    }
    return text
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  /// A text as it may stand in an address, behind or before a `=`.
  static func encoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: ":"):
        bytes.append(byte)
      default:
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Request {
  /// What a form sent.
  ///
  /// - Throws: 413 for more than so many bytes; ``Refusal`` as an address does.
  func form(atMost limit: Int = Query.mostBytes) async throws -> Query {
    guard let body = try? await body.collect(upTo: limit) else {
      throw HTTPError(.contentTooLarge)
    }
    return try Query(Substring(String(buffer: body)).utf8, limit: limit)
  }
}
