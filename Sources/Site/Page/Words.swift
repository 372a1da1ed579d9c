import Charts
import Facts

/// The words that people read, by key; the files of `words/en` hold them.
///
/// A line is `key = text`. In a text `{name}` stands for a value, `<b>` and `<a>` for what the page
/// says they are. A page has no words but these and what people told Tenure.
struct Words: Sendable {
  private let texts: [String: String]

  /// English.
  static let english = Words(
    Asset.all.values.filter { $0.name.utf8.starts(with: "words/en/".utf8) }.map(\.text)
      .joined(separator: "\n"))

  init(_ source: String) {
    var texts: [String: String] = [:]
    for line in source.utf8.split(separator: 0x0a) {
      guard line.first != UInt8(ascii: "#"), let divide = line.firstRange(of: Array(" = ".utf8))
      else { continue }
      let key = String(line[..<divide.lowerBound]) ?? ""
      precondition(texts[key] == nil, "the catalogue has a key once")
      texts[key] = String(line[divide.upperBound...]) ?? ""
    }
    self.texts = texts
  }

  private init(texts: [String: String]) { self.texts = texts }

  var keys: [String] { texts.keys.sorted { precedes($0, $1) } }

  /// The text of a key; the key itself, which tests find, where there is none.
  subscript(key: String) -> String { texts[key] ?? "⟪\(key)⟫" }

  func has(_ key: String) -> Bool { texts[key] != nil }

  /// The text of a key with its values in their places.
  func callAsFunction(_ key: String, _ values: [String: String]) -> String {
    fill(self[key], values) { $0 }
  }

  /// One of two texts, by a number: `key.one` for 1, `key.many` for others; `{n}` is the number.
  func counted(_ key: String, _ number: Int, _ values: [String: String] = [:]) -> String {
    self(
      key + (number == 1 ? ".one" : ".many"),
      values.merging(["n": Shown.count(number)]) { one, _ in one })
  }

  /// Replaces `{name}` by values that are passed through.
  private func fill(
    _ text: String, _ values: [String: String], _ pass: @escaping (String) -> String
  ) -> String {
    var result: [UInt8] = []
    var rest = Substring(text).utf8
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "{"), let end = rest.firstIndex(of: UInt8(ascii: "}")) else {
        result.append(byte)
        continue
      }
      let name = String(rest[..<end]) ?? ""
      result += Array(pass(values[name] ?? "⟪\(name)⟫").utf8)
      rest = rest[rest.index(after: end)...]
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The text of a key as HTML: its values escaped, its `<a>` leading somewhere.
  ///
  /// - Parameter links: where the first, second and further `<a>` of the text lead.
  func html(_ key: String, _ values: [String: String], links: [String] = []) -> String {
    var text = fill(self[key], values, HTMLText.escaped)
    for link in links {
      guard let place = text.utf8.firstRange(of: Array("<a>".utf8)) else { break }
      text.replaceSubrange(place, with: "<a href=\"\(HTMLText.escaped(link))\">")
    }
    return text
  }

  /// The same catalogue with every text set in brackets, so that a word from elsewhere shows.
  var marked: Words { Words(texts: texts.mapValues { "⟦" + $0 + "⟧" }) }
}
