import Charts
import Mustache
import Testing

@testable import Site

@Suite("Escaping")
struct EscapingTests {
  /// Signs that Swift joins to the next or the last one, so that `<` is no `Character` any more.
  private static let hazards = [
    "\u{600}<img src=x onerror=alert(1)>", "\u{605}<b>", "\u{6dd}<b>", "\u{d4e}<b>",
    "\u{110bd}<b>", "\"\u{301} onmouseover=\"\u{301}alert(1)", "'\u{301}onfocus='\u{301}",
    "<\u{301}b>", "&\u{200d}lt;",
  ]

  private static let special = Set("<>\"'".utf8)

  /// A list's row, which shows and links to what somebody told.
  private func row(_ text: String, _ templates: Templates) -> String {
    templates.page("tabs", ["tabs": [["word": text, "address": text] as Model], "w": ""])
  }

  /// The bytes that take part in markup, of which a harmless text has as many.
  private func markup(_ html: String) -> Int {
    html.utf8.count { Self.special.contains($0) }
  }

  @Test("What is told never becomes markup", arguments: hazards)
  func bytes(_ hazard: String) throws {
    let templates = try Templates()
    #expect(markup(row(hazard, templates)) == markup(row("harmless", templates)))
    #expect(ByteContent().escapeText(hazard) == HTMLText.escaped(hazard))
  }

  @Test("The escaping that Mustache brings lets it through", arguments: hazards.prefix(8))
  func control(_ hazard: String) throws {
    let templates = try Templates(contentType: "HTML")
    #expect(markup(row(hazard, templates)) > markup(row("harmless", templates)))
  }

  @Test("Every template escapes by bytes")
  func everywhere() throws {
    let templates = try Templates()
    // A name that no template gives is looked for in the model itself, whatever it is called.
    let hazard = "\u{600}<xss-probe>\"\u{301} data-xss=\"\u{301}"
    let parts = ["<xss-probe", "\"\u{301} data"]
    for (name, _) in SiteSources.templates {
      let page = templates.page(String(name.dropLast(".mustache".count)), Self.model(hazard, name))
      for part in parts { #expect(!Self.holds(page, part), "\(name)") }
    }
  }

  /// Whether the bytes of one text are in another; as a `String` it would look for `Character`s.
  private static func holds(_ page: String, _ text: String) -> Bool {
    page.utf8.firstRange(of: Array(text.utf8)) != nil
  }

  /// A hazard for every plain name in a template.
  private static func model(_ hazard: String, _ name: String) -> Model {
    let whole = SiteSources.templates.first { $0.name == name }?.text ?? ""
    // What stands in three braces is HTML already: Swift made it of escaped texts.
    let text = whole.replacing(/\{\{\{[a-zA-Z.]+\}\}\}/, with: "")
    var model: Model = [:]
    for match in text.matches(of: /\{\{([a-zA-Z]+)\}\}/) { model[String(match.1)] = hazard }
    // Sections go through lists of one model, in which the names are found again further out.
    for match in text.matches(of: /\{\{#([a-zA-Z]+)\}\}/) where model[String(match.1)] == nil {
      model[String(match.1)] = [[:] as Model]
    }
    return model
  }
}
