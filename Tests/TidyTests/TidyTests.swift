import Foundation
import Testing

/// The house rules of STYLE.md that a machine can hold the project to.
@Suite("Tidy")
struct TidyTests {
  static let sources = Repository.swift(below: "Sources/")
  static let swift = sources + Repository.swift(below: "Tests/")
  static let program = Repository.files.filter {
    !$0.path.utf8.suffix(3).elementsEqual(".md".utf8)
  }

  @Test("There is something to look at")
  func reads() {
    #expect(!Self.sources.isEmpty)
    #expect(Repository.files.contains { $0.path == "Makefile" })
    #expect(Repository.files.contains { $0.path == "script/setup" })
  }

  @Test("A file is read in one sitting")
  func fileLength() {
    #expect(Rules.longFiles(Self.program) == [])
  }

  @Test("A line fits two windows side by side")
  func lineLength() {
    #expect(Rules.longLines(Self.program) == [])
  }

  @Test("A function fits on a screen")
  func functionLength() {
    #expect(Rules.longFunctions(Self.swift) == [])
  }

  @Test("Dependence runs one way")
  func dependence() {
    #expect(Rules.wrongImports(Self.sources) == [])
  }

  @Test("The pure targets stay pure")
  func purity() {
    #expect(Rules.impurities(Self.sources) == [])
  }

  @Test("The targets with inner loops are compiled at full speed, in debug builds too")
  func optimisation() throws {
    // What the build system was told: a setting in the manifest can go missing without a word.
    let plan = try String(
      contentsOf: Repository.root.appending(path: ".build/debug.yaml"), encoding: .utf8)
    #expect(Rules.slowTargets(plan, of: Rules.pureTargets.union(["Storage"])) == [])
  }

  @Test("Storage alone speaks SQL")
  func queries() {
    #expect(Rules.strayQueries(Self.sources) == [])
  }

  @Test("Nothing is left undone, nothing crashes on purpose")
  func unfinished() {
    #expect(Rules.unfinished(Self.sources) == [])
  }

  @Test("Text from outside is taken apart by bytes")
  func bytes() {
    #expect(Rules.characterwise(Self.sources) == [])
  }

  @Test("A file's name says what is in it")
  func names() {
    #expect(Rules.vagueNames(Self.swift) == [])
  }

  @Test("Nothing points outside the project")
  func paths() {
    #expect(Rules.outsidePaths(Repository.files) == [])
  }

  @Test("Links between pages lead somewhere")
  func links() {
    #expect(Rules.brokenLinks(Repository.pages) == [])
  }

  @Test("Definitions that the code cites exist")
  func citations() throws {
    let page = try #require(Repository.pages.first { $0.path == "docs/metrics.md" })
    #expect(Rules.unknownCitations(Self.sources, of: page) == [])
  }

  @Test("The architecture is told in 150 lines")
  func architecture() {
    let page = Repository.pages.filter { $0.path == "ARCHITECTURE.md" }
    #expect(Rules.longFiles(page, limit: Rules.architectureLines) == [])
  }

  static let verbs = Rules.declaredVerbs(in: Repository.swift(below: "Sources/tenure/"))

  @Test(
    "Commands that the pages name exist",
    .enabled(if: verbs.count > 1, "the command line has no commands yet"))
  func commands() {
    // ArgumentParser brings `help` itself.
    let known = Self.verbs.union(["help"])
    #expect(Rules.unknownCommands(Repository.pages, of: "tenure", known: known) == [])
  }

  @Test("Make targets that the pages name exist")
  func targets() {
    let known = Rules.declaredTargets(in: Repository.lines(of: "Makefile"))
    #expect(Rules.unknownCommands(Repository.pages, of: "make", known: known) == [])
  }
}
