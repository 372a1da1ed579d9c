import Testing

@testable import Site

@Suite("The catalogue")
struct WordsTests {
  private static let keys = Set(Words.english.keys)
  /// The first parts of keys, which tell a key from any other literal with a point in it.
  private static let families = Set(keys.map { $0.prefix { $0 != "." } })

  /// The keys that templates name.
  private static func keys(inTemplate text: String) -> [String] {
    text.matches(of: /\{\{\{?[#^]?w\.([a-z0-9_.-]+)\}/).map { String($0.1) }
  }

  /// The keys that Swift asks for in so many words.
  private static func asked(inSwift text: String) -> [String] {
    text.matches(of: /words(?:\.english)?(?:\[|\(|\.html\(|\.has\()\s*"([^"\\]+)"/).map {
      String($0.1)
    } + text.matches(of: /\.counted\(\s*"([^"\\]+)"/).flatMap { ["\($0.1).one", "\($0.1).many"] }
  }

  /// Literals that look like keys of the catalogue.
  private static func alike(inSwift text: String) -> [String] {
    SiteSources.literals(text).filter { literal in
      literal.wholeMatch(of: /[a-z_]+(\.[a-zA-Z0-9_-]+)+/) != nil
        && families.contains(literal.prefix { $0 != "." })
    }
  }

  private static func isKnown(_ key: String) -> Bool {
    keys.contains(key) || keys.contains(key + ".one") && keys.contains(key + ".many")
  }

  /// Whether a key is made from a literal with something put into it.
  private static func isMade(_ key: String, from patterns: Set<String>) -> Bool {
    patterns.contains { pattern in
      let parts = pattern.split(separator: ".", omittingEmptySubsequences: false)
      let names = key.split(separator: ".", omittingEmptySubsequences: false)
      // A cause's name has several parts itself.
      if pattern == "cause.\0" { return names.first == "cause" }
      return parts.count == names.count
        && zip(parts, names).allSatisfy { $0 == $1 || $0 == "\0" }
    }
  }

  /// The keys that nobody uses.
  private static func unused(_ keys: Set<String>, templates: String, swift: String) -> [String] {
    let literals = Set(SiteSources.literals(swift))
    let named = Set(Self.keys(inTemplate: templates))
    let patterns = literals.filter { $0.contains("\0") && $0.contains(".") }
    return keys.sorted().filter { key in
      let stem = key.replacing(/\.(one|many)$/, with: "")
      return !named.contains(key) && !literals.contains(key) && !literals.contains(stem)
        && !isMade(stem, from: patterns)
    }
  }

  @Test("Every key that a template names is there")
  func templates() {
    var count = 0
    for (name, text) in SiteSources.templates {
      let named = Self.keys(inTemplate: text)
      count += named.count
      #expect(named.filter { !Self.keys.contains($0) } == [], "\(name)")
    }
    #expect(count > 100)
    #expect(Self.keys(inTemplate: "{{w.nav.no-such}}{{{w.a.b}}}") == ["nav.no-such", "a.b"])
  }

  /// The keys on the way to a key at which a template would stop: it asks for one part at a time.
  private static func inTheWay(of key: String, _ keys: Set<String>) -> [String] {
    let parts = key.split(separator: ".")
    return (1..<max(1, parts.count)).map { parts.prefix($0).joined(separator: ".") }
      .filter { keys.contains($0) }
  }

  @Test("No key that a template names goes on from another one")
  func reachable() {
    for (name, text) in SiteSources.templates {
      for key in Self.keys(inTemplate: text) {
        #expect(Self.inTheWay(of: key, Self.keys) == [], "\(name): \(key)")
      }
    }
    #expect(Self.inTheWay(of: "a.b.c", ["a.b", "a.b.c", "a.c"]) == ["a.b"])
  }

  @Test("Every key that Swift asks for is there")
  func swift() {
    let asked = Self.asked(inSwift: SiteSources.swift)
    #expect(asked.count > 80)
    #expect(asked.filter { !Self.isKnown($0) } == [])
    let alike = Self.alike(inSwift: SiteSources.swift)
    #expect(alike.count > asked.count)
    #expect(Set(alike).subtracting(Self.noKeys).filter { !Self.isKnown($0) }.sorted() == [])
    #expect(Self.asked(inSwift: "ask.words.html(\n \"a.b\", [:])") == ["a.b"])
    #expect(Self.alike(inSwift: "f(x ? \"nav.no_such\" : \"other.thing\")") == ["nav.no_such"])
  }

  /// Literals that look like keys and are something else.
  private static let noKeys: Set<String> = ["usage.unit"]

  @Test("Every key is used")
  func used() {
    let templates = SiteSources.templates.map(\.text).joined()
    #expect(Self.unused(Self.keys, templates: templates, swift: SiteSources.swift) == [])
    let swift = "words[\"nav.\\(place)\"]; words.counted(\"a.n\", 1)"
    #expect(
      Self.unused(
        ["nav.x", "nav.x.y", "a.n.one", "a.b", "w.t"], templates: "{{w.w.t}}", swift: swift)
        == ["a.b", "nav.x.y"])
  }

  @Test("A counted text has both its forms")
  func counted() {
    for key in Self.keys {
      if key.hasSuffix(".one") { #expect(Self.keys.contains(key.dropLast(3) + "many")) }
      if key.hasSuffix(".many") { #expect(Self.keys.contains(key.dropLast(4) + "one")) }
    }
  }

  @Test("Values take their places, and texts as HTML escape them")
  func filling() {
    let words = Words(
      "a = {x} of {y}\nb = <a><b>{x}</b></a>\nn.one = {n} row\nn.many = {n} rows\n# c = d")
    #expect(words("a", ["x": "{y}", "y": "2"]) == "{y} of 2")
    #expect(
      words.html("b", ["x": "<\u{301}"], links: ["/?a=1&b=\""])
        == "<a href=\"/?a=1&amp;b=&quot;\"><b>&lt;\u{301}</b></a>")
    #expect(words.counted("n", 1) == "1 row")
    #expect(words.counted("n", 1200) == "1,200 rows")
    #expect(words["c"] == "⟪c⟫")
    #expect(words("a", [:]) == "⟪x⟫ of ⟪y⟫")
    #expect(words.marked["a"] == "⟦{x} of {y}⟧")
  }
}
