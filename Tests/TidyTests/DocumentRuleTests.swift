import Testing

/// The rules about pages, each shown a bad example and a good one.
@Suite("Tidy rules about pages find what they are for")
struct DocumentRuleTests {
  private let there = SourceText("docs/there.md", "# Two words, one `code`\n")

  private func broken(_ text: String) -> [Finding] {
    let page = SourceText("docs/page.md", text)
    let pages = [page, there]
    return Rules.brokenLinks(pages) { path in pages.contains { $0.path == path } }
  }

  @Test(
    "Links that lead nowhere",
    arguments: [
      "[a](nowhere.md)", "[a](../there.md)", "[a](there.md#three)", "[a](#here)",
      "`x` [a](there.md) [b](gone.md)",
    ])
  func brokenLinks(text: String) {
    #expect(broken("\n" + text).map(\.line) == [2])
  }

  @Test(
    "Links that lead somewhere",
    arguments: [
      "[a](there.md)", "[a](../docs/there.md)", "[a](there.md#two-words-one-code)",
      "[a](https://example.com/x.md)", "`[a](nowhere.md)`", "```\n[a](nowhere.md)\n```",
      "# Here\n[a](#here)",
    ])
  func goodLinks(text: String) {
    #expect(broken(text) == [])
  }

  @Test("Citations of definitions")
  func citations() {
    let page = SourceText("docs/a.md", "## churn.a\n## How time is cut\n")
    let text = """
      /// Source: `docs/a.md#churn.b`.
      /// Source: docs/a.md#churn.a. And `docs/a.md#churna`, `docs/a.md#how-time-is-cut`.
      """
    let found = Rules.unknownCitations([SwiftText("Sources/Engine/A.swift", text)], of: page)
    #expect(found.map(\.message) == ["no heading churn.b"])
  }

  @Test("Commands that do not exist")
  func unknownCommands() {
    let page = SourceText("README.md", "`tenure fly`\n```\n.build/debug/tenure sail --x\n```")
    let found = Rules.unknownCommands([page], of: "tenure", known: ["import"])
    #expect(found.map(\.message) == ["no command tenure fly", "no command tenure sail"])
  }

  @Test("Commands that exist, and mere talk of the program")
  func knownCommands() {
    let page = SourceText(
      "README.md", "tenure flies `tenure import a.csv` `tenure --help` `tenure`")
    #expect(Rules.unknownCommands([page], of: "tenure", known: ["import"]) == [])
  }

  @Test("The verbs a command line declares")
  func declaredVerbs() {
    let text = """
      @main struct Tenure: ParsableCommand {}
      struct ExplainMore: AsyncParsableCommand {}
      struct Other: Sendable {}
      let a = CommandConfiguration(commandName: "crr", abstract: "x")
      // struct Gone: ParsableCommand
      """
    let files = [SwiftText("Sources/tenure/Tenure.swift", text)]
    #expect(Rules.declaredVerbs(in: files) == ["tenure", "explain-more", "crr"])
  }

  @Test("The targets a Makefile declares")
  func declaredTargets() {
    let lines = "A := 1\n.PHONY: x\ntest: setup  ## run\n\trun: it\nseed ?= 1\n".split(
      separator: "\n")
    #expect(Rules.declaredTargets(in: lines) == ["test"])
  }
}
