import Facts

/// PostHog's questions about retention, and its answers.
package struct PostHogCases: Decodable {
  package struct Person: Decodable {
    package let id: String
    package let distinctIds: [String]
    package let properties: [String: String]?
  }

  package struct Event: Decodable {
    package let event: String
    package let distinctId: String
    package let timestamp: String
  }

  package struct Filter: Decodable {
    package let personProperty: [String: String]
  }

  package struct Case: Decodable {
    package let name: String
    package let period: String
    package let people: [Person]
    package let events: [Event]
    package let filter: Filter?
    package let startEvent: String
    package let returnEvent: String
    package let firstPeriod: String
    package let intervals: Int
    package let expected: [[Int]]
  }

  package let cases: [Case]

  /// The period of an instant in UTC as a day's number.
  ///
  /// Tenure has no hours; to a cohort they are units that follow one another, as days are.
  package static func number(_ instant: String, _ period: String) -> Int32 {
    let day = Day(String(instant.prefix(10)))!.number
    guard period == "hour" else { return day }
    return day % 1000 * 24 + Int32(instant.dropFirst(11).prefix(2))!
  }
}
