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
  /// Where elements were found, kept for the next text.
  private var ranges: [tenure_json_range] = []

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

  /// What is found in a text's object without reading its members whole.
  struct Outline {
    /// The strings that were asked for; nil where there is none, or a long one.
    var strings: [String?]
    /// Where the elements of the array stand; nothing is said of what is in them.
    ///
    /// Nil where there is no such array, or more elements than a limit.
    var elements: [Range<Int>]?
  }

  /// Finds members of the text's object in one pass: strings of at most 512 bytes, and an array.
  ///
  /// - Parameters:
  ///   - array: the array's name; nil where none is looked for.
  ///   - limit: the array holds at most so many elements.
  /// - Throws: ``JSONProblem`` where the text breaks off, or is no JSON between these.
  func outline(
    strings: JSONNames, array: JSONNames? = nil, atMost limit: Int = 0
  ) throws(JSONProblem) -> Outline {
    if ranges.count < limit {
      ranges = [tenure_json_range](repeating: tenure_json_range(), count: limit)
    }
    let longest = 512
    let texts = UnsafeMutablePointer<CChar>.allocate(capacity: strings.all.count * longest)
    defer { texts.deallocate() }
    var copies = strings.all.enumerated().map { place, name in
      tenure_json_copy(
        name: name, copy: texts + place * longest, capacity: longest, length: -1)
    }
    var found = -1
    let error = bytes.withUnsafeBufferPointer { buffer in
      tenure_json_outline(
        parser, buffer.baseAddress, count, &copies, copies.count,
        array?.all[0] ?? tenure_json_text(), &ranges, limit, &found)
    }
    guard error == 0 else { throw JSONProblem(error) }
    let strings = copies.map { copy in
      (0...longest).contains(copy.length)
        ? String(
          decoding: UnsafeRawBufferPointer(start: copy.copy, count: copy.length), as: UTF8.self)
        : nil
    }
    return Outline(strings: strings, elements: (0...limit).contains(found) ? trimmed(found) : nil)
  }

  /// The elements that were found; blanks behind an element belong to nobody.
  private func trimmed(_ count: Int) -> [Range<Int>] {
    ranges.prefix(count).map { range in
      var end = range.offset + range.length
      while end > range.offset, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[end - 1]) { end -= 1 }
      return range.offset..<end
    }
  }
}

/// Names of members that are looked for together: at most 16.
struct JSONNames: @unchecked Sendable {
  /// Their bytes stand in the program, and stay.
  fileprivate let all: [tenure_json_text]

  init(_ names: StaticString...) {
    precondition(names.count <= 16, "the found are of fixed size")
    all = names.map { name in
      tenure_json_text(
        start: UnsafePointer(OpaquePointer(name.utf8Start)), length: name.utf8CodeUnitCount)
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

  /// Members that were looked for together.
  struct Members {
    fileprivate var found = tenure_json_found()

    /// The first member of the name that stands in this place; nil where there is none.
    subscript(place: Int) -> JSONReader.Value? {
      withUnsafeBytes(of: found) { bytes in
        let each = bytes.assumingMemoryBound(to: tenure_json_value.self)[place]
        return each.document == nil ? nil : JSONReader.Value(value: each)
      }
    }
  }

  /// The first member of each name.
  func members(_ names: JSONNames) -> Members {
    var members = Members()
    tenure_json_members(value, names.all, names.all.count, &members.found)
    return members
  }

  /// The names of an object's members, each once and ended by a zero byte, in the order of their
  /// bytes: the first 64 that are short enough and hold no zero byte, and of these as many as fit.
  func names(atMost longest: Int, in capacity: Int) -> [UInt8] {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { names in
      let count = tenure_json_names(value, longest, names.baseAddress, capacity)
      return Array(names[..<count])
    }
  }

  /// A string's text; nil for what is none.
  var string: String? {
    var length = 0
    guard let start = tenure_json_string(value, &length) else { return nil }
    let bytes = UnsafeRawBufferPointer(start: start, count: length)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text of a string of at most so many bytes, none of them zero; nil for anything else.
  func plainString(atMost longest: Int) -> String? {
    var length = 0
    guard let start = tenure_json_plain(value, longest, &length) else { return nil }
    return String(decoding: UnsafeRawBufferPointer(start: start, count: length), as: UTF8.self)
  }

  /// A whole number's digits; nil for what is none.
  var wholeNumber: String? {
    switch UInt8(tenure_json_type(value)) {
    case UInt8(ascii: "i"): String(tenure_json_signed(value))
    case UInt8(ascii: "u"): String(tenure_json_unsigned(value))
    default: nil
    }
  }
  /// A number, to a double's precision; nil for what is none.
  var number: Double? { kind == .number ? tenure_json_double(value) : nil }
}
