import Facts

/// The first record of a file: what its columns are called.
struct Header {
  /// Names without the spaces around them, as they stand.
  let names: [String]
  /// Names in lower case, for comparing.
  let keys: [Identifier]
  /// The record's bytes in UTF-8.
  let bytes: [UInt8]
  private let columnsByKey: [Identifier: [Int]]

  init(names: [String], bytes: [UInt8]) {
    self.names = names
    self.bytes = bytes
    keys = names.map { Identifier($0.lowercasedASCII) }
    columnsByKey = Dictionary(grouping: keys.indices) { [keys] in keys[$0] }
  }

  /// The columns of a name in lower case.
  func columns(named key: String) -> [Int] { columnsByKey[Identifier(key)] ?? [] }

  /// The column that a person names: byte for byte, or else in any case.
  func column(asWritten name: String) -> Int? {
    let wanted = Identifier(name)
    if let exact = names.firstIndex(where: { Identifier($0) == wanted }) { return exact }
    return columns(named: name.lowercasedASCII).first
  }

  /// What a column is called, for people; pandas and others leave one without a name.
  func title(_ column: Int) -> String {
    names[column].isEmpty ? "(column \(column + 1), without a name)" : names[column]
  }

  /// Names that stand twice, each once.
  var repeatedNames: [String] {
    var counts: [Identifier: Int] = [:]
    var repeated: [String] = []
    for name in names where !name.isEmpty {
      let count = counts[Identifier(name), default: 0] + 1
      counts[Identifier(name)] = count
      if count == 2 { repeated.append(name) }
    }
    return repeated
  }
}

/// Columns that ``RejectionsFile`` adds, and that therefore carry nothing.
enum RejectionColumn {
  static let names = ["tenure_line", "tenure_column", "tenure_expected"]
}

/// Columns that are likely to name or to find a person.
enum PersonalColumn {
  /// Whether a column of this name never becomes an attribute by itself.
  ///
  /// Attributes stand in facts, which are kept when a person is erased. A word too many here costs
  /// a `--map`, a word too few leaves a phone number where it cannot be removed.
  static func isLikely(_ name: String) -> Bool {
    let words = words(of: name)
    return words.contains { personalWords.contains($0) }
      || personalWords.contains(words.joined())
  }

  private static let personalWords: Set<String> = [
    "email", "emails", "mail", "phone", "telephone", "tel", "mobile", "cell", "fax", "name",
    "names", "firstname", "lastname", "fullname", "middlename", "givenname", "familyname",
    "forename", "surname", "nickname", "username", "contact", "address", "addr", "address1",
    "address2", "line1", "line2", "street", "zip", "zipcode", "postcode", "postal", "postalcode",
    "birth", "birthday", "birthdate", "dob", "ssn", "iban", "passport", "ip", "gender", "sex",
  ]

  /// `firstName`, `first_name` and `First name` are `first` and `name`.
  private static func words(of name: String) -> [String] {
    var words: [[UInt8]] = [[]]
    var wasLower = false
    for byte in name.utf8 {
      guard byte.isLetter || byte.isDigit || byte >= 0x80 else {
        words.append([])
        wasLower = false
        continue
      }
      let isUpper = byte != byte.lowercased
      if isUpper, wasLower { words.append([]) }
      words[words.count - 1].append(byte.lowercased)
      wasLower = !isUpper
    }
    return words.filter { !$0.isEmpty }.map { String(decoding: $0, as: UTF8.self) }
  }
}
