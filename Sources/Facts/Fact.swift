/// Something that happened to a customer, as a source told it.
///
/// Facts are never edited. ``source`` and ``key`` together name an assertion; the same assertion
/// may come again with another body or another time, which is a revision of it. Of the revisions
/// known on a day the one with the greatest ``version`` is in force.
public struct Fact: Hashable, Sendable {
  /// The customer, by the sender's own id; empty for settings and rates, which concern no one
  /// customer.
  public var account: Identifier
  /// When it happened.
  public var at: Moment
  /// When Tenure learned of it.
  public var recorded: Instant
  /// Who told it; the same key from another source is another assertion.
  public var source: Identifier
  /// Which of the source's assertions it is; a correction carries the key of what it corrects.
  public var key: Key
  /// The sender's version of the assertion: an event's time, or the date of the export it stood in.
  public var version: Instant
  /// Nil where the assertion is taken back.
  public var body: Body?
  /// Known by itself, because a fact that is taken back has no body to tell it.
  public var kind: Kind

  /// - Precondition: a body is of the kind.
  public init(
    account: Identifier, kind: Kind, at: Moment, recorded: Instant, source: Identifier, key: Key,
    version: Instant, body: Body?
  ) {
    precondition(body == nil || body?.kind == kind)
    self.account = account
    self.at = at
    self.recorded = recorded
    self.source = source
    self.key = key
    self.version = version
    self.body = body
    self.kind = kind
  }

  /// The names by which a source's assertions are told apart.
  ///
  /// The key holds an object's id and which assertion about it this is, never a value or a time
  /// that may move: a corrected date must find the assertion it corrects.
  public struct Key: Hashable, Sendable {
    /// The sender's id of what is spoken of, such as a subscription.
    public var object: Identifier
    /// Which assertion about the object it is: a name such as `row`, never a value.
    public var assertion: Identifier

    /// Takes the object first and the assertion about it second.
    public init(_ object: Identifier, _ assertion: Identifier) {
      self.object = object
      self.assertion = assertion
    }

    /// `sub_1#row`.
    public var text: String { object.text + "#" + assertion.text }
  }

  /// What facts can be about; the raw values go into checksums and must never change.
  public enum Kind: UInt8, CaseIterable, Sendable {
    case subscriptionState = 1
    case accountProfile = 2
    case contactProfile = 3
    case setting = 4
    case rates = 5
    case ticket = 6
    case invoice = 7
    case accountMerge = 8
    case charge = 9

    /// Whether such facts are about one customer.
    public var isOfAccount: Bool { self != .setting && self != .rates }

    /// `subscription.state`.
    public var name: String {
      switch self {
      case .subscriptionState: "subscription.state"
      case .accountProfile: "account.profile"
      case .contactProfile: "contact.profile"
      case .setting: "setting"
      case .rates: "rates"
      case .ticket: "ticket"
      case .invoice: "invoice"
      case .accountMerge: "account.merge"
      case .charge: "charge"
      }
    }
  }

  /// What an assertion says; a revision replaces it whole.
  public enum Body: Hashable, Sendable {
    case subscription(SubscriptionState)
    case account(AccountProfile)
    case contact(ContactProfile)
    case setting(Setting)
    case rates(RateSheet)
    case ticket(Ticket)
    case invoice(Invoice)
    case merge(AccountMerge)
    case charge(Charge)

    /// The kind that a fact with this body must have.
    public var kind: Kind {
      switch self {
      case .subscription: .subscriptionState
      case .account: .accountProfile
      case .contact: .contactProfile
      case .setting: .setting
      case .rates: .rates
      case .ticket: .ticket
      case .invoice: .invoice
      case .merge: .accountMerge
      case .charge: .charge
      }
    }
  }
}

/// What is known of a customer as such: attributes to group and to filter by.
///
/// Names and addresses of people are not among them; they go to the vault as ``Particulars``.
public struct AccountProfile: Hashable, Sendable {
  /// Values by attribute name; bytes decide which names and which values are the same.
  public var attributes: [Identifier: String]

  /// Takes an empty value to say that the attribute is unknown from then on.
  public init(attributes: [Identifier: String]) {
    self.attributes = attributes
  }

  /// Whether names and values are the same bytes.
  public static func == (one: AccountProfile, other: AccountProfile) -> Bool {
    one.attributesBytes == other.attributesBytes
  }

  /// Hashes the bytes of names and values.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(attributesBytes)
  }

  /// The attributes as they are compared.
  private var attributesBytes: [Identifier: Identifier] {
    attributes.mapValues { Identifier($0) }
  }
}

/// That a customer is another one: what was told of it was told of that one.
///
/// It holds for all days, and from when it was learned: what was said before stays said.
public struct AccountMerge: Hashable, Sendable {
  /// The sender's id of the customer that remains; in the ledger its number in the vault takes its
  /// place.
  public var into: Identifier

  /// Takes the customer that remains.
  public init(into: Identifier) { self.into = into }
}

/// A person at a customer, by an id that means nothing outside the vault.
public struct ContactProfile: Hashable, Sendable {
  /// The sender's id of the person; in the ledger the number in the vault takes its place.
  public var contact: Identifier
  /// What the person is to the customer, in the sender's words; nil where nobody said.
  public var role: String? {
    get { roleBytes?.text }
    set { roleBytes = newValue.map { Identifier($0) } }
  }
  /// The role as it is kept: bytes decide whether two are the same.
  private var roleBytes: Identifier?
  /// When the person left the customer.
  public var departed: Moment?

  /// A person who has not left, unless `departed` is given.
  public init(contact: Identifier, role: String? = nil, departed: Moment? = nil) {
    self.contact = contact
    self.departed = departed
    self.role = role
  }
}

/// A choice that can change figures, and therefore a fact like any other.
public struct Setting: Hashable, Sendable {
  /// What is chosen, such as `zone` or `grace_days`.
  public var name: String {
    get { nameBytes.text }
    set { nameBytes = Identifier(newValue) }
  }
  /// The choice as text: facts do not know what a setting takes.
  public var value: String {
    get { valueBytes.text }
    set { valueBytes = Identifier(newValue) }
  }
  /// Both as they are kept: bytes decide whether two are the same.
  private var nameBytes: Identifier
  private var valueBytes: Identifier

  /// Takes any texts; whether there is such a setting is for the caller to check.
  public init(name: String, value: String) {
    nameBytes = Identifier(name)
    valueBytes = Identifier(value)
  }
}

/// What a source said of who a customer or a person is; kept in the vault, never in a fact.
public struct Particulars: Hashable, Sendable {
  /// The customer, by the sender's own id.
  public var account: Identifier
  /// The person at the account; nil where the particulars are the account's own.
  public var contact: Identifier?
  /// A customer's or a person's name; newer particulars without one clear only a person's.
  public var name: String? {
    get { nameBytes?.text }
    set { nameBytes = newValue.map { Identifier($0) } }
  }
  /// The address of a person; the vault keeps none for an account itself.
  public var email: String? {
    get { emailBytes?.text }
    set { emailBytes = newValue.map { Identifier($0) } }
  }
  /// Both as they are kept: bytes decide whether two are the same.
  private var nameBytes: Identifier?
  private var emailBytes: Identifier?

  /// The account's own particulars, unless `contact` is given.
  public init(
    account: Identifier, contact: Identifier? = nil, name: String? = nil, email: String? = nil
  ) {
    self.account = account
    self.contact = contact
    self.name = name
    self.email = email
  }
}
