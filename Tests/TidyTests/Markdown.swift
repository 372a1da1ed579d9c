/// What the rules read from a page: its headings, its links and its code.
struct Markdown {
  private(set) var headings: [Substring] = []
  private(set) var links: [(target: String, line: Int)] = []
  /// Lines of fenced blocks, and spans between backticks.
  private(set) var code: [(text: Substring, line: Int)] = []

  init(_ page: SourceText) {
    var fenced = false
    for (index, line) in page.lines.enumerated() {
      if line.drop(while: { $0 == " " }).hasPrefix("```") {
        fenced.toggle()
      } else if fenced {
        code.append((line, index + 1))
      } else {
        read(line, number: index + 1)
      }
    }
  }

  /// The anchor that a heading gets where the page is shown: lower case, hyphens for spaces.
  static func anchor(_ heading: Substring) -> String {
    heading.lowercased().compactMap { letter in
      if letter == " " { return "-" }
      return letter.isLetter || letter.isNumber || "-_".contains(letter) ? String(letter) : nil
    }.joined()
  }

  private mutating func read(_ line: Substring, number: Int) {
    if line.hasPrefix("#") {
      headings.append(line.drop { $0 == "#" }.drop { $0 == " " })
    }
    var outside = ""
    for (index, span) in line.split(separator: "`", omittingEmptySubsequences: false).enumerated() {
      if index % 2 == 1 { code.append((span, number)) } else { outside += span }
    }
    let bytes = Array(outside.utf8)
    for start in positions(of: "](", in: bytes) {
      let rest = bytes[(start + 2)...]
      let target = rest.prefix { $0 != UInt8(ascii: ")") && $0 != .space }
      if target.count < rest.count {
        links.append((String(decoding: target, as: UTF8.self), number))
      }
    }
  }
}
