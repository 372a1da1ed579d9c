import Foundation

/// What pages are made from, as it lies in the repository.
enum SiteSources {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The Swift files of the pages.
  static let swift = texts(below: "Sources/Site", endingIn: "swift").map(\.text)
    .joined(separator: "\n")

  static let templates = texts(below: "Sources/SiteAssets/files/templates", endingIn: "mustache")

  static let styles = texts(below: "Sources/SiteAssets/files/styles", endingIn: "css")

  /// Every file below a folder, by its path from there.
  static func paths(below folder: String) -> [String] {
    let url = root.appending(path: folder)
    let walk = FileManager.default.enumerator(atPath: url.path)
    var found: [String] = []
    while let path = walk?.nextObject() as? String {
      var isFolder: ObjCBool = false
      let full = url.appending(path: path).path
      _ = FileManager.default.fileExists(atPath: full, isDirectory: &isFolder)
      if !isFolder.boolValue { found.append(path) }
    }
    return found.sorted()
  }

  static func texts(below folder: String, endingIn end: String) -> [(name: String, text: String)] {
    paths(below: folder).filter { $0.hasSuffix("." + end) }.compactMap { path in
      let url = root.appending(path: folder).appending(path: path)
      return (try? String(contentsOf: url, encoding: .utf8)).map { (path, $0) }
    }
  }

  /// The string literals of Swift text, `\(…)` in them written as U+0000.
  static func literals(_ text: String) -> [String] {
    var found: [String] = []
    var current: String?
    var depth = 0
    var rest = Substring(text)
    while let letter = rest.popFirst() {
      if depth > 0 {
        // Within an interpolation; a literal in it is found by the caller no more than it needs.
        depth += letter == "(" ? 1 : letter == ")" ? -1 : 0
      } else if letter == "\\", current != nil {
        let next = rest.popFirst()
        if next == "(" {
          depth = 1
          current?.append("\0")
        }
      } else if letter == "\"" {
        if let literal = current { found.append(literal) }
        current = current == nil ? "" : nil
      } else if letter == "\n" {
        // A literal ends with its line: what is open here began in a comment.
        current = nil
      } else {
        current?.append(letter)
      }
    }
    return found
  }
}
