import Facts

/// Makes a contact of each row of a file of people.
struct ContactRows {
  private let reader: RowReader
  private let stamp: Stamp

  init(_ reader: RowReader, _ stamp: Stamp) {
    self.reader = reader
    self.stamp = stamp
  }

  /// Reads a row whole before it adds anything, so that a bad cell leaves nothing behind.
  func translate(_ row: Row, _ index: Int32, into batch: inout Translation) throws(CellProblem) {
    let id = try reader.keyPart(.contact, row)
    let customer = try reader.identifier(.customer, row)
    // A profile without a date holds from the beginning.
    let changed = try reader.date(.changedAt, row) ?? .day(.first)
    let role = try reader.name(.role, row)
    let departed = try reader.date(.departedOn, row)
    let name = try reader.name(.name, row)
    let email = try reader.email(.email, row)
    let isRetracted = try reader.isRetracted(row)
    let profile = ContactProfile(contact: id, role: role, departed: departed)
    let key = Fact.Key(customer, Identifier("contact:" + id.text))
    stamp.add(
      customer, .contactProfile, changed, key, isRetracted ? nil : .contact(profile), row: index,
      to: &batch)
    guard !isRetracted, name != nil || email != nil else { return }
    batch.append(Particulars(account: customer, contact: id, name: name, email: email), index)
  }
}
