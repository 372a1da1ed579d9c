import Facts
import Foundation
import Hummingbird
import Intake
import Storage
import Workbench

extension Site {
  /// Takes a file and shows what is in it.
  func receive(_ request: Request) async throws -> Response {
    let upload = try await uploads.receive(request, now: configuration.now())
    return .redirect(to: "/import/file?id=\(upload.id)")
  }

  /// Does what the form below a file says: look through it, import it, or forget it.
  func decide(_ request: Request) async throws -> Response {
    let sent = try await request.form(atMost: 1 << 20)
    let upload = try uploads.find(sent.filled("id") ?? "")
    guard sent["do"] != "forget" else {
      uploads.forget(upload)
      return .redirect(to: "/import")
    }
    let form = try ImportForm(sent, columns: upload.preview.columns)
    upload.change { $0.form = form }
    let isDry = sent["do"] != "import"
    let workspace = configuration.workspace
    let recorded = configuration.now()
    _ = upload.start { upload, form in
      let run = ImportRun(
        file: upload.path, options: form.options(recorded: recorded),
        rejectionsPath: upload.rejectionsPath,
        progress: { done, _ in upload.change { $0.progress?.done = done } })
      return try run.load(into: isDry ? nil : Ledger.writing(workspace))
    }
    // A small file is done by the time its page is asked for.
    for _ in 0..<40 where upload.current.progress != nil {
      try await Task.sleep(for: .milliseconds(5))
    }
    return .redirect(to: "/import/file?id=\(upload.id)")
  }
}

extension Upload {
  /// The beginning of the file, as the form says that it is to be read.
  var preview: FilePreview {
    let sampleSize = 1 << 20
    let file = FileHandle(forReadingAtPath: path)
    let bytes = (try? file?.read(upToCount: sampleSize)) ?? nil
    return FilePreview(
      Array(bytes ?? Data()), isWhole: size <= Int64(sampleSize),
      options: current.form.options(recorded: .first))
  }
}

extension ImportForm {
  /// What was filled in.
  init(_ sent: Query, columns: [String]) throws {
    self.columns = columns
    fields = try columns.indices.map { index in
      let field = sent["m\(index)"] ?? ""
      guard field.utf8.count <= 100 else { throw Refusal("A field's name is too long.") }
      return field
    }
    format = try ImportForm.named(sent, "format") { ImportFormat(name: $0) }
    encoding = try ImportForm.named(sent, "encoding") { TextEncoding(name: $0) }
    dateOrder = try ImportForm.named(sent, "dates") { DateOrder(name: $0) }
    decimal = try ImportForm.named(sent, "decimal") { DecimalMark(name: $0) }
    currency = try ImportForm.named(sent, "currency") { text in
      Currency(text.uppercased())
    }
    source = try sent.filled("source").map(SourceName.init).map(\.id)
    exported = try ImportForm.named(sent, "exported") { Day($0) }
  }

  private static func named<Value>(
    _ sent: Query, _ name: String, _ read: (String) -> Value?
  ) throws -> Value? {
    guard let text = sent.filled(name) else { return nil }
    guard let value = read(text) else {
      throw Refusal("\(name) cannot be \(Text.safe(text)).")
    }
    return value
  }
}
