import Facts
import Intake

/// Makes files that are almost right, each from a number, so that every one can be made again.
struct Mutator {
  private var random: Random

  init(seed: UInt64) { random = Random(seed: seed) }

  /// A file and options to read it with.
  mutating func next() -> (bytes: [UInt8], options: ImportOptions) {
    let kind = random.below(Mutator.corpus.count)
    var bytes = Mutator.corpus[kind]
    let hasOptions = random.below(3) == 0
    for _ in 0..<random.below(6) { mutate(&bytes) }
    if random.below(16) == 0 { bytes = utf16(bytes) }
    if random.below(64) == 0 { bytes = [0xef, 0xbb, 0xbf] + bytes }
    var options = hasOptions ? options() : plainOptions
    if kind == Mutator.rates { options.format = .ecbRates }
    return (bytes, options)
  }

  /// A place to cut the file in two.
  mutating func cut(_ count: Int) -> Int { random.below(count + 1) }

  private mutating func mutate(_ bytes: inout [UInt8]) {
    // A broken header refuses the whole file, so most damage is done behind it.
    let header = random.below(6) == 0 ? 0 : bytes.firstIndex(of: UInt8(ascii: "\n")) ?? 0
    let at = header + random.below(bytes.count - header + 1)
    let end = min(bytes.count, at + random.below(24))
    switch random.below(13) {
    case 0: if at < bytes.count { bytes[at] = UInt8(truncatingIfNeeded: random.next()) }
    case 1: if at < bytes.count { bytes[at] ^= 1 << UInt8(random.below(8)) }
    case 2: bytes.removeSubrange(at..<end)
    case 3: bytes.insert(contentsOf: bytes[at..<end], at: at)
    case 4: bytes.removeSubrange(at...)
    case 5:
      let other = Mutator.corpus[random.below(Mutator.corpus.count)]
      bytes.replaceSubrange(at..., with: other[random.below(other.count)...])
    case 11: bytes.append(contentsOf: bytes[(bytes.firstIndex(of: 10) ?? 0)...])
    case 6: replaceCell(&bytes, at)
    case 7, 8: bytes.insert(contentsOf: token(), at: at)
    case 9: bytes.replaceSubrange(at..<end, with: token())
    case 10:
      let count = random.below(40) == 0 ? random.below(80_000) : random.below(40)
      bytes.insert(contentsOf: repeatElement(Mutator.marks[random.below(7)], count: count), at: at)
    default: replaceCell(&bytes, at)
    }
  }

  /// Puts a token in the place of the cell at an offset.
  private mutating func replaceCell(_ bytes: inout [UInt8], _ at: Int) {
    var start = at
    var end = at
    while start > 0, !Mutator.marks.contains(bytes[start - 1]) { start -= 1 }
    while end < bytes.count, !Mutator.marks.contains(bytes[end]) { end += 1 }
    bytes.replaceSubrange(start..<end, with: token())
  }

  private mutating func token() -> [UInt8] { Mutator.tokens[random.below(Mutator.tokens.count)] }

  private mutating func utf16(_ bytes: [UInt8]) -> [UInt8] {
    let isBig = random.below(2) == 0
    var units: [UInt8] = isBig ? [0xfe, 0xff] : [0xff, 0xfe]
    for unit in String(decoding: bytes, as: UTF8.self).utf16 {
      let pair = [UInt8(unit & 0xff), UInt8(unit >> 8)]
      units += isBig ? pair.reversed() : pair
    }
    if random.below(4) == 0, let last = units.indices.last { units.remove(at: last) }
    return units
  }

  private var plainOptions: ImportOptions {
    ImportOptions(version: exportedAt, recorded: exportedAt)
  }

  private mutating func options() -> ImportOptions {
    var options = plainOptions
    func pick<Element>(_ all: [Element], _ random: inout Random) -> Element? {
      random.below(3) == 0 ? all[random.below(all.count)] : nil
    }
    options.encoding = pick(TextEncoding.allCases, &random)
    options.dateOrder = pick(DateOrder.allCases, &random)
    options.decimal = pick(DecimalMark.allCases, &random)
    if random.below(4) == 0 {
      options.delimiter = pick([0x2c, 0x3b, 0x09, 0x7c, 0x20, 0x61], &random)
    }
    options.currency = pick(["USD", "JPY", "KWD"].compactMap { Currency($0) }, &random)
    if random.below(8) == 0 { options.format = pick(ImportFormat.allCases, &random) }
    if random.below(8) == 0 {
      options.mapping = [
        ColumnMapping(column: "customer_id", field: "customer_id"),
        ColumnMapping(column: "tier", field: "attribute.x"),
      ]
    }
    return options
  }

  private static let marks = Array(",;\t|\n\r\"".utf8)

