import Facts

/// Which column of a file holds what: a format laid over a header.
struct Layout {
  var format: Format
  /// By ``Field``'s raw value; -1 where the file has no such column.
  private(set) var columns = [Int](repeating: -1, count: Field.allCases.count)
  private(set) var attributes: [(column: Int, name: Identifier)] = []
  /// Which columns hold a currency's rates.
  private(set) var quotes: [(column: Int, currency: Currency)] = []
  /// Columns that are called like a currency, but one that ISO 4217 does not list any more.
  private(set) var formerCurrencies: [Int] = []
  /// Columns without a name, such as the one behind a comma at the line's end.
  private(set) var nameless: [Int] = []
  private(set) var header: Header
  /// Columns that carry nothing for Tenure.
  private(set) var ignored: [Int] = []
  /// Columns that an earlier ``RejectionsFile`` added.
  private(set) var rejectionColumns: [Int] = []
  private var isTaken: [Bool]
  private var columnByAttribute: [Identifier: Int] = [:]

  /// Every field that a column can be mapped to.
  static var fieldNames: [String] {
    var names: [String] = []
    for subject in Format.Subject.mapped {
      for column in subject.own.columns where column.field != .monthlyAmount {
        let name = column.names[0]
        if !names.contains(name) { names.append(name) }
      }
    }
    return names
  }

  init(
    _ format: Format, _ header: Header, mapping: [ColumnMapping] = []
  ) throws(ImportError) {
    self.format = format
    self.header = header
    isTaken = [Bool](repeating: false, count: header.names.count)
    rejectionColumns = RejectionColumn.names.flatMap(header.columns(named:)).sorted()
    for column in rejectionColumns { isTaken[column] = true }
    for map in mapping { try take(map) }
    // A price that the person chose stands alone, whatever else is called like one.
    let hasPrice = format.prices.contains { self[$0] >= 0 }
    for column in format.columns where !(hasPrice && format.prices.contains(column.field)) {
      try take(column)
    }
    try checkPrices()
    try takeExtras()
  }

  @inline(__always)
  subscript(field: Field) -> Int { columns[Int(field.rawValue)] }

  /// How many of the format's columns the file has.
  var matchCount: Int { columns.count { $0 >= 0 } }

  /// Names of required columns that are neither mapped nor in the file.
  func missing(_ options: ImportOptions) -> [String] {
    format.missing(options) { name in
      format.columns.contains { $0.names.contains(name) && self[$0.field] >= 0 }
    }
  }

  private mutating func take(_ map: ColumnMapping) throws(ImportError) {
    guard let column = header.column(asWritten: map.column) else {
      throw .columnNotFound(map.column, columns: header.names)
    }
    guard !isTaken[column] else {
      throw .severalColumns(field: map.field, columns: [header.title(column)])
    }
    isTaken[column] = true
    switch try MappedField(map.field) {
    case .ignore: ignored.append(column)
    case .attribute(let name):
      guard [.accounts, .usage].contains(format.subject) else {
        throw .fieldOfOtherFormat(map.field, format.subject.ownFormat)
      }
      try addAttribute(column, name)
    case .field(let name):
      guard let field = format.subject.field(named: name) else {
        throw .fieldOfOtherFormat(name, format.subject.ownFormat)
      }
      try set(field, column, name)
    }
  }

  private mutating func take(_ wanted: Format.Column) throws(ImportError) {
    guard self[wanted.field] < 0 else { return }
    var found: [Int] = []
    for name in wanted.names {
      let matches = header.columns(named: name).filter { !isTaken[$0] }
      guard matches.count <= 1 else {
        throw .severalColumns(field: wanted.names[0], columns: matches.map(header.title))
      }
      found += matches
    }
    guard let first = found.first else { return }
    guard found.count == 1 || !format.refusesSynonyms else {
      throw .severalColumns(field: wanted.names[0], columns: found.map(header.title))
    }
    isTaken[first] = true
    columns[Int(wanted.field.rawValue)] = first
  }

  private mutating func set(_ field: Field, _ column: Int, _ name: String) throws(ImportError) {
    guard self[field] < 0 else {
      throw .severalColumns(
        field: name, columns: [header.title(self[field]), header.title(column)])
    }
    columns[Int(field.rawValue)] = column
  }

  private mutating func addAttribute(_ column: Int, _ name: String) throws(ImportError) {
    let name = Identifier(name)
    if let other = columnByAttribute.updateValue(column, forKey: name) {
      throw .severalColumns(
        field: "attribute.\(name)", columns: [header.title(other), header.title(column)])
    }
    attributes.append((column, name))
  }

  /// Two prices in one row can contradict each other: the preferred one counts, or neither.
  private mutating func checkPrices() throws(ImportError) {
    let found = format.prices.filter { self[$0] >= 0 }
    guard found.count > 1 else { return }
    guard !format.refusesSynonyms else {
      throw .severalColumns(field: "amount", columns: found.map { header.title(self[$0]) })
    }
    for field in found.dropFirst() {
      isTaken[self[field]] = false
      columns[Int(field.rawValue)] = -1
    }
  }

  private mutating func takeExtras() throws(ImportError) {
    for column in header.names.indices where !isTaken[column] {
      if case .currencies = format.extraColumns {
        try takeCurrency(column)
      } else if let name = attributeName(column) {
        try addAttribute(column, name)
      } else {
        ignored.append(column)
      }
    }
    ignored.sort()
  }

  private mutating func takeCurrency(_ column: Int) throws(ImportError) {
    let name = header.names[column]
    guard header.columns(named: header.keys[column].text).count == 1 || name.isEmpty else {
      throw .duplicateColumns([name])
    }
    if let currency = Currency(name) {
      quotes.append((column, currency))
    } else if name.isEmpty {
      nameless.append(column)
    } else if name.utf8.count == 3, name.utf8.allSatisfy({ $0.isLetter && $0 & 0x20 == 0 }) {
      formerCurrencies.append(column)
    } else {
      ignored.append(column)
    }
  }

  /// The attribute that a column without a field becomes; nil where it becomes none.
  private func attributeName(_ column: Int) -> String? {
    let name = header.names[column]
    switch format.extraColumns {
    case .ignored, .currencies: return nil
    case .attributes:
      if let bare = Layout.named(attribute: name) {
        return Layout.isAttributeName(bare) ? bare : nil
      }
      return Layout.isAttributeName(name) && !PersonalColumn.isLikely(name) ? name : nil
    case .metadata(let others):
      let key = header.keys[column].text
      if others.contains(where: { equalBytes(key, $0) }) { return key }
      let suffix = " (metadata)".utf8
      guard key.utf8.count > suffix.count, key.utf8.suffix(suffix.count).elementsEqual(suffix)
      else { return nil }
      let bare = String(decoding: name.utf8.dropLast(suffix.count), as: UTF8.self)
      return Layout.isAttributeName(bare) && !PersonalColumn.isLikely(bare) ? bare : nil
    }
  }

  /// The name behind `attribute.`; nil where the text does not begin so.
  static func named(attribute text: String) -> String? {
    let prefix = "attribute.".utf8
    guard text.utf8.count >= prefix.count,
      zip(text.utf8, prefix).allSatisfy({ $0.lowercased == $1 })
    else { return nil }
    return String(decoding: text.utf8.dropFirst(prefix.count), as: UTF8.self)
  }

  static func isAttributeName(_ name: String) -> Bool {
    (1...TextReader.largestName).contains(name.utf8.count)
      && name.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
  }
}
