/// Markup being written, as bytes.
///
/// What is not escaped can only be a literal of our own: the compiler refuses a text that came
/// in where a `StaticString` stands.
struct Markup {
  private(set) var bytes: [UInt8] = []

  init(reserving count: Int) { bytes.reserveCapacity(count) }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Tags and attributes of our own, as they stand.
  mutating func add(_ literal: StaticString) {
    literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  /// A text from outside, escaped.
  mutating func escaped(_ text: String) { HTMLText.append(text, to: &bytes) }

  /// What another began, as it stands.
  mutating func add(_ other: Markup) { bytes.append(contentsOf: other.bytes) }

  /// A measure with two decimals at most.
  ///
  /// What is no number is 0, and no measure of a picture is beyond ten million.
  mutating func number(_ value: Double) {
    let limit = 10_000_000.0
    var rest = Int((min(max(value.isNaN ? 0 : value, -limit), limit) * 100).rounded())
    if rest < 0 {
      bytes.append(UInt8(ascii: "-"))
      rest = -rest
    }
    whole(rest / 100)
    let cents = rest % 100
    guard cents > 0 else { return }
    bytes.append(UInt8(ascii: "."))
    bytes.append(UInt8(ascii: "0") + UInt8(cents / 10))
    if cents % 10 > 0 { bytes.append(UInt8(ascii: "0") + UInt8(cents % 10)) }
  }

  /// An attribute with a measure.
  mutating func attribute(_ name: StaticString, _ value: Double, unit: StaticString = "") {
    open(name)
    number(value)
    add(unit)
    add("\"")
  }

  /// An attribute with a text from outside, escaped.
  mutating func attribute(_ name: StaticString, text: String) {
    open(name)
    escaped(text)
    add("\"")
  }

  /// An attribute with a word of our own.
  mutating func attribute(_ name: StaticString, _ word: StaticString) {
    open(name)
    add(word)
    add("\"")
  }

  /// The attribute `class` with those names that are not empty.
  mutating func classes(_ names: StaticString...) {
    open("class")
    var isFirst = true
    for name in names where name.utf8CodeUnitCount > 0 {
      if !isFirst { add(" ") }
      add(name)
      isFirst = false
    }
    add("\"")
  }

  private mutating func open(_ name: StaticString) {
    add(" ")
    add(name)
    add("=\"")
  }

  private mutating func whole(_ value: Int) {
    guard value >= 10 else { return bytes.append(UInt8(ascii: "0") + UInt8(value)) }
    whole(value / 10)
    bytes.append(UInt8(ascii: "0") + UInt8(value % 10))
  }
}
