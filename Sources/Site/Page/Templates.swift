import Charts
import Mustache

/// The templates of all pages, escaped by bytes.
struct Templates: Sendable {
  private let library: MustacheLibrary

  /// The name of the content type under which templates are escaped.
  private static let contentType = "BYTES"

  /// The templates that are part of the binary.
  ///
  /// - Throws: what Mustache finds wrong with one.
  init() throws {
    MustacheContentTypes.register(ByteContent(), named: Self.contentType)
    try self.init(contentType: Self.contentType)
  }

  /// - Parameter contentType: another than ours shows in tests what ours is for.
  init(contentType: String) throws {
    var library = MustacheLibrary()
    for asset in Asset.all.values where asset.name.utf8.starts(with: "templates/".utf8) {
      let path = asset.name.utf8.dropFirst("templates/".utf8.count)
      let name = String(path.prefix { $0 != UInt8(ascii: ".") }) ?? ""
      try library.register(Self.source(asset.text, contentType), named: name)
    }
    self.library = library
  }

  /// A template as Mustache reads it: without indentation, which only people need, and escaped by
  /// a content type that each partial has to name anew.
  private static func source(_ text: String, _ contentType: String) -> String {
    let lines = text.utf8.split(separator: 0x0a).map { line in
      String(line.drop { $0 == 0x20 }) ?? ""
    }
    return "{{% CONTENT_TYPE:\(contentType)}}" + lines.joined(separator: "\n")
  }

  /// A template filled in.
  func page(_ name: String, _ model: Model) -> String {
    library.render(model, withTemplate: name) ?? ""
  }
}

/// What a template is filled in with: texts, truths, lists and more models.
typealias Model = [String: Any]

/// Escapes by bytes what Mustache would escape by `Character`.
struct ByteContent: MustacheContentType {
  func escapeText(_ text: String) -> String { HTMLText.escaped(text) }
}

extension Words: MustacheParent {
  /// `{{w.nav.overview}}` asks for `nav`, then `overview`.
  func child(named name: String) -> Any? { WordPath(words: self, path: name).found }
}

/// A part of a key in the catalogue.
private struct WordPath: MustacheParent {
  let words: Words
  let path: String

  /// The text, or the way further down.
  var found: Any { words.has(path) ? words[path] : self }

  func child(named name: String) -> Any? {
    WordPath(words: words, path: path + "." + name).found
  }
}

extension WordPath: CustomStringConvertible {
  /// A key without a text is seen by the test that looks for these brackets.
  var description: String { words[path] }
}
