import CSIMDJSON

/// Reads JSON that others sent, one text after the other, each checked to its last byte.
///
/// Strings come unescaped, whole numbers exact. Of two members of one name the first counts. Texts
/// nested deeper than 64 levels, and numbers that neither 64 bits nor a double hold, are refused.
/// One task uses a reader at a time.
final class JSONReader {
  private let parser: OpaquePointer
  /// The bytes that are read, and as many zeros after them as the parser may look at.
  private var bytes: [UInt8] = []

  /// A value of the text that was read last.
  ///
  /// Only valid until the reader reads another one.
  struct Value {
    fileprivate let value: tenure_json_value
  }

  init() {
    let made = tenure_json_make()
    precondition(made != nil, "there is no memory for a parser")
    parser = made!
  }

  deinit { tenure_json_free(parser) }

  /// Takes a text, to be read whole or by elements.
  func take(_ text: some Collection<UInt8>) {
    bytes.removeAll(keepingCapacity: true)
    bytes.append(contentsOf: text)
    bytes.append(contentsOf: repeatElement(0, count: tenure_json_padding()))
  }

  private var count: Int { bytes.count - tenure_json_padding() }

  /// Reads the text, or a part of it.
  ///
  /// - Throws: ``JSONProblem`` for what is no JSON.
  func read(_ range: Range<Int>? = nil) throws(JSONProblem) -> Value {
    let range = range ?? 0..<count
    var root = tenure_json_value()
    let error = bytes.withUnsafeBufferPointer { buffer in
      tenure_json_read(parser, buffer.baseAddress! + range.lowerBound, range.count, &root)
    }
    guard error == 0 else { throw JSONProblem(error) }
    return Value(value: root)
  }

  /// The bytes of a part of the text.
  func bytes(_ range: Range<Int>) -> ArraySlice<UInt8> { bytes[range] }

  /// The string that is a member of the text's object; nil where there is none, or a long one.
  ///
  /// - Throws: ``JSONProblem`` where the text breaks off, or is no JSON between the members.
  func string(_ name: StaticString) throws(JSONProblem) -> String? {
    let capacity = 512
    var length = capacity
    var text = [CChar](repeating: 0, count: capacity)
    let error = bytes.withUnsafeBufferPointer { buffer in
      tenure_json_top_string(
        parser, buffer.baseAddress, count, UnsafePointer(OpaquePointer(name.utf8Start)),
        name.utf8CodeUnitCount, &text, &length)
    }
    guard error == 0 else { throw JSONProblem(error) }
    guard length <= capacity else { return nil }
    return String(decoding: text[..<length].lazy.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Where the elements of an array stand that is a member of the text's object; nothing is said of
  /// what is in them.
  ///
  /// - Returns: nil where there is no such array, or more elements than a limit.
  /// - Throws: ``JSONProblem`` where the text breaks off, or is no JSON between the elements.
  func elements(of name: StaticString, atMost limit: Int) throws(JSONProblem) -> [Range<Int>]? {
    var ranges = [tenure_json_range](repeating: tenure_json_range(), count: limit)
    var found = 0
    let error = bytes.withUnsafeBufferPointer { buffer in
      tenure_json_elements(
        parser, buffer.baseAddress, count, UnsafePointer(OpaquePointer(name.utf8Start)),
        name.utf8CodeUnitCount, &ranges, limit, &found)
    }
    guard error == 0 else { throw JSONProblem(error) }
    guard (0...limit).contains(found) else { return nil }
    return ranges.prefix(found).map { range in
      // Blanks behind an element belong to nobody.
      var end = range.offset + range.length
      while end > range.offset, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[end - 1]) { end -= 1 }
      return range.offset..<end
    }
  }
}

/// Why a text is no JSON.
struct JSONProblem: Error {
  /// In simdjson's words.
  let text: String

  fileprivate init(_ error: Int32) { text = String(cString: tenure_json_error(error)) }
}

extension JSONReader.Value {
  enum Kind { case object, array, string, number, boolean, null }

  var kind: Kind {
    switch UInt8(tenure_json_type(value)) {
    case UInt8(ascii: "o"): .object
    case UInt8(ascii: "a"): .array
    case UInt8(ascii: "s"): .string
    case UInt8(ascii: "b"): .boolean
    case UInt8(ascii: "n"): .null
    default: .number
    }
  }

  /// A member of an object; nil where there is none.
  subscript(name: StaticString) -> JSONReader.Value? {
    var member = tenure_json_value()
    let isThere = tenure_json_member(
      value, UnsafePointer(OpaquePointer(name.utf8Start)), name.utf8CodeUnitCount, &member)
    return isThere == 0 ? nil : JSONReader.Value(value: member)
  }

  /// A string's text; nil for what is none.
  var string: String? {
    var length = 0
    guard let start = tenure_json_string(value, &length) else { return nil }
    let bytes = UnsafeRawBufferPointer(start: start, count: length)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A whole number's digits; nil for what is none.
  var wholeNumber: String? {
    switch UInt8(tenure_json_type(value)) {
    case UInt8(ascii: "i"): String(tenure_json_signed(value))
    case UInt8(ascii: "u"): String(tenure_json_unsigned(value))
    default: nil
    }
  }
}
