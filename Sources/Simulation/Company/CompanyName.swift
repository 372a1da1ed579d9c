/// A made-up company's name, and the plain letters of it that an address can hold.
struct CompanyName {
  let text: String
  let slug: String

  init(drawnBy chance: inout Chance) {
    let first = chance.one(of: Self.firstWords)
    let last = chance.one(of: Self.lastWords)
    let form = chance.one(of: Self.forms)
    text = "\(first.text) \(last)\(form)"
    slug = "\(first.slug)-" + String(decoding: last.utf8.map { $0 | 0x20 }, as: UTF8.self)
  }

  private static let firstWords: [(text: String, slug: String)] =
    plain.map { ($0, String(decoding: $0.utf8.map { $0 | 0x20 }, as: UTF8.self)) } + accented

  /// Words of ASCII letters alone, for which setting a bit makes them small.
  private static let plain = [
    "Amber", "Atlas", "Birch", "Blue", "Bright", "Cedar", "Cobalt", "Copper", "Delta", "Ember",
    "Falcon", "Fjord", "Golden", "Granite", "Grove", "Harbor", "Hazel", "Iris", "Juniper",
    "Kestrel", "Lantern", "Lark", "Linden", "Maple", "Meridian", "North", "Nova", "Oak", "Onyx",
    "Orchard", "Pine", "Polar", "Quarry", "Raven", "River", "Saffron", "Silver", "Summit",
    "Tidal", "Umber", "Velvet", "Violet", "Walnut", "Willow", "Yarrow", "Zephyr",
  ]

  private static let accented = [
    ("Ångström", "angstrom"), ("Müller", "mueller"), ("Łódź", "lodz"), ("Sørensen", "sorensen"),
    ("Brăila", "braila"), ("Žižka", "zizka"), ("Señor", "senor"), ("Château", "chateau"),
    ("Győr", "gyor"), ("Șoimul", "soimul"), ("Zoë", "zoe"), ("Þór", "thor"),
  ]

  private static let lastWords = [
    "Analytics", "Bakery", "Clinics", "Design", "Dental", "Energy", "Fabrics", "Foods", "Freight",
    "Games", "Hotels", "Insurance", "Labs", "Learning", "Logistics", "Media", "Mobility", "Optics",
    "Partners", "Payments", "Pharma", "Press", "Robotics", "Software", "Studio", "Textiles",
    "Tools", "Travel", "Works",
  ]

  /// A comma and a quote, for whoever reads the files.
  private static let forms = [
    "", "", "", "", " GmbH", " SARL", " BV", " SRL", " AB", ", S.L.", ", Inc.", " & Söhne",
    #" "Group""#,
  ]
}
