import Facts

/// How to read a file; what is nil or empty is found out from the file itself.
public struct ImportOptions: Sendable {
  /// Nil: recognised by the header.
  public var format: ImportFormat?
  /// Which column holds which field, in the order given.
  public var mapping: [ColumnMapping] = []
  /// The byte between cells; nil: the one that divides the first records most evenly.
  public var delimiter: UInt8?
  /// Nil: by the byte order mark, else UTF-8.
  public var encoding: TextEncoding?
  /// Nil: from the dates that can be read in one way only.
  public var dateOrder: DateOrder?
  /// Nil: from the amounts that can be read in one way only.
  public var decimal: DecimalMark?
  /// The currency of rows that name none.
  public var currency: Currency?
  /// Nil: the format's own name, `tenure`, `stripe` and so on; `csv` for mapped files.
  public var source: Identifier?
  /// The date of the export, the version of every fact in it.
  public var version: Instant
  /// When Tenure learns of these facts.
  public var recorded: Instant
  /// Of usage: where a day that names no time begins.
  public var zone = Zone.utc

  /// Everything else is found out from the file.
  public init(version: Instant, recorded: Instant) {
    self.version = version
    self.recorded = recorded
  }
}

/// A kind of file that can be imported.
public enum ImportFormat: String, CaseIterable, Sendable {
  case tenureSubscriptions = "tenure.subscriptions"
  case tenureAccounts = "tenure.accounts"
  case stripeSubscriptions = "stripe.subscriptions"
  case stripeCustomers = "stripe.customers"
  case chartmogulCustomers = "chartmogul.customers"
  case recurlySubscriptions = "recurly.subscriptions"
  case chargebeeSubscriptions = "chargebee.subscriptions"
  case tenureTickets = "tenure.tickets"
  case zendeskTickets = "zendesk.tickets"
  case intercomConversations = "intercom.conversations"
  case hubspotTickets = "hubspot.tickets"
  case tenureInvoices = "tenure.invoices"
  case tenureCharges = "tenure.charges"
  case stripeInvoices = "stripe.invoices"
  case tenureContacts = "tenure.contacts"
  case tenureUsage = "tenure.usage"
  case posthogEvents = "posthog.events"
  case amplitudeEvents = "amplitude.events"
  case segmentTracks = "segment.tracks"
  /// Any file whose columns are named one by one.
  case mapped = "mapped"
  /// Exchange rates, which concern no customer.
  case ecbRates = "ecb.rates"

  /// Those that tell of customers, what they subscribe to and what they do.
  public static let ofCustomers = allCases.filter { $0 != .ecbRates }

  /// As `--format` spells it: `tenure.subscriptions`.
  public var name: String { rawValue }

  /// The format of a name as ``name`` spells it.
  public init?(name: String) { self.init(rawValue: name) }
}

/// One `--map COLUMN=FIELD`: this column of the file holds that field.
public struct ColumnMapping: Hashable, Sendable {
  /// The column as the header spells it, case and outer spaces aside.
  public var column: String
  /// A field of Tenure's own formats (`start_date`) or `attribute.NAME`, a property in a file of
  /// usage.
  public var field: String

  /// Says that a column holds a field; whether there are such ones shows when the file is read.
  public init(column: String, field: String) {
    self.column = column
    self.field = field
  }

  /// Reads `COLUMN=FIELD`; nil where there is no `=` or nothing on one side of it.
  ///
  /// The last `=` divides: columns may have one in their name, fields have none.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard let divide = bytes.lastIndex(of: UInt8(ascii: "=")), divide > 0,
      divide < bytes.count - 1
    else { return nil }
    column = String(decoding: bytes[..<divide], as: UTF8.self)
    field = String(decoding: bytes[(divide + 1)...], as: UTF8.self)
  }
}

/// How a file writes letters as bytes.
public enum TextEncoding: String, CaseIterable, Sendable {
  case utf8 = "utf-8"
  /// Either byte order; without a mark, the order in which the first characters make sense.
  case utf16 = "utf-16"
  case latin1 = "latin1"
  case windows1252 = "windows-1252"

  /// As `--encoding` spells it: `windows-1252`.
  public var name: String { rawValue }

  /// The encoding of a name as ``name`` spells it.
  public init?(name: String) { self.init(rawValue: name) }
}

/// In which order a date such as 03/04/2025 names its parts.
public enum DateOrder: String, CaseIterable, Sendable {
  /// 2025-04-03 and nothing else.
  case iso
  /// 3 April.
  case dmy
  /// 4 March.
  case mdy
  /// 2025/04/03.
  case ymd

  /// As `--date-format` spells it: `dmy`.
  public var name: String { rawValue }

  /// The order of a name as ``name`` spells it.
  public init?(name: String) { self.init(rawValue: name) }
}

/// Which mark stands before the decimals of an amount; the other one may then group thousands.
public enum DecimalMark: String, CaseIterable, Sendable {
  case point
  case comma

  /// As `--decimal` spells it: `point`.
  public var name: String { rawValue }

  /// The mark of a name as ``name`` spells it.
  public init?(name: String) { self.init(rawValue: name) }
}
