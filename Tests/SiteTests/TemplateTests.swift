import Foundation
import Testing

@testable import Site

@Suite("Templates")
struct TemplateTests {
  /// The letters of a template that stand outside tags and mustaches.
  private static func ownWords(_ text: String) -> [String] {
    let bare = text.replacing(/<pre translate="no">.*?<\/pre>/, with: "")
      .replacing(/\{\{\{?.*?\}?\}\}/, with: "\u{1}")
    let outside = bare.replacing(/<[^>]*>/, with: "\n").replacing(/&[a-z#0-9]+;/, with: "")
    return outside.split(whereSeparator: { $0.isNewline || $0 == "\u{1}" })
      .filter { $0.contains(where: \.isLetter) }.map(String.init)
  }

  /// Attributes that people read and that are no mustaches.
  private static func ownAttributes(_ text: String) -> [String] {
    text.matches(of: /\s(title|aria-label|placeholder|alt|aria-description)="([^"]*)"/)
      .filter { $0.2.replacing(/\{\{.*?\}\}/, with: "").contains(where: \.isLetter) }
      .map { String($0.0) }
  }

  /// What the strict policy would not let through.
  private static func inline(_ text: String) -> [String] {
    text.matches(of: /\s(style|on[a-z]+)\s*=|<style|<script(?![^>]*nonce=)|javascript:/).map {
      String($0.0)
    }
  }

  @Test("No template has words of its own")
  func words() {
    #expect(SiteSources.templates.count > 10)
    for (name, text) in SiteSources.templates {
      #expect(Self.ownWords(text) == [], "\(name)")
      #expect(Self.ownAttributes(text) == [], "\(name)")
    }
    #expect(Self.ownWords("<p class=\"a\">{{#b}}Hello {{name}}{{/b}}, –</p>") == ["Hello "])
    #expect(Self.ownAttributes("<a title=\"{{x}}\" alt=\"A {{b}}\">").count == 1)
  }

  @Test("No template has styles or scripts in it")
  func policy() {
    for (name, text) in SiteSources.templates { #expect(Self.inline(text) == [], "\(name)") }
    #expect(Self.inline("<a style=\"\"><b onclick=\"\"><script src=\"x\">").count == 3)
  }

  @Test("Every attribute with a value in it stands in quotation marks")
  func quotes() {
    let bare = /=\s*\{\{/
    for (name, text) in SiteSources.templates {
      #expect(!text.contains(bare), "\(name)")
    }
    #expect("<a href={{x}}>".contains(bare))
  }

  @Test("A changed asset is compiled anew: the build system knows that each was read")
  func rebuilds() throws {
    // What the compiler told it; a file that is missing here would stay in the binary as it was.
    let url = SiteSources.root.appending(path: ".build/debug/SiteAssets.build/assets.c.d")
    let read = try String(contentsOf: url, encoding: .utf8)
    let folder = "Sources/SiteAssets/files"
    let missing = SiteSources.paths(below: folder).filter { path in
      read.utf8.firstRange(of: Array("/\(folder)/\(path)".utf8)) == nil
    }
    #expect(missing == [])
    #expect(!SiteSources.paths(below: folder).isEmpty)
  }

  @Test("Every file below Sources/SiteAssets/files is in the binary, as it is")
  func assets() throws {
    let folder = "Sources/SiteAssets/files"
    let paths = SiteSources.paths(below: folder)
    #expect(paths.count > 30)
    #expect(Set(paths).union(["tenure.css"]) == Set(Asset.all.keys))
    for path in paths {
      let url = SiteSources.root.appending(path: folder).appending(path: path)
      #expect(try Array(Data(contentsOf: url)) == Asset.all[path]?.bytes, "\(path)")
    }
  }

  @Test("Every part of the style sheet is in it")
  func styles() {
    let parts = SiteSources.styles.map { String($0.name.dropLast(".css".count)) }
    #expect(Set(parts) == Set(Asset.styles))
    #expect(Asset.styles.count == Set(Asset.styles).count)
  }

  /// The names of properties that are used and declared nowhere.
  private static func undeclared(_ sheet: String) -> Set<Substring> {
    let used = sheet.matches(of: /var\((--[a-z0-9-]+)\)/).map(\.1)
    let declared = sheet.matches(of: /(--[a-z0-9-]+)\s*:/).map(\.1)
    return Set(used).subtracting(declared)
  }

  @Test("What styles refer to is declared, and no string goes over a line")
  func tokens() {
    let sheet = SiteSources.styles.map(\.text).joined(separator: "\n")
    #expect(Self.undeclared(sheet) == [])
    #expect(Self.undeclared(":root{--a: 1}b{c:var(--a) var(--b)}") == ["--b"])
    func isOdd(_ line: Substring) -> Bool { line.filter { $0 == "\"" }.count % 2 == 1 }
    let lines = sheet.replacing(/\/\*(.|\n)*?\*\//, with: "").split(separator: "\n")
    #expect(lines.filter(isOdd) == [])
    #expect(isOdd("--sans: \"Noto"))
  }
}
