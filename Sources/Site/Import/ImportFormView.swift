import Facts
import Intake
import Workbench

/// The form below a file: what each column holds, and how its cells are written.
struct ImportFormView {
  let ask: Ask
  let upload: Upload
  let form: ImportForm
  private let preview: FilePreview

  init(_ ask: Ask, _ upload: Upload, _ form: ImportForm) {
    (self.ask, self.upload, self.form) = (ask, upload, form)
    preview = upload.preview
  }

  var model: Model {
    [
      "id": upload.id, "understood": understood, "columns": columns,
      "samples": preview.rows.indices.map { ["number": String($0 + 2)] as Model },
      "selects": selects, "currency": form.currency?.code ?? "",
      "source": form.source?.text ?? "",
      "exported": form.exported?.description ?? "",
      "trouble": preview.problem.map {
        $0.description
      } ?? false,
    ]
  }

  private var understood: String {
    guard preview.problem == nil, let format = preview.format else {
      return ask.words["import.not_understood"]
    }
    let read = ask.words("import.understood", ["format": format.name])
    // A choice can turn a file of subscriptions into one of customers: what falls away is said.
    let unused = preview.ignoredColumns.count
    return unused == 0 ? read : read + ", " + ask.words.counted("import.unused", unused)
  }

  private var columns: [Model] {
    preview.columns.enumerated().map { index, name in
      let chosen = form.fields.indices.contains(index) ? form.fields[index] : ""
      let attribute = "attribute.\(ImportFormView.attributeName(name))"
      let isIgnored = preview.ignoredColumns.contains { equalBytes($0, name) }
      let own = isIgnored ? "import.field.unused" : "import.field.by_name"
      let choices =
        [("", ask.words[own]), ("ignore", ask.words["import.field.ignore"])]
        + ImportFormat.fieldNames.map { ($0, $0) }
        + [(attribute, ask.words["import.field.attribute"])]
      return [
        "name": name.isEmpty ? Shown.none : name, "field": "m\(index)",
        "label": ask.words("import.means_label", ["column": name]),
        "options": choices.map { value, word in
          [
            "value": value, "word": word, "isChosen": equalBytes(value, chosen),
            "isData": equalBytes(value, word),
          ] as Model
        },
        "values": preview.rows.map { row in
          ["text": row.indices.contains(index) ? row[index] : ""] as Model
        },
      ]
    }
  }

  /// What an attribute is called that a column becomes: letters, digits and lines.
  private static func attributeName(_ column: String) -> String {
    let bytes = column.lowercased().utf8.map { byte -> UInt8 in
      let isPlain =
        (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5f
      return isPlain ? byte : 0x5f
    }
    return String(decoding: bytes.prefix(60), as: UTF8.self)
  }

  private var selects: [Model] {
    [
      select(
        "format", ImportFormat.ofCustomers.filter { $0 != .mapped }.map(\.name),
        form.format?.name),
      select("encoding", TextEncoding.allCases.map(\.name), form.encoding?.name),
      select("dates", DateOrder.allCases.map(\.name), form.dateOrder?.name),
      select("decimal", DecimalMark.allCases.map(\.name), form.decimal?.name),
    ]
  }

  private func select(_ name: String, _ values: [String], _ chosen: String?) -> Model {
    [
      "name": name, "label": ask.words["import.ask.\(name)"],
      "options": [["value": "", "word": ask.words["import.auto"], "isChosen": chosen == nil]]
        + values.map { value in
          let key = "import.\(name).\(value)"
          return [
            "value": value, "word": ask.words.has(key) ? ask.words[key] : value,
            "isChosen": chosen.map { equalBytes($0, value) } ?? false,
            "isData": !ask.words.has(key),
          ] as Model
        },
    ]
  }
}
