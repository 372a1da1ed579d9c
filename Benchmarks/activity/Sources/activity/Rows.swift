import Engine
import Facts
import Foundation

/// Writes the rows for the others, `unit,day,month` a line, some megabytes at a time.
struct Rows {
  private let file: FileHandle
  private var bytes = Array("unit,day,month\n".utf8)

  init(in folder: URL) throws {
    let path = folder.appending(path: "rows.csv")
    _ = FileManager.default.createFile(atPath: path.path, contents: nil)
    file = try FileHandle(forWritingTo: path)
  }

  mutating func append(_ unit: Int, _ entries: [ActivityEntry]) throws {
    let first = Day(number: Units.first).month.number
    for entry in entries {
      append(unit, UInt8(ascii: ","))
      append(Int(entry.day), UInt8(ascii: ","))
      append(Int(Day(number: entry.day).month.number - first), UInt8(ascii: "\n"))
    }
    if bytes.count > 1 << 24 { try write() }
  }

  mutating func write() throws {
    try file.write(contentsOf: Data(bytes))
    bytes.removeAll(keepingCapacity: true)
  }

  private mutating func append(_ number: Int, _ end: UInt8) {
    let start = bytes.count
    var rest = number
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
    bytes.append(end)
  }
}
