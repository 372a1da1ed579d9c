import Facts

/// The members of an event, or of its context, that are read; the first of each name, and no null.
struct SegmentMembers {
  enum Name: Int {
    case type, timestamp, originalTimestamp, anonymousId, userId, groupId, previousId, messageId
    case event, name, context, properties
  }

  /// In the order of ``Name``.
  private static let names = JSONNames(
    "type", "timestamp", "originalTimestamp", "anonymousId", "userId", "groupId", "previousId",
    "messageId", "event", "name", "context", "properties")

  private let all: JSONReader.Value.Members

  init(_ value: JSONReader.Value) { all = value.members(Self.names) }

  /// A member; nil where there is none, or null.
  subscript(name: Name) -> JSONReader.Value? {
    guard let member = all[name.rawValue], member.kind != .null else { return nil }
    return member
  }

  /// An id: a text or a whole number; null, or nothing in it, is none.
  func id(_ name: Name) throws(SegmentRefusal) -> Identifier? {
    guard let member = self[name] else { return nil }
    guard let text = member.plainString(atMost: 255) ?? member.wholeNumber else {
      throw SegmentRefusal("\(name) takes a text of at most 255 bytes, or a whole number")
    }
    return text.isEmpty ? nil : Identifier(text)
  }
}
