/// What a column may hold.
enum Field: UInt8, CaseIterable {
  case customer, subscription, start, amount, monthlyAmount, minorAmount, currency, plan, quantity
  case interval, intervalCount, status, trialEnd, endedAt, endedOn, cancelAt, canceledAt
  case periodStart, periodEnd, discountAmount, discountPercent, discountEndsAt, endCause
  case taxPercent, taxIncludedPercent
  case charge, billedOn, chargeType, taxAmount, refunds
  case stateID, retracted
  case customerName, customerEmail, name, contactName, email, createdAt, changedAt
  case publishedOn
  case ticket, openedAt, solvedAt, topic, priority, requester
  case invoice, issuedOn, dueOn, paidOn
  case contact, role, departedOn
  case event, happenedAt, user, anonymous, message, call, seconds

  /// Which fields hold dates, for finding out their order.
  var isDate: Bool {
    switch self {
    case .start, .trialEnd, .endedAt, .endedOn, .cancelAt, .canceledAt, .periodStart, .periodEnd,
      .discountEndsAt, .createdAt, .changedAt, .publishedOn, .openedAt, .solvedAt, .issuedOn,
      .dueOn, .paidOn, .departedOn, .happenedAt, .billedOn:
      true
    default: false
    }
  }

  /// Which fields hold decimal numbers, for finding out their mark.
  var isAmount: Bool {
    switch self {
    case .amount, .monthlyAmount, .discountAmount, .taxAmount: true
    default: false
    }
  }
}

/// A kind of file: its columns, and what its cells mean.
struct Format {
  enum Subject: Equatable {
    case subscriptions, accounts, rates, tickets, invoices, charges, contacts, usage
  }

  enum ExtraColumns {
    case ignored
    /// Every further column is an attribute of the customer, or a property of the event.
    case attributes
    /// Columns named `KEY (metadata)` are, and the ones named here.
    case metadata(and: [String])
    /// Every further column is a currency's, by its code.
    case currencies
  }

  struct Column {
    var field: Field
    /// Names in lower case; the first that the file has counts.
    var names: [String]
    /// Whether a file without it is another kind of file.
    var isRequired: Bool
    /// Whether no row may leave it empty.
    var isFilled: Bool

    init(_ field: Field, _ names: String..., required: Bool = false, filled: Bool? = nil) {
      self.field = field
      self.names = names
      isRequired = required
      isFilled = filled ?? required
    }
  }

  var format: ImportFormat
  /// The name that its facts come from, unless the person gives another.
  var source: String
  var subject: Subject
  var columns: [Column]
  /// Of these fields one must be there; they are three ways to write a price.
  var prices: [Field] = []
  /// A file with one of these columns is another kind of file, whatever else it has.
  var foreign: [String] = []
  var extraColumns = ExtraColumns.ignored
  /// Whether two columns for one field are a mistake rather than an older and a newer name.
  var refusesSynonyms = false
  var statuses = StatusWords.tenure
  /// Whether the format says that its times are UTC.
  var timesAreUTC = false

  func column(_ field: Field) -> Column? { columns.first { $0.field == field } }

  /// Every format that is recognised by its header; rates are read where they are asked for.
  static let all: [Format] = [
    .tenureSubscriptions, .tenureAccounts, .stripeSubscriptions, .stripeCustomers,
    .chartmogulCustomers, .recurlySubscriptions, .chargebeeSubscriptions, .tenureTickets,
    .zendeskTickets, .intercomConversations, .hubspotTickets, .tenureInvoices, .tenureCharges,
    .stripeInvoices,
    .tenureContacts, .tenureUsage, .posthogEvents, .amplitudeEvents, .segmentTracks,
  ]
}
