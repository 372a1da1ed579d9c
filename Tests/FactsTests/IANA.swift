import Facts
import Foundation

/// The zones of this machine, or of the folder TZDIR names; PYTHONTZPATH names it to the oracle.
enum IANA {
  static let folder = URL(
    filePath: ProcessInfo.processInfo.environment["TZDIR"] ?? "/usr/share/zoneinfo")

  /// Zones whose clocks have done what clocks rarely do.
  static let notable = [
    "Africa/Casablanca", "America/Goose_Bay", "America/New_York", "America/Sao_Paulo",
    "America/St_Johns", "Antarctica/Casey", "Antarctica/Troll", "Asia/Beirut", "Asia/Gaza",
    "Asia/Ho_Chi_Minh", "Asia/Kathmandu", "Asia/Pyongyang", "Australia/Lord_Howe",
    "Europe/Bucharest", "Europe/Dublin", "Europe/London", "Pacific/Apia", "Pacific/Chatham",
    "Pacific/Kiritimati", "Pacific/Kwajalein",
  ]

  static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: name)))
  }

  static func zone(_ name: String) throws -> Zone {
    try Zone(name: name, tzif: bytes(name))
  }
}
