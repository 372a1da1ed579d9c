import Facts

/// Writes figures as Prometheus reads them, in version 0.0.4 of its text format.
struct Exposition {
  enum Kind: String { case counter, gauge, histogram }

  static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  private(set) var text = ""

  /// Begins a family of figures; their values come next.
  mutating func family(_ name: String, _ kind: Kind, _ help: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
  }

  mutating func value(_ name: String, _ value: Int, _ labels: [(String, String)] = []) {
    line(name, labels, String(value))
  }

  mutating func value(_ name: String, _ value: Double, _ labels: [(String, String)] = []) {
    line(name, labels, "\(value)")
  }

  /// A family of one figure; nothing of one that is not known.
  mutating func single(_ name: String, _ kind: Kind, _ help: String, _ value: Double?) {
    guard let value, value.isFinite else { return }
    family(name, kind, help)
    // Whole numbers are exact up to 2^53, which no figure here comes to.
    if let whole = Int(exactly: value) {
      line(name, [], String(whole))
    } else {
      line(name, [], "\(value)")
    }
  }

  private mutating func line(_ name: String, _ labels: [(String, String)], _ value: String) {
    text += name
    if !labels.isEmpty {
      let pairs = labels.map { "\($0.0)=\"\(Exposition.escaped($0.1))\"" }
      text += "{" + pairs.joined(separator: ",") + "}"
    }
    text += " \(value)\n"
  }

  private static func escaped(_ label: String) -> String {
    var bytes: [UInt8] = []
    for byte in label.utf8 {
      switch byte {
      case UInt8(ascii: "\\"), UInt8(ascii: "\""): bytes += [UInt8(ascii: "\\"), byte]
      case 0x0A: bytes += Array("\\n".utf8)
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
