/// Reads back the JSON objects that ``JSONText`` writes for bodies of facts.
///
/// Strict and small: objects of texts, whole numbers and one level of objects. Members come in the
/// order of the text, and names stay bytes: two names that Unicode takes for equal are two members.
struct CanonicalJSON {
  enum Value {
    case text(String)
    case number(Int64)
    case object([(name: String, value: Value)])

    var text: String? { if case .text(let text) = self { text } else { nil } }
  }

  private var bytes: ArraySlice<UInt8>

  /// The members of an object; nil where the bytes are not one that was written here.
  static func members(_ bytes: [UInt8]) -> [(name: String, value: Value)]? {
    var reader = CanonicalJSON(bytes: bytes[...])
    guard let members = reader.object(depth: 0), reader.bytes.isEmpty else { return nil }
    return members
  }

  private mutating func take(_ byte: Unicode.Scalar) -> Bool {
    guard bytes.first == UInt8(ascii: byte) else { return false }
    bytes = bytes.dropFirst()
    return true
  }

  private mutating func object(depth: Int) -> [(name: String, value: Value)]? {
    guard depth < 3, take("{") else { return nil }
    var members: [(name: String, value: Value)] = []
    if take("}") { return members }
    repeat {
      guard let name = string(), take(":"), let value = value(depth: depth) else { return nil }
      members.append((name, value))
    } while take(",")
    return take("}") ? members : nil
  }

  private mutating func value(depth: Int) -> Value? {
    switch bytes.first {
    case UInt8(ascii: "\""): return string().map(Value.text)
    case UInt8(ascii: "{"): return object(depth: depth + 1).map(Value.object)
    default:
      let run = bytes.prefix { ($0 >= 0x30 && $0 <= 0x39) || $0 == UInt8(ascii: "-") }
      bytes = bytes.dropFirst(run.count)
      return Int64(String(decoding: run, as: UTF8.self)).map(Value.number)
    }
  }

  private mutating func string() -> String? {
    guard take("\"") else { return nil }
    var content: [UInt8] = []
    while let byte = bytes.popFirst() {
      if byte == UInt8(ascii: "\"") { return String(validating: content, as: UTF8.self) }
      guard byte == UInt8(ascii: "\\") else {
        content.append(byte)
        continue
      }
      guard let escaped = escape() else { return nil }
      content.append(escaped)
    }
    return nil
  }

  private mutating func escape() -> UInt8? {
    switch bytes.popFirst() {
    case UInt8(ascii: "n"): return 0x0a
    case UInt8(ascii: "r"): return 0x0d
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "b"): return 0x08
    case UInt8(ascii: "f"): return 0x0c
    case UInt8(ascii: "\""): return UInt8(ascii: "\"")
    case UInt8(ascii: "\\"): return UInt8(ascii: "\\")
    case UInt8(ascii: "u"):
      let hex = bytes.prefix(4)
      bytes = bytes.dropFirst(4)
      return UInt8(String(decoding: hex, as: UTF8.self), radix: 16)
    default: return nil
    }
  }
}

extension [(name: String, value: CanonicalJSON.Value)] {
  /// The text of a member; nil where there is none.
  func text(_ name: String) -> String? { first { $0.name == name }?.value.text }

  /// The whole number of a member; nil where there is none.
  func number(_ name: String) -> Int64? {
    guard case .number(let number)? = first(where: { $0.name == name })?.value else { return nil }
    return number
  }

  /// Nil for a text that is no moment; a moment that is nil where there is no text.
  func moment(_ name: String) -> Moment?? {
    guard let text = text(name) else { return .some(nil) }
    return Moment(text).map { .some($0) }
  }
}

extension Fact.Body {
  /// Reads the body of a fact that is no subscription's from its canonical JSON.
  ///
  /// Subscription states are kept in columns and are not read from text.
  ///
  /// - Returns: nil where the bytes are not such a body.
  public init?(_ kind: Fact.Kind, canonical bytes: [UInt8]) {
    guard let members = CanonicalJSON.members(bytes) else { return nil }
    func text(_ name: String) -> String? { members.text(name) }
    func moment(_ name: String) -> Moment?? { members.moment(name) }
    switch kind {
    case .subscriptionState: return nil
    case .accountProfile:
      guard case .object(let pairs)? = members.first?.value else { return nil }
      var attributes: [Identifier: String] = [:]
      for pair in pairs { attributes[Identifier(pair.name)] = pair.value.text }
      self = .account(AccountProfile(attributes: attributes))
    case .contactProfile:
      guard let contact = text("contact") else { return nil }
      guard let departed = moment("departed") else { return nil }
      self = .contact(
        ContactProfile(contact: Identifier(contact), role: text("role"), departed: departed))
    case .setting:
      guard let name = text("name"), let value = text("value") else { return nil }
      self = .setting(Setting(name: name, value: value))
    case .rates:
      guard let base = text("base").flatMap(Currency.init), let sheet = RateSheet(base, members)
      else { return nil }
      self = .rates(sheet)
    case .ticket:
      guard let ticket = text("ticket"), let solved = moment("solved") else { return nil }
      self = .ticket(
        Ticket(
          ticket: Identifier(ticket), solved: solved, topic: text("topic"),
          priority: text("priority")))
    case .invoice:
      guard let invoice = text("invoice"), let due = moment("due"), let paid = moment("paid"),
        let status = text("status").flatMap(Invoice.Status.init)
      else { return nil }
      let money = text("amount").flatMap(micros(decimalText:)).flatMap { micros in
        text("currency").flatMap(Currency.init).map { Money(micros: micros, $0) }
      }
      guard (money == nil) == (text("amount") == nil) else { return nil }
      self = .invoice(
        Invoice(
          invoice: Identifier(invoice), status: status, due: due, paid: paid, amount: money))
    case .accountMerge:
      guard let into = text("into") else { return nil }
      self = .merge(AccountMerge(into: Identifier(into)))
    case .charge:
      guard let charge = Charge(members) else { return nil }
      self = .charge(charge)
    }
  }
}

extension RateSheet {
  /// Reads the quotes among a body's members; nil where they are none that were written here.
  fileprivate init?(_ base: Currency, _ members: [(name: String, value: CanonicalJSON.Value)]) {
    guard case .object(let pairs)? = members.first(where: { $0.name == "quotes" })?.value else {
      return nil
    }
    var quotes: [Currency: Int64] = [:]
    for pair in pairs {
      guard let currency = Currency(pair.name), currency != base,
        let quote = pair.value.text.flatMap(micros(decimalText:)), quote > 0
      else { return nil }
      quotes[currency] = quote
    }
    self.init(base: base, quotes: quotes)
  }
}
