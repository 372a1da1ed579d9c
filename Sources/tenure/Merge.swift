import ArgumentParser
import Facts
import Storage
import Workbench

struct Merge: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say that a customer is another one, take that back, or print who is.",
    discussion: """
      A company that signed up twice is one customer. Once that is said, everything told of the \
      first counts for the other, on all days: one that left and came back under another id has \
      not left. Nothing is rewritten: reports as of an earlier day keep both, and \
      `tenure restatements` says what changed.
      """)

  @Argument(help: "The customer that is another one, by its id.")
  var account: String?

  @Option(help: "The customer that remains.")
  var into: String?

  @Flag(help: "Take it back: the customer is its own again.")
  var undo = false

  @OptionGroup var place: WorkspaceOptions
  @OptionGroup var recording: RecordingOptions

  func validate() throws {
    guard account != nil else {
      if into != nil || undo {
        throw ValidationError("Name the customer: tenure merge OLD --into KEPT.")
      }
      return
    }
    guard (into != nil) != undo else {
      throw ValidationError("Say which customer remains, --into KEPT, or --undo.")
    }
  }

  func run() throws {
    guard let account else { return try list() }
    let merging = Merging(try place.rewriting(), now: recording.instant)
    let name = Text.safe(account)
    if let into {
      try merging.merge(Identifier(account), into: Identifier(into))
      print("\(name) is \(Text.safe(into)): what was told of \(name) counts for it, on all days.")
    } else {
      try merging.undo(Identifier(account))
      print("\(name) is a customer of its own again.")
    }
    print("`tenure restatements --since DAY` says which figures of a period that changes.")
  }

  private func list() throws {
    let merges = try place.reading().read { try Merging.all($0) }
    guard !merges.isEmpty else {
      print("No customer is another one. `tenure merge OLD --into KEPT` says that one is.")
      return
    }
    print(
      Text.columns(
        [["customer", "is"]]
          + merges.map { [Text.safe($0.account.text), Text.safe($0.into.text)] },
        leftAligned: [0, 1]), terminator: "")
  }
}
