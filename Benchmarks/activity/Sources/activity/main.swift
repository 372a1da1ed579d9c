import Dispatch
import Engine
import Foundation

/// The side of Tenure in the benchmark: makes units up, then answers questions line by line.
///
///     activity UNITS SEED THREADS FOLDER
///
/// FOLDER is where the rows are written for the others; `-` for nowhere.
let arguments = CommandLine.arguments.dropFirst().map { $0 }
guard arguments.count == 4, let count = Int(arguments[0]), let seed = UInt64(arguments[1]),
  let threads = Int(arguments[2])
else {
  print("usage: activity UNITS SEED THREADS FOLDER")
  exit(2)
}
let workers =
  threads == 1
  ? Workers.oneByOne
  : Workers { count, work in
    DispatchQueue.concurrentPerform(iterations: count, execute: work)
  }

var units = Units(seed: seed)
var book = ActivityBook(kinds: Units.kinds)
var rows = arguments[3] == "-" ? nil : try Rows(in: URL(filePath: arguments[3]))
for unit in 0..<count {
  let entries = units.next()
  book.append(unit: entries)
  try rows?.append(unit, entries)
}
try rows?.write()
print("ready \(book.rowCount)")
fflush(nil)
while let line = readLine() {
  let start = DispatchTime.now().uptimeNanoseconds
  guard let lines = Asked.answer(line, of: book, workers) else {
    print("unknown: \(line)")
    exit(2)
  }
  print(Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9)
  for line in lines { print(line) }
  print(".")
  fflush(nil)
}
