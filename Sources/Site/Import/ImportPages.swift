import Facts
import Foundation
import Intake
import Storage
import Workbench

/// The way in for files, and the way out for what one source told.
struct ImportPage {
  let html: String

  init(_ ask: Ask) throws {
    var frame = Frame(ask, place: .import, title: ask.words["nav.import"])
    let knowledge = try ask.knowledge()
    frame.knowledge = knowledge
    var table = Table(
      ask.words["import.waiting"],
      [
        .name(ask.words["import.file"]), .number(ask.words["import.size"]),
        .name(ask.words["import.state"]),
      ])
    table.rows = ask.site.uploads.waiting.map { upload in
      let state = upload.current
      let key =
        state.progress != nil
        ? "running" : state.summary?.isDryRun == false ? "done" : "waits"
      return [
        Table.Cell.data(upload.name, address: "/import/file?id=\(upload.id)"),
        Table.Cell(Shown.bytes(upload.size)), Table.Cell(ask.words["import.state.\(key)"]),
      ]
    }
    var sources = Table(
      ask.words["import.sources"],
      [
        .name(ask.words["import.source"]), .name(ask.words["import.last"]),
        .name(ask.words["import.take_away"]),
      ])
    // What a person set here is no file that could be imported again.
    let learned = (knowledge?.lastLearned ?? []).filter { $0.source != SourceName.settings }
    let ofCustomers = Set(
      try ask.site.store.ledger()?.read { try $0.firstLearned() }.map(\.source) ?? [])
    for (source, recorded) in learned {
      let address = ask.link("/export.csv", [("source", source.text)])
      sources.rows.append([
        Table.Cell.data(source.text),
        Table.Cell((knowledge?.rules.zone).map { ask.shown.day($0.day(of: recorded)) } ?? ""),
        ofCustomers.contains(source)
          ? Table.Cell(ask.words["import.export"], address: address) : Table.Cell(Shown.none),
      ])
    }
    html = frame.page(
      "import",
      [
        "hasFiles": !table.rows.isEmpty, "files": table.rows.isEmpty ? "" : table.html(ask),
        "hasSources": !sources.rows.isEmpty,
        "sources": sources.rows.isEmpty ? "" : sources.html(ask),
      ])
  }
}

/// One file that was sent: what its columns hold, what would become of its rows, what did.
struct ImportFilePage {
  let html: String
  /// Whether the page should be asked for again by itself.
  let isRunning: Bool

  private let ask: Ask
  private let upload: Upload

  init(_ ask: Ask) throws {
    self.ask = ask
    upload = try ask.site.uploads.find(ask.query.filled("id") ?? "")
    let state = upload.current
    isRunning = state.progress != nil
    var frame = Frame(ask, place: .import, title: upload.name)
    frame.hasDataAsTitle = true
    frame.knowledge = try ask.knowledge()
    frame.crumb = (ask.words["nav.import"], "/import", Shown.bytes(upload.size))
    html = frame.page("import-file", ImportFilePage.model(ask, upload, state))
  }

  private static func model(_ ask: Ask, _ upload: Upload, _ state: Upload.State) -> Model {
    var model: Model = [
      "id": upload.id, "running": false, "problem": state.problem ?? false, "counts": false,
      "hasRejections": false, "rejectionsFile": false, "done": false, "form": false,
      "say": ask.words.html("import.say_file", ["name": upload.name]), "rejections": "",
      "rejectionsNote": "",
    ]
    if let progress = state.progress {
      let percent = upload.size > 0 ? min(100, progress.done * 100 / upload.size) : 0
      model["running"] =
        [
          "percent": String(percent),
          "progress": ask.words(
            "import.progress",
            ["done": Shown.bytes(progress.done), "size": Shown.bytes(upload.size)]),
        ] as Model
      return model
    }
    if let summary = state.summary {
      model["counts"] = counts(summary, ask)
      let rejections = rejections(summary, ask)
      model["hasRejections"] = summary.rejected > 0
      model["rejections"] = rejections.rows.isEmpty ? "" : rejections.html(ask)
      model["rejectionsNote"] = ask.words.counted("import.rejected", summary.rejected)
      if summary.rejected > 0 {
        model["rejectionsFile"] = "/import/rejections.csv?id=\(upload.id)"
      }
      model["say"] = ask.words.html(
        summary.isDryRun ? "import.say_checked" : "import.say_done",
        [
          "rows": Shown.count(summary.rows), "good": Shown.count(summary.rows - summary.rejected),
          "bad": Shown.count(summary.rejected),
        ])
      if !summary.isDryRun {
        model["done"] =
          [
            "text": ask.words.counted("import.done_text", summary.accepted + summary.revised),
            "next": ask.link(summary.isOfUsage ? "/usage" : "/"),
          ] as Model
        return model
      }
    }
    model["form"] = ImportFormView(ask, upload, state.form).model
    return model
  }

  private static func counts(_ summary: ImportSummary, _ ask: Ask) -> Model {
    var list: [(String, Int)] = [
      ("rows", summary.rows), ("accepted", summary.accepted), ("revised", summary.revised),
      ("unchanged", summary.unchanged), ("rejected", summary.rejected),
    ]
    if summary.keptApart > 0 { list.append(("kept_apart", summary.keptApart)) }
    if summary.waiting > 0 { list.append(("waiting", summary.waiting)) }
    return [
      "list": list.map { key, count in
        [
          "name": ask.words["import.count.\(key)"], "value": Shown.count(count),
          "note": ask.words["import.note.\(key)"],
        ] as Model
      }
    ]
  }

  private static func rejections(_ summary: ImportSummary, _ ask: Ask) -> Table {
    var table = Table(
      ask.words["import.rejections"],
      [
        .number(ask.words["import.line"]), .name(ask.words["import.column"]),
        .name(ask.words["import.value"]), .name(ask.words["import.expected"]),
      ])
    table.rows = summary.firstRejections.map { rejection in
      [
        Table.Cell(Shown.count(rejection.line)), .data(rejection.column),
        .data(rejection.value), .data(rejection.expected),
      ]
    }
    return table
  }
}

extension Shown {
  /// `1.2 MB`.
  static func bytes(_ count: Int64) -> String {
    let steps: [(Int64, String)] = [(1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "kB")]
    guard let (size, unit) = steps.first(where: { count >= $0.0 }) else {
      return "\(count)\(narrowSpace)B"
    }
    return (fixed(Double(count) / Double(size), decimals: 1) ?? none) + narrowSpace + unit
  }
}
