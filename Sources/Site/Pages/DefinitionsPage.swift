import Engine
import Workbench

/// Every figure's definition, as the registry has it.
struct DefinitionsPage {
  let html: String

  init(_ ask: Ask) throws {
    var frame = Frame(ask, place: .definitions, title: ask.words["nav.definitions"])
    frame.knowledge = try ask.knowledge()
    let groups: [(String, (Definition) -> Bool)] = [
      ("customers", { RetentionFigure(rawValue: $0.id) != nil }),
      ("counts", { AnyFigure.isCount($0.id) && !$0.id.utf8.starts(with: "usage".utf8) }),
      ("bridge", { $0.id.utf8.starts(with: "mrr".utf8) && RevenueFigure(rawValue: $0.id) == nil }),
      ("money", { RevenueFigure(rawValue: $0.id) != nil }),
      ("trials", { $0.id.utf8.starts(with: "trial".utf8) }),
      ("usage", { $0.id.utf8.starts(with: "usage".utf8) }),
    ]
    html = frame.page(
      "definitions",
      [
        "groups": groups.map { key, belongs in
          [
            "title": ask.words["definitions.\(key)"],
            "definitions": (Definition.all + Definition.usage).filter(belongs).map { definition in
              DefinitionsPage.model(definition, ask)
            },
          ] as Model
        }
      ])
  }

  /// Where a figure opens with its rows, or the page that it stands on.
  private static func address(_ id: String, _ ask: Ask) -> String {
    if id.utf8.starts(with: "usage".utf8) {
      let figure = UsageFigure(rawValue: id)
      return ask.link("/usage", [("figure", figure?.isOfOneEvent == false ? id : nil)])
    }
    if AnyFigure.isCount(id) { return ask.link("/retention") }
    let path = RetentionFigure(rawValue: id) != nil ? "/retention" : "/revenue"
    return ask.link(path, [("figure", id)])
  }

  private static func model(_ definition: Definition, _ ask: Ask) -> Model {
    [
      "id": definition.id, "name": definition.name, "formula": Shown.plain(definition.formula),
      "address": address(definition.id, ask),
      "facts": definition.fields.dropFirst(2).map { field in
        ["name": ask.words["definition.\(field.name)"], "text": Shown.plain(field.text)] as Model
      },
    ]
  }
}

extension AnyFigure {
  /// Whether a definition is that of a bare count, which has no drawer of its own.
  static func isCount(_ id: String) -> Bool { (try? AnyFigure(id)) == nil }
}
