import Facts

/// Makes a profile of each row of a file of customers, and a contact where there is an e-mail.
struct AccountRows {
  private let reader: RowReader
  private let stamp: Stamp

  init(_ reader: RowReader, _ stamp: Stamp) {
    self.reader = reader
    self.stamp = stamp
  }

  /// Reads a row whole before it adds anything, so that a bad cell leaves nothing behind.
  func translate(
    _ row: Row, _ index: Int32, into batch: inout Translation
  ) throws(CellProblem) {
    let customer = try reader.identifier(.customer, row)
    let state = try reader.stateID(row)
    let changed = try reader.date(.changedAt, row)
    let created = try reader.date(.createdAt, row)
    // A profile without a date holds from the beginning.
    let at = changed ?? created ?? .day(.first)
    let isRetracted = try reader.isRetracted(row)
    let attributes = isRetracted ? [:] : try attributes(row)
    let name = try reader.name(.name, row)
    let person = try reader.name(.contactName, row) ?? name
    let email = try reader.email(.email, row)

    let assertion = state.map { Identifier("profile:" + $0.text) } ?? "profile"
    let profile = isRetracted ? nil : Fact.Body.account(AccountProfile(attributes: attributes))
    let profileKey = Fact.Key(customer, assertion)
    stamp.add(customer, .accountProfile, at, profileKey, profile, row: index, to: &batch)
    if email != nil {
      let contact = isRetracted ? nil : Fact.Body.contact(ContactProfile(contact: "primary"))
      let key = Fact.Key(customer, "contact:primary")
      stamp.add(customer, .contactProfile, at, key, contact, row: index, to: &batch)
    }
    guard !isRetracted else { return }
    if let title = name ?? person {
      batch.append(Particulars(account: customer, name: title), index)
    }
    if let email {
      batch.append(
        Particulars(account: customer, contact: "primary", name: person, email: email), index)
    }
  }

  /// An empty cell says nothing: the attribute is unknown, not blank.
  private func attributes(_ row: Row) throws(CellProblem) -> [Identifier: String] {
    var values: [Identifier: String] = [:]
    for (column, name) in reader.attributes {
      let text = row[column]
      guard !text.isEmpty else { continue }
      do throws(Expectation) {
        values[name] = try TextReader.text(text, atMost: 1024)
      } catch {
        throw CellProblem(column: column, expected: error.text)
      }
    }
    return values
  }
}

/// What all facts of a file have in common.
struct Stamp {
  private let blank: Fact

  init(source: Identifier, version: Instant, recorded: Instant) {
    blank = Fact(
      account: "", kind: .subscriptionState, at: .day(.first), recorded: recorded, source: source,
      key: Fact.Key("", ""), version: version, body: nil)
  }

  /// Adds a fact by filling in a blank one where it lies: making each anew and handing it on takes
  /// a fifth of an import's time.
  @inline(__always)
  func add(
    _ account: Identifier, _ kind: Fact.Kind, _ at: Moment, _ key: Fact.Key,
    _ body: consuming Fact.Body?, row: Int32, to batch: inout Translation
  ) {
    batch.facts.append(blank)
    fill(&batch.facts[batch.facts.count - 1], account, kind, at, key, body)
    batch.factRows.append(row)
  }

  @inline(__always)
  private func fill(
    _ fact: inout Fact, _ account: Identifier, _ kind: Fact.Kind, _ at: Moment, _ key: Fact.Key,
    _ body: consuming Fact.Body?
  ) {
    fact.account = account
    fact.kind = kind
    fact.at = at
    fact.key = key
    fact.body = body
  }
}

extension Translation {
  mutating func append(_ particulars: Particulars, _ row: Int32) {
    self.particulars.append(particulars)
    particularRows.append(row)
  }
}
