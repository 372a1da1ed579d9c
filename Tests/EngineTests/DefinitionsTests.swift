import Engine
import Foundation
import Testing

/// The words beside a figure and those of the page about it are the same words.
@Suite("Definitions")
struct DefinitionsTests {
  private struct Entry: Equatable {
    var id: String
    /// The rows of its table, in order: what is said, and how it is said.
    var rows: [[String]] = []
  }

  private static let page: [Entry] = {
    let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/metrics.md")
    let text = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
    var entries: [Entry] = []
    for line in text.split(separator: "\n") {
      if line.hasPrefix("#") {
        entries.append(Entry(id: String(line.drop { $0 == "#" }.drop { $0 == " " })))
      } else if line.hasPrefix("| "), !line.hasPrefix("| | "), !entries.isEmpty {
        let cells = line.dropFirst(2).dropLast(2).components(separatedBy: " | ")
        entries[entries.count - 1].rows.append(cells)
      }
    }
    // Other tables of the page do not begin with a name.
    return entries.filter { $0.rows.first?.first == "Name" }
  }()

  private static func entry(_ definition: Definition) -> Entry {
    Entry(
      id: definition.id,
      rows: [
        ["Name", definition.name], ["Unit", definition.unit],
        ["Population", definition.population], ["Window", definition.window],
        ["Edge rules", definition.edgeRules], ["Formula", definition.formula],
        ["Source", definition.source],
      ])
  }

  @Test("Each stands on the page in the same words", arguments: Definition.all + Definition.usage)
  func words(_ definition: Definition) {
    #expect(Self.page.first { $0.id == definition.id } == Self.entry(definition))
  }

  @Test("The page has these, in this order, and no others")
  func order() {
    #expect(Self.page.map(\.id) == (Definition.all + Definition.usage).map(\.id))
  }

  @Test("Every figure has one", arguments: RetentionFigure.allCases)
  func figures(_ figure: RetentionFigure) {
    #expect(Definition.named(figure.rawValue)?.id == figure.rawValue)
  }
}
