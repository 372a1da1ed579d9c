/// Exchange rates as the European Central Bank publishes them, made up: what one euro cost.
enum ReferenceRates {
  /// The file, the newest day first, from a month before the launch to today.
  static func bytes(for company: Company) -> [UInt8] {
    var chance = Chance(seed: company.seed, account: 0, subject: .rates)
    // In hundred-thousandths; each drifts about, drawn back to where it usually is.
    var dollars = 108_500
    var pounds = 85_500
    var lines: [[UInt8]] = []
    for number in company.launch.number - 31...company.today.number {
      let day = CivilDay(number: number)
      guard day.weekday < 5, !isHoliday(day) else { continue }
      dollars += chance.whole(-420...420) + (109_000 - dollars) / 90
      pounds += chance.whole(-210...210) + (85_500 - pounds) / 90
      var line: [UInt8] = []
      line.append(day: day)
      line.append(UInt8(ascii: ","))
      append(dollars / 10, digits: 4, to: &line)
      line.append(UInt8(ascii: ","))
      append(pounds, digits: 5, to: &line)
      // The bank's own file ends its lines so.
      line.append(contentsOf: ",\n".utf8)
      lines.append(line)
    }
    return Array("Date,USD,GBP,\n".utf8) + lines.reversed().joined()
  }

  private static func isHoliday(_ day: CivilDay) -> Bool {
    let (_, month, dayOfMonth) = day.civil
    return [(1, 1), (5, 1), (12, 25), (12, 26)].contains { $0 == (month, dayOfMonth) }
  }

  /// A rate of so many decimals.
  private static func append(_ rate: Int, digits: Int, to line: inout [UInt8]) {
    let scale = digits == 4 ? 10_000 : 100_000
    line.append(number: rate / scale)
    line.append(UInt8(ascii: "."))
    line.append(number: rate % scale, width: digits)
  }
}
