/// A name that a sender gave to something of theirs, the same only if every byte is the same.
///
/// Swift's `String` takes "café" written in two ways for equal, a database does not; ids that are
/// one key in memory and two rows on disk lose data, so bytes decide everywhere.
public struct Identifier: Sendable {
  /// The sender's spelling; comparing the texts instead of the identifiers goes wrong.
  public let text: String

  /// Takes the text as it is, neither trimmed nor normalised.
  public init(_ text: String) {
    self.text = text
  }
}

extension Identifier: Hashable {
  /// Whether all bytes are the same: one letter spelt in two ways makes two identifiers.
  public static func == (one: Identifier, other: Identifier) -> Bool {
    equalBytes(one.text, other.text)
  }

  /// Hashes the bytes, as `==` compares them.
  public func hash(into hasher: inout Hasher) {
    var copy = text
    copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

extension Identifier: Comparable {
  /// The order of the bytes, which is no language's alphabet.
  public static func < (one: Identifier, other: Identifier) -> Bool {
    precedes(one.text, other.text)
  }
}

extension Identifier: CustomStringConvertible, ExpressibleByStringLiteral {
  /// The text as it is, without quotes.
  public var description: String { text }
  /// An identifier that stands in the program's own text.
  public init(stringLiteral value: String) { self.init(value) }
}

/// Whether two strings are the same bytes.
public func equalBytes(_ one: String, _ other: String) -> Bool {
  one.utf8.count == other.utf8.count && one.utf8.elementsEqual(other.utf8)
}

/// Whether one string comes before another by their bytes, which is also the order of code points.
public func precedes(_ one: String, _ other: String) -> Bool {
  one.utf8.lexicographicallyPrecedes(other.utf8)
}
