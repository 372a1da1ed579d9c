/// Events as a client of Segment sends them: bodies of at most a hundred, one a line, in a file a
/// month.
struct EventBatches {
  static let mostEvents = 100
  /// One event in so many is sent again, as a client does that got no answer.
  static let resentOneIn: UInt64 = 400

  private(set) var eventCount = 0
  private(set) var resentCount = 0
  private let firstMonth: Int
  private let places: [Pages.Place]
  private let sent: [CivilDay]
  private var openCounts: [Int]

  /// Opens a file for each month from the launch to today.
  init(of company: Company, in pages: inout Pages) {
    firstMonth = Self.month(of: company.launch)
    let count = Self.month(of: company.today) - firstMonth + 1
    let first = company.launch.firstOfMonth
    var places: [Pages.Place] = []
    for month in 0..<count {
      let (year, monthOfYear, _) = first.months(later: month).civil
      let digits = monthOfYear < 10 ? "0\(monthOfYear)" : "\(monthOfYear)"
      places.append(pages.open("events/\(year)-\(digits).jsonl"))
    }
    self.places = places
    sent = (0..<count).map { min(first.months(later: $0 + 1) - 1, company.today) }
    openCounts = Array(repeating: 0, count: count)
  }

  /// Adds an event to its month's batch, and once in a while adds it twice.
  mutating func add(_ event: Usage.Event, of customer: String, to pages: inout Pages) {
    let month = Self.month(of: event.day) - firstMonth
    var json = JSONLine()
    Self.write(event, of: customer, to: &json)
    eventCount += 1
    add(json.bytes, month, &pages)
    guard event.id.0 % Self.resentOneIn == 0 else { return }
    resentCount += 1
    add(json.bytes, month, &pages)
  }

  /// Ends every batch that is not full.
  mutating func close(in pages: inout Pages) {
    for month in places.indices where openCounts[month] > 0 { end(month, &pages) }
  }

  private mutating func add(_ bytes: [UInt8], _ month: Int, _ pages: inout Pages) {
    let isFirst = openCounts[month] == 0
    pages.append(Array((isFirst ? #"{"batch":["# : ",").utf8), to: places[month])
    pages.append(bytes, to: places[month])
    openCounts[month] += 1
    if openCounts[month] == Self.mostEvents { end(month, &pages) }
  }

  private mutating func end(_ month: Int, _ pages: inout Pages) {
    var end = Array(#"],"sentAt":""#.utf8)
    end.append(day: sent[month], second: 86_399)
    end.append(contentsOf: "\",\"writeKey\":\"simulated\"}\n".utf8)
    pages.append(end, lines: 1, to: places[month])
    openCounts[month] = 0
  }

  private static func month(of day: CivilDay) -> Int {
    let (year, month, _) = day.civil
    return year * 12 + month - 1
  }

  private static func write(
    _ event: Usage.Event, of customer: String, to json: inout JSONLine
  ) {
    json.object { json in
      json.member("type", "track")
      json.member("messageId", uuid(event.id))
      json.member("timestamp", event.day, second: event.second)
      json.member("userId", "\(customer)-u\(event.user)")
      json.object("context") { json in
        json.member("groupId", customer)
        json.object("library") { $0.member("name", "simulate") }
      }
      json.member("event", event.name)
      json.object("properties") { json in
        switch event.property {
        case .text(let name, let text): json.member(name, text)
        case .number(let name, let number): json.member(name, number)
        case nil: break
        }
      }
    }
  }

  /// 128 bits as clients write them: 8, 4, 4, 4 and 12 digits of base 16.
  private static func uuid(_ id: (UInt64, UInt64)) -> String {
    var bytes: [UInt8] = []
    for (place, half) in [id.0, id.1].enumerated() {
      for digit in 0..<16 {
        if place == 0 ? digit == 8 || digit == 12 : digit == 0 || digit == 4 {
          bytes.append(UInt8(ascii: "-"))
        }
        bytes.append(hexDigit(UInt8(half >> UInt64(60 - digit * 4) & 15)))
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