  private static let corpus: [[UInt8]] = [
    "contact_id,customer_id,role,departed_on,name,email\np,a,admin,2025-01-31,Ann,ann@acme.com\n",
    "event,happened_at,user_id,anonymous_id,customer_id,message_id,type,seconds,\"a\"\"b\",é\n"
      + "Opened,2025-01-31T10:00:00Z,u,,c,m1,track,60,1,2\nHome,2025-01-30,,an,,,page,,,\n",
    "customer_id,subscription_id,plan,currency,mrr,start_date,ended_at\n"
      + "a,s1,Pro,usd,29.85,2024-12-01,\nb,s2,\"One, year\",usd,56.95,2022-03-01,2025-01-01\n",
    "customer_id;subscription_id;start_date;amount;currency;quantity;interval;interval_count;"
      + "status;trial_end;ended_on;cancel_at;discount_amount;discount_percent;discount_ends_at;"
      + "end_cause;state_id;retracted;customer_name;customer_email\r\n"
      + "a;s1;31/01/2025;1.234,56;EUR;2;month;3;trialing;15/02/2025;;01/06/2025;1,5;10;01/03/2025;"
      + "voluntary;x;no;Ann;ann@acme.com\r\n"
      + "b;s2;03/04/2025;\"5,00 €\";EUR;1;every 2 weeks;;active;;31/05/2025;;;;;;;;;\r\n",
    "customer_id,name,email,created_at,changed_at,state_id,retracted,tier,Größe\n"
      + "a,Acme,ann@acme.com,2024-01-01,2025-01-01T10:00:00+02:00,x,no,gold,\"1\"\"2\nx\"\n",
    "id,Customer ID,Customer Name,Customer Email,Plan,Quantity,Currency,Interval,Amount,Status,"
      + "Cancellation Reason,Start Date (UTC),Trial End (UTC),Canceled At (UTC),Ended At (UTC),"
      + "tag (metadata)\ns,c,Ann,a@b.c,Pro,1,usd,month,49.00,canceled,payment_failed,"
      + "2024-12-01 13:45,,2025-01-01 10:00:09,,x\n",
    "id,Email,Name,Created (UTC),Delinquent,tag (metadata)\nc,a@b.c,Ann,2024-12-01 13:45,false,x\n",
    "Name,Email,Company,Country,State,City,Zip,External ID,Lead created at\n"
      + "Ann,a@b.c,Acme,RO,,Cluj,1,acme,2024-12-01\n",
    "uuid,account,plan_code,state,unit_amount_in_cents,currency,quantity,activated_at,expires_at,"
      + "current_period_started_at,current_period_ends_at,trial_ends_at\n"
      + "u,a,gold,canceled,800,JPY,1,2024-05-27T07:00:00Z,,2024-06-27T07:00:00Z,"
      + "2024-07-27T07:00:00Z,\n",
    "Date,USD,JPY,HRK,XAU,\n2022-12-30,1.0666,140.66,7.5365,N/A,\n"
      + "20 November 2022,1.0387,N/A,7.6,1700.5,\n1999-01-04,1.1789,133.73,N/A,N/A,\n",
    "sep=|\ncustomer_id|tier|tenure_line|tenure_column|tenure_expected\na|1|2|tier|\"x, y\"\n|||\n",
  ].map { Array($0.utf8) }

  /// The one in the corpus that is read only where it is asked for.
  private static let rates = corpus.firstIndex { $0.starts(with: "Date,USD".utf8) }

  private static let tokens: [[UInt8]] =
    [
      "", "\"", "\"\"", "\"x\"", "\",\"", ",", ";", "\t", "|", "\n", "\r\n", "\r", "\u{0}", " ",
      "\u{7f}", "\u{feff}", "\u{fffd}", "\u{301}", "\u{600}", "🙂", "\u{a0}", "\u{202f}", "’",
      "0", "-1", "1e5", "NaN", "0x1p3", "1,234", "1.234", "1.234.567,89", "1'234.5", "(5)", "$5",
      "5 €", "€", "100000000000", "100000000001", "9223372036854775807", "9223372036854775808",
      "99999999999999999999999999", "0.000001", "0.0000001", "100.0001 %", "1000000000",
      "2025-01-31", "2027-02-30", "0000-00-00", "9999-12-31", "2200-12-31", "31/12/2200",
      "03/04/2025", "0/5/2025", "5.0.2025", "13-13-2025",
      "01/02/03", "46000", "1738281600000", "2025-01-31T23:59:60Z", "2025-01-31 09:30",
      "2025-01-31T00:00:00-14:00", "2025-01-31T00:00:00.123456789+14:59", "yes", "ended",
      "past due", "unpaid", "N/A", "1 May 2022", "quarterly", "1000 years", "every 9999999999 days",
      "USD", "XAU", "JPY",
      "customer_id", "subscription_id", "start_date", "amount", "mrr", "attribute.", "(metadata)",
      "tenure_line", "sep=;\n", "row", "profile:", "#",
    ].map { Array($0.utf8) } + [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf0, 0x9f], [0xc2, 0x85]]
}
