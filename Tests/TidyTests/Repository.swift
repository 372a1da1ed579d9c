import Foundation

/// The files of this project, read once.
enum Repository {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Every text file that people wrote, in the order of their paths.
  static let files: [SourceText] = {
    let keys: [URLResourceKey] = [.isDirectoryKey]
    let walk = FileManager.default.enumerator(at: root, includingPropertiesForKeys: keys)
    var found: [SourceText] = []
    while let url = walk?.nextObject() as? URL {
      let path = String(url.path.dropFirst(root.path.count).drop { $0 == "/" })
      if skips(path) {
        walk?.skipDescendants()
      } else if isText(url), let data = try? Data(contentsOf: url) {
        found.append(SourceText(path, bytes: Array(data)))
      }
    }
    return found.sorted { $0.path < $1.path }
  }()

  /// The Swift files below a folder.
  static func swift(below folder: String) -> [SwiftText] {
    swiftFiles.filter { $0.path.utf8.starts(with: folder.utf8) }
  }

  /// The pages.
  static let pages = files.filter { $0.path.utf8.suffix(3).elementsEqual(".md".utf8) }

  /// One file's lines, none if there is no such file.
  static func lines(of path: String) -> [Substring] {
    files.first { $0.path == path }?.lines ?? []
  }

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appending(path: path).path)
  }

  private static let swiftFiles = files.filter {
    $0.path.utf8.suffix(6).elementsEqual(".swift".utf8)
  }
  .map(SwiftText.init)

  /// What is built, made or fetched, and hidden folders but the one that CI runs from.
  private static func skips(_ path: String) -> Bool {
    if ["demo", "workspace"].contains(path) { return true }
    guard let name = path.split(separator: "/").last else { return false }
    return name == "__pycache__" || name.first == "." && name != ".ci"
  }

  private static func isText(_ url: URL) -> Bool {
    let scripts = ["script", ".ci"].contains(url.deletingLastPathComponent().lastPathComponent)
    return ["swift", "md", "py", "sql", "sh"].contains(url.pathExtension)
      || url.lastPathComponent == "Makefile" || scripts && url.pathExtension.isEmpty
  }
}
