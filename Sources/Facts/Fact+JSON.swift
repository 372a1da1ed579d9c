extension Fact.Body {
  /// Writes the canonical JSON: keys in the order of their code points, no spaces, nothing for nil.
  ///
  /// Two bodies are the same revision exactly when these bytes are the same.
  public func write(to json: inout JSONText) {
    json.object { json in
      switch self {
      case .subscription(let state): state.writeMembers(to: &json)
      case .account(let profile): profile.writeMembers(to: &json)
      case .contact(let profile): profile.writeMembers(to: &json)
      case .setting(let setting):
        json.member("name", setting.name)
        json.member("value", setting.value)
      case .rates(let sheet): sheet.writeMembers(to: &json)
      case .ticket(let ticket): ticket.writeMembers(to: &json)
      case .invoice(let invoice): invoice.writeMembers(to: &json)
      case .merge(let merge): json.member("into", merge.into.text)
      case .charge(let charge): charge.writeMembers(to: &json)
      }
    }
  }

  /// The canonical JSON by itself.
  public var canonicalBytes: [UInt8] {
    var json = JSONText()
    write(to: &json)
    return json.bytes
  }
}

extension SubscriptionState {
  fileprivate func writeMembers(to json: inout JSONText) {
    if let canceledAt { json.member("canceledAt", canceledAt.description) }
    json.member("currency", unitAmount.currency.code)
    if let discountMicros {
      json.member("discountAmount", decimalText(micros: discountMicros))
    }
    if let discountEndsAt { json.member("discountEndsAt", discountEndsAt.description) }
    if let discountPercent10000 {
      json.member("discountPercent", decimalText(micros: Int64(discountPercent10000) * 100))
    }
    if let endCause { json.member("endCause", endCause.name) }
    if let endsAt { json.member("endsAt", endsAt.description) }
    json.member("interval", interval.unit.name)
    json.member("intervalCount", Int(interval.count))
    if let plan { json.member("plan", plan) }
    json.member("quantity", Int(quantity))
    json.member("status", status.name)
    json.member("subscription", subscription.text)
    if let share = tax?.included {
      json.member("taxIncludedPercent", decimalText(micros: Int64(share) * 100))
    }
    if let share = tax?.added { json.member("taxPercent", decimalText(micros: Int64(share) * 100)) }
    if let trialEnd { json.member("trialEnd", trialEnd.description) }
    json.member("unitAmount", decimalText(micros: unitAmount.micros))
  }
}

extension AccountProfile {
  fileprivate func writeMembers(to json: inout JSONText) {
    json.key("attributes")
    json.object { json in
      for (name, value) in attributes.sorted(by: { $0.key < $1.key }) {
        json.member(name.text, value)
      }
    }
  }
}

extension ContactProfile {
  fileprivate func writeMembers(to json: inout JSONText) {
    json.member("contact", contact.text)
    if let departed { json.member("departed", departed.description) }
    if let role { json.member("role", role) }
  }
}

extension RateSheet {
  fileprivate func writeMembers(to json: inout JSONText) {
    json.member("base", base.code)
    json.key("quotes")
    json.object { json in
      for (currency, micros) in quotes.sorted(by: { $0.key < $1.key }) {
        json.member(currency.code, decimalText(micros: micros))
      }
    }
  }
}

extension Ticket {
  fileprivate func writeMembers(to json: inout JSONText) {
    if let priority { json.member("priority", priority) }
    if let solved { json.member("solved", solved.description) }
    json.member("ticket", ticket.text)
    if let topic { json.member("topic", topic) }
  }
}

extension Invoice {
  fileprivate func writeMembers(to json: inout JSONText) {
    if let amount {
      json.member("amount", decimalText(micros: amount.micros))
      json.member("currency", amount.currency.code)
    }
    if let due { json.member("due", due.description) }
    json.member("invoice", invoice.text)
    if let paid { json.member("paid", paid.description) }
    json.member("status", status.rawValue)
  }
}

extension Fact {
  /// Writes the fact as one JSON object, the form of `tenure export`.
  public func write(to json: inout JSONText) {
    json.object { json in
      json.member("account", account.text)
      json.member("kind", kind.name)
      json.member("at", at.description)
      json.member("recorded", recorded.description)
      json.member("source", source.text)
      json.member("key", key.text)
      json.member("version", version.description)
      json.key("body")
      if let body { body.write(to: &json) } else { json.null() }
    }
  }
}
