import Facts
import SiteAssets

/// A file that is part of the binary.
struct Asset: Sendable {
  /// Its path, as in `templates/overview.mustache`.
  let name: String
  let bytes: [UInt8]
  /// Changes with the bytes, so that a browser may keep forever what an address with it gave.
  let version: String

  var text: String { String(decoding: bytes, as: UTF8.self) }

  private init(_ asset: site_asset) {
    self.init(
      name: String(cString: asset.name),
      bytes: Array(UnsafeBufferPointer(start: asset.bytes, count: asset.size)))
  }

  private init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    var checksum = Checksum()
    checksum.add(bytes)
    version = String(UInt64(bitPattern: checksum.value), radix: 36)
  }

  /// All of them, by name.
  static let all: [String: Asset] = {
    let assets = (0..<site_asset_count()).map { Asset(site_asset_at($0)) }
    var all = Dictionary(uniqueKeysWithValues: assets.map { ($0.name, $0) })
    all["tenure.css"] = Asset(
      name: "tenure.css",
      bytes: styles.flatMap { all["styles/\($0).css"]?.bytes ?? [] })
    return all
  }()

  /// The parts of the one style sheet, in the order in which they override each other.
  static let styles = [
    "tokens", "base", "shell", "text", "controls", "figures", "panels", "tables", "marks",
    "timeline", "states", "drawer", "charts", "narrow", "print",
  ]

  /// The address of an asset that pages load.
  static func address(_ name: String) -> String {
    "/assets/\(name)?v=\(all[name]?.version ?? "")"
  }
}

extension Asset {
  /// The kind of a file that browsers are given; nil for those that stay here.
  static func type(of name: String) -> String? {
    if name.hasSuffix(".css") { return "text/css; charset=utf-8" }
    if name.hasSuffix(".js") { return "text/javascript; charset=utf-8" }
    if name.hasSuffix(".svg") { return "image/svg+xml" }
    return nil
  }
}
