import Facts
import Foundation

/// Time zones as the system's files tell them.
package enum ZoneFile {
  /// The zone of an IANA name such as `Europe/Bucharest`.
  ///
  /// - Throws: ``Failure`` where the system knows no such zone.
  package static func zone(_ name: String) throws -> Zone {
    if name == "UTC" { return .utc }
    let isName =
      !name.isEmpty && !name.utf8.starts(with: "/".utf8)
      && name.utf8.allSatisfy { byte in
        (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a || byte >= 0x30 && byte <= 0x39
          || "/_+-".utf8.contains(byte)
      }
    let folder = ProcessInfo.processInfo.environment["TZDIR"] ?? "/usr/share/zoneinfo"
    guard isName, let bytes = FileManager.default.contents(atPath: folder + "/" + name) else {
      throw Failure(
        "There is no time zone \(name) in \(folder). A zone is named like Europe/Bucharest.")
    }
    do {
      return try Zone(name: name, tzif: Array(bytes))
    } catch {
      throw Failure("The time zone file \(folder)/\(name) cannot be read: \(error).")
    }
  }
}
