import ArgumentParser
import Storage
import Workbench

struct Keys: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the keys that usage may come with, add one or remove one.",
    discussion: """
      A client library sends its events with a write key; the key's name is their source. A \
      running server knows a new key at once, and a removed one no longer. docs/usage.md tells how \
      to point a library here.
      """,
    subcommands: [List.self, Add.self, Remove.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print the names of the keys.")

    @OptionGroup var place: WorkspaceOptions

    func run() throws {
      for name in try place.usage().keyNames() { print(name) }
    }
  }

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a key, and print it this once: only its digest is kept.")

    @OptionGroup var place: WorkspaceOptions

    @Argument(help: "What to call it: the product or the part of it that will send events.")
    var name: String

    func run() throws {
      do {
        print(try place.usage().addKey(named: name))
      } catch KeyRefusal.taken(let name) {
        throw Refusal("There is a key \(Text.safe(name)) already.")
      } catch KeyRefusal.noName(let name) {
        throw Refusal(
          "A key's name is 1 to 100 letters, digits or signs of ASCII, not \(Text.safe(name)).")
      }
    }
  }

  struct Remove: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Remove a key: what comes with it is refused from now on, what came stays.")

    @OptionGroup var place: WorkspaceOptions

    @Argument(help: "What it is called.")
    var name: String

    func run() throws {
      guard try place.usage().removeKey(named: name) else {
        throw Refusal("There is no key \(Text.safe(name)).")
      }
    }
  }
}
