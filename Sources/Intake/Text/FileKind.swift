/// What a file is that is no CSV text, by its first bytes.
public enum FileKind: CaseIterable, Sendable {
  case zip, gzip, otherArchive, oldExcel, html, xml, pdf, image, database
  /// UTF-16 without a byte order mark.
  case utf16
  /// Something else with NUL bytes all over.
  case binary

  /// The kind of a file that begins like this; nil where it may be a text.
  init?(_ bytes: UnsafeRawBufferPointer) {
    for (kind, start) in FileKind.signatures where bytes.starts(with: start) {
      self = kind
      return
    }
    let text = bytes.prefix(1024).drop { $0 <= .space }.prefix(16).map(\.lowercased)
    if text.starts(with: "<!doctype html".utf8) || text.starts(with: "<html".utf8) {
      self = .html
    } else if text.starts(with: "<?xml".utf8) {
      self = .xml
    } else {
      return nil
    }
  }

  /// `a zip file`, with its article.
  var title: String {
    switch self {
    case .zip: "a zip file, perhaps an Excel workbook"
    case .gzip: "a gzip file"
    case .otherArchive: "a compressed file"
    case .oldExcel: "an Excel workbook"
    case .html: "a web page"
    case .xml: "an XML file"
    case .pdf: "a PDF"
    case .image: "a picture"
    case .database: "a database file"
    case .utf16: "UTF-16 without a byte order mark"
    case .binary: "a file with NUL bytes"
    }
  }

  /// What to do about it.
  var advice: String {
    switch self {
    case .zip: "unpack it, or save the sheet as CSV UTF-8"
    case .oldExcel: "save the sheet as CSV UTF-8"
    case .gzip, .otherArchive: "unpack it first"
    case .html: "the download may have been a sign-in page; export it again"
    case .utf16: "name it with --encoding utf-16"
    case .xml, .pdf, .image, .database, .binary: "export the rows as CSV"
    }
  }

  private static let signatures: [(FileKind, [UInt8])] = [
    (.zip, [0x50, 0x4b, 0x03, 0x04]), (.zip, [0x50, 0x4b, 0x05, 0x06]),
    (.gzip, [0x1f, 0x8b]), (.otherArchive, [0x28, 0xb5, 0x2f, 0xfd]),
    (.otherArchive, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]),
    (.otherArchive, [0x42, 0x5a, 0x68, 0x39, 0x31, 0x41, 0x59]),
    (.otherArchive, [0x37, 0x7a, 0xbc, 0xaf]),
    (.oldExcel, [0xd0, 0xcf, 0x11, 0xe0]), (.pdf, Array("%PDF-".utf8)),
    (.image, [0x89, 0x50, 0x4e, 0x47]), (.image, [0xff, 0xd8, 0xff]),
    (.image, Array("GIF89a".utf8)), (.image, Array("GIF87a".utf8)),
    (.database, Array("SQLite format 3".utf8)),
    (.database, Array("PAR1\u{15}".utf8)),
  ]
}
