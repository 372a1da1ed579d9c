import Facts

/// PostHog's questions about retention, and its answers.
struct PostHogCases: Decodable {
  struct Person: Decodable {
    let id: String
    let distinctIds: [String]
    let properties: [String: String]?
  }

  struct Event: Decodable {
    let event: String
    let distinctId: String
    let timestamp: String
  }

  struct Filter: Decodable {
    let personProperty: [String: String]
  }

  struct Case: Decodable {
    let name: String
    let period: String
    let people: [Person]
    let events: [Event]
    let filter: Filter?
    let startEvent: String
    let returnEvent: String
    let firstPeriod: String
    let intervals: Int
    let expected: [[Int]]
  }

  let cases: [Case]

  /// The period of an instant in UTC as a day's number.
  ///
  /// Tenure has no hours; to a cohort they are units that follow one another, as days are.
  static func number(_ instant: String, _ period: String) -> Int32 {
    let day = Day(String(instant.prefix(10)))!.number
    guard period == "hour" else { return day }
    return day % 1000 * 24 + Int32(instant.dropFirst(11).prefix(2))!
  }
}
