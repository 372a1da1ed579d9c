import Dispatch
import Engine
import Foundation

/// The side of Tenure in the benchmark: makes the accounts up, then answers questions line by line.
///
///     revenue ACCOUNTS SEED SECOND_SHARE THREADS FOLDER
///
/// FOLDER is where the columns are written for the others; `-` for nowhere. SECOND_SHARE is the
/// share of accounts with two subscriptions; above 1 for the control, in which every account has a
/// second one that is empty, so that only the loops for every case take it.
let arguments = CommandLine.arguments.dropFirst().map { $0 }
guard arguments.count == 5, let count = Int(arguments[0]), let seed = UInt64(arguments[1]),
  let secondShare = Double(arguments[2]), let threads = Int(arguments[3])
else {
  print("usage: revenue ACCOUNTS SEED SECOND_SHARE THREADS FOLDER")
  exit(2)
}
/// So many pieces at a time, each thread taking the next one.
let workers =
  threads == 1
  ? Workers.oneByOne
  : Workers { count, work in
    DispatchQueue.concurrentPerform(iterations: count, execute: work)
  }
var accounts = Accounts(seed: seed, secondShare: secondShare > 1 ? 0 : secondShare)
var panel = Panel(plans: Accounts.plans)
var columns = arguments[4] == "-" ? nil : Columns(in: URL(filePath: arguments[4]))
for _ in 0..<count {
  let items = accounts.next()
  panel.append(account: secondShare > 1 ? items + [[]] : items)
  columns?.append(items[0])
}
try columns?.write()
columns = nil
print("ready")
fflush(nil)

while let line = readLine() {
  var words = line.split(separator: " ")
  // `repeat 11 bridge 1 36 60` asks so often and prints the last answer, to count instructions by.
  let isRepeated = words.first == "repeat" && words.count > 2
  let times = isRepeated ? Int(words[1]) ?? 1 : 1
  if isRepeated { words.removeFirst(2) }
  for _ in 1..<times { _ = Asked.answer(words, of: panel, workers: workers) }
  if words.first == "draw", let (draw, items) = Draw.fact(Array(words.dropFirst()), of: panel) {
    panel.replace(account: draw.account, with: items)
    print(draw.line)
  } else if let (seconds, lines) = Asked.answer(words, of: panel, workers: workers) {
    print(seconds)
    for line in lines() { print(line) }
    print(".")
  } else {
    print("unknown: \(line)")
    exit(2)
  }
  fflush(nil)
}
