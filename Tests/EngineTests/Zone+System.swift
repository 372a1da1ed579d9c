import Facts
import Foundation

extension Zone {
  /// A zone from the system's files.
  static func system(_ name: String) throws -> Zone {
    let bytes = try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/" + name))
    return try Zone(name: name, tzif: Array(bytes))
  }
}
