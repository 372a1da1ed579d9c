import Engine
import Foundation

/// The same steps as files, for the others, in the order of accounts and days.
///
/// Raw columns for the plain program, a table for the databases.
struct Columns {
  private let folder: URL
  private var table = Data("account,day,plan,micros,cause\n".utf8)
  private var starts: [UInt32] = [0]
  private var days: [Int32] = []
  private var standings: [UInt8] = []
  private var causes: [UInt8] = []
  private var micros: [Int64] = []
  private var currencies: [UInt16] = []
  private var plans: [Int32] = []

  init(in folder: URL) { self.folder = folder }

  mutating func append(_ steps: [Step]) {
    for step in steps {
      days.append(step.day)
      standings.append(step.standing.rawValue)
      causes.append(step.cause.rawValue)
      micros.append(step.monthlyMicros)
      currencies.append(step.currency)
      plans.append(step.plan)
      let cause = step.cause.rawValue
      table.append(
        contentsOf: Array(
          "\(starts.count - 1),\(step.day),\(step.plan),\(step.monthlyMicros),\(cause)\n".utf8))
    }
    starts.append(UInt32(days.count))
  }

  func write() throws {
    try table.write(to: folder.appending(path: "states.csv"))
    try write("starts", starts)
    try write("days", days)
    try write("standings", standings)
    try write("causes", causes)
    try write("micros", micros)
    try write("currencies", currencies)
    try write("plans", plans)
  }

  private func write<Element>(_ name: String, _ column: [Element]) throws {
    let bytes = column.withUnsafeBytes { Data($0) }
    try bytes.write(to: folder.appending(path: name))
  }
}
