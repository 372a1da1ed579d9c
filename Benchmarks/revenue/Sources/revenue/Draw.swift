import Engine

/// A fact that changes what an account was last told to be, drawn after loading.
struct Draw {
  /// The day of the account's last step, which says something else now.
  let account: Int
  let step: Step

  var line: String {
    let last = [Int64(step.plan), step.monthlyMicros, Int64(step.cause.rawValue)]
    return "\(account) \(step.day) " + last.map(String.init).joined(separator: " ")
  }

  /// Another price or, for the triangle, an end: said of a customer whose last word was a price,
  /// so that it must show in an answer about these days.
  ///
  /// - Parameters:
  ///   - words: seed, first and last day of what is changed, first and last day of the customer's
  ///     first step, plan or 0, and `price` or `end`.
  /// - Returns: the customer's steps with the fact among them; nil where words are missing.
  static func fact(
    _ words: [Substring], of panel: Panel
  ) -> (draw: Draw, items: [[Step]])? {
    let numbers = words.compactMap { Int32($0) }
    guard numbers.count == 6, words.count == 7 else { return nil }
    var chance = Chance(seed: UInt64(numbers[0]))
    while true {
      let account = Int(chance.below(Int32(panel.accountCount)))
      var items = panel.items(of: account)
      guard let first = items[0].first, let last = items[0].last, items[0].count > 1,
        (numbers[1]...numbers[2]).contains(last.day),
        (numbers[3]...numbers[4]).contains(first.day),
        numbers[5] == 0 || last.plan == numbers[5], last.standing == .paying, last.cause != .other
      else { continue }
      let isEnd = words[6] == "end"
      let cents = isEnd ? 0 : last.monthlyMicros / 10_000 + 1 + Int64(chance.below(5000))
      let step = Accounts.step(last.day, last.plan, cents, isEnd ? .ended : last.cause)
      items[0][items[0].count - 1] = step
      return (Draw(account: account, step: step), items)
    }
  }
}
