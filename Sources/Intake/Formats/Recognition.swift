import Facts

/// What a person maps a column to.
enum MappedField {
  case field(String)
  case attribute(String)
  /// Not read, even where its name is that of a field.
  case ignore

  init(_ text: String) throws(ImportError) {
    let key = text.lowercasedASCII
    if let name = Layout.named(attribute: text) {
      guard Layout.isAttributeName(name) else { throw .unknownField(text) }
      self = .attribute(name)
    } else if key == "ignore" {
      self = .ignore
    } else if MappedField.computed.contains(key) {
      throw .computedField(text)
    } else if Format.Subject.mapped.contains(where: { $0.field(named: key) != nil }) {
      self = .field(key)
    } else {
      throw .unknownField(text)
    }
  }

  /// What a file must never set, whatever a header says.
  private static let computed: Set<String> = [
    "mrr", "arr", "role", "workspace", "account", "tenant", "source", "key", "version", "recorded",
    "at", "kind",
  ]
}

extension Format.Subject {
  /// Those whose columns a person can name one by one.
  static let mapped: [Format.Subject] = [
    .subscriptions, .accounts, .tickets, .invoices, .charges, .contacts, .usage,
  ]

  /// The field of Tenure's own format with this name, in lower case.
  func field(named key: String) -> Field? {
    guard self != .rates else { return nil }
    let field = own.columns.first { $0.names.contains(key) }?.field
    return field == .monthlyAmount ? nil : field
  }

  var ownFormat: ImportFormat { own.format }

  /// Tenure's own format of it.
  var own: Format {
    switch self {
    case .subscriptions: .tenureSubscriptions
    case .accounts: .tenureAccounts
    case .rates: .ecbRates
    case .tickets: .tenureTickets
    case .invoices: .tenureInvoices
    case .charges: .tenureCharges
    case .contacts: .tenureContacts
    case .usage: .tenureUsage
    }
  }
}

extension Layout {
  /// The layout of a file by what the person asked for, or else by its header.
  static func of(_ header: Header, _ options: ImportOptions) throws(ImportError) -> Layout {
    let repeated = header.repeatedNames
    guard repeated.isEmpty else { throw .duplicateColumns(repeated) }
    if options.format == .mapped || (options.format == nil && !options.mapping.isEmpty) {
      return try asked(Format.mapped(header, options), header, options)
    }
    if options.format == .ecbRates { return try rates(header, options) }
    if let wanted = options.format, let format = Format.all.first(where: { $0.format == wanted }) {
      return try asked(format, header, options)
    }
    return try recognised(header, options)
  }

  private static func asked(
    _ format: Format, _ header: Header, _ options: ImportOptions
  ) throws(ImportError) -> Layout {
    let layout = try Layout(format, header, mapping: options.mapping)
    let missing = layout.missing(options)
    guard missing.isEmpty else {
      throw .missingColumns(MissingColumns(format: format.format, columns: missing))
    }
    return layout
  }

  /// A file with a column of euros would be quoted in something else.
  private static func rates(
    _ header: Header, _ options: ImportOptions
  ) throws(ImportError) -> Layout {
    let layout = try Layout(.ecbRates, header, mapping: options.mapping)
    guard layout.missing(options).isEmpty, !layout.quotes.isEmpty,
      !layout.quotes.contains(where: { $0.currency == .euro })
    else { throw .notRates(columns: header.names.filter { !$0.isEmpty }) }
    return layout
  }

  /// The format that fits whole and uses the most columns.
  private static func recognised(
    _ header: Header, _ options: ImportOptions
  ) throws(ImportError) -> Layout {
    var best: [Layout] = []
    var lacking: [MissingColumns] = []
    for format in Format.all {
      let missing = format.missing(options) { !header.columns(named: $0).isEmpty }
      let isForeign = format.foreign.contains { !header.columns(named: $0).isEmpty }
      guard missing.isEmpty, !isForeign else {
        lacking.append(MissingColumns(format: format.format, columns: missing))
        continue
      }
      let layout = try Layout(format, header)
      let most = best.first?.matchCount ?? 0
      if layout.matchCount > most { best = [] }
      if layout.matchCount >= most { best.append(layout) }
    }
    if best.count > 1 { throw .ambiguousHeader(best.map(\.format.format)) }
    guard let only = best.first else {
      if (try? rates(header, options)) != nil { throw .ratesFile }
      throw .unknownHeader(columns: header.names, missing: lacking)
    }
    return only
  }
}

extension Format {
  /// Names of required columns that a file has not.
  func missing(_ options: ImportOptions, has: (String) -> Bool) -> [String] {
    var missing: [String] = []
    for column in columns where column.isRequired && !column.names.contains(where: has) {
      if column.field == .currency, options.currency != nil { continue }
      missing.append(column.names[0])
    }
    let priceNames = prices.compactMap { column($0)?.names }
    if let first = priceNames.first, !priceNames.joined().contains(where: has) {
      missing.append(first[0])
    }
    return missing
  }
}

extension Format {
  /// A file whose columns are named by the person; the rest go by Tenure's own names.
  ///
  /// Its fields say of what it tells.
  static func mapped(_ header: Header, _ options: ImportOptions) throws(ImportError) -> Format {
    var fields: [String] = []
    var hasAttributes = false
    for map in options.mapping {
      switch try MappedField(map.field) {
      case .field(let name): fields.append(name)
      case .attribute: hasAttributes = true
      case .ignore: break
      }
    }
    for subject in [Subject.tickets, .invoices, .charges, .contacts, .usage] {
      let id = subject.own.columns[0].names[0]
      let tellsOfIt = fields.contains { field in
        subject.field(named: field) != nil
          && [Subject.subscriptions, .accounts].allSatisfy { $0.field(named: field) == nil }
      }
      if fields.contains(id) || (tellsOfIt && !header.columns(named: id).isEmpty) {
        return mapped(subject)
      }
    }
    let isOnly = { (subject: Subject, other: Subject) in
      fields.contains { subject.field(named: $0) != nil && other.field(named: $0) == nil }
    }
    let ownNames = tenureSubscriptions.columns.filter(\.isRequired).allSatisfy { column in
      fields.contains(column.names[0]) || !header.columns(named: column.names[0]).isEmpty
        || column.field == .currency
    }
    let isSubscriptions =
      isOnly(.subscriptions, .accounts)
      || (!hasAttributes && !isOnly(.accounts, .subscriptions) && ownNames)
    return mapped(isSubscriptions ? .subscriptions : .accounts)
  }

  private static func mapped(_ subject: Subject) -> Format {
    var format = subject.own
    format.format = .mapped
    format.source = "csv"
    format.extraColumns = .ignored
    return format
  }
}
