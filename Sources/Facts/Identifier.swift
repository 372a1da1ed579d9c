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
  // `==` is quick for equal texts, but takes two spellings of one letter for equal too.
  let fast = one.utf8.withContiguousStorageIfAvailable { mine in
    other.utf8.withContiguousStorageIfAvailable { theirs in
      mine.count == theirs.count && (mine.isEmpty || isSame(mine, theirs))
    }
  }
  return fast.flatMap { $0 } ?? one.utf8.elementsEqual(other.utf8)
}

/// Whether one string comes before another by their bytes, which is also the order of code points.
public func precedes(_ one: String, _ other: String) -> Bool {
  one.utf8.lexicographicallyPrecedes(other.utf8)
}

private func isSame(_ one: UnsafeBufferPointer<UInt8>, _ other: UnsafeBufferPointer<UInt8>) -> Bool
{
  var index = 0
  let mine = UnsafeRawBufferPointer(one)
  let theirs = UnsafeRawBufferPointer(other)
  while index + 8 <= mine.count {
    let difference =
      mine.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      ^ theirs.loadUnaligned(fromByteOffset: index, as: UInt64.self)
    if difference != 0 { return false }
    index += 8
  }
  while index < mine.count {
    if mine[index] != theirs[index] { return false }
    index += 1
  }
  return true
}
