import Testing

/// Each rule shown a bad example that it must find and a good one that it must pass.
@Suite("Tidy rules find what they are for")
struct RuleTests {
  private func swift(_ text: String, in target: String = "Engine") -> [SwiftText] {
    [SwiftText("Sources/\(target)/Sample.swift", text)]
  }

  private func lines(_ count: Int) -> String {
    String(repeating: "  let a = 1\n", count: count)
  }

  @Test("Code, comments and literals are told apart")
  func lexer() {
    let text = SwiftText(
      "a.swift", ##"f("a\(g("b"))c") /* d /* e */ f */ + #"h"i"# + """\n"j" \(k)"""  // l"##)
    func kept(_ part: SwiftText.Part) -> String {
      String(decoding: text.only(part).filter { $0 != .space }, as: UTF8.self)
    }
    #expect(kept(.literal) == ##"abch"i\n"j""##)
    #expect(kept(.comment) == "/*d/*e*/f*///l")
    #expect(kept(.code) == ##"f("\(g(""))")+#""#+"""\(k)""""##)
  }

  @Test("Targets compiled without optimisation")
  func slowTargets() {
    let plan = #"""
      args: ["-module-name","Facts","-Onone","-O"]
      args: ["-module-name","Engine","-Onone"]
      """#
    #expect(Rules.slowTargets(plan, of: ["Facts", "Engine", "Intake"]) == ["Engine", "Intake"])
  }

  @Test("Long files")
  func longFiles() {
    #expect(Rules.longFiles([SourceText("a.py", lines(301))]).count == 1)
    #expect(Rules.longFiles([SourceText("a.py", lines(300))]) == [])
    #expect(Rules.longFiles([SourceText("a.md", lines(151))], limit: 150).count == 1)
  }

  @Test("Long lines, by columns and not by bytes")
  func longLines() {
    let found = Rules.longLines([SourceText("a.py", "x\n" + String(repeating: "é", count: 101))])
    #expect(found == [Finding(path: "a.py", line: 2, message: "101 columns")])
    #expect(Rules.longLines([SourceText("a.py", String(repeating: "é", count: 100))]) == [])
  }

  @Test("Long functions, wherever they stand")
  func longFunctions() {
    let long = "struct A {\n  func f(\n    x: Int\n  ) {\n\(lines(70))  }\n}\n"
    #expect(Rules.longFunctions(swift(long)).map(\.line) == [2])
    #expect(Rules.longFunctions(swift("struct A {\n init() {\n\(lines(69)) }\n}")).count == 1)
    #expect(Rules.longFunctions(swift("struct A {\n init() {\n\(lines(68)) }\n}")) == [])
    // Neither a requirement without a body nor a brace in a literal opens one.
    let none = "protocol P {\n  func f()\n}\n\(lines(80))func g() { h(\"{\") }\n\(lines(80))"
    #expect(Rules.longFunctions(swift(none)) == [])
  }

  @Test(
    "Imports against the direction of dependence",
    arguments: [
      ("Facts", "import Foundation"), ("Engine", "import Storage"),
      ("Intake", "@preconcurrency import GRDB"), ("Storage", "internal import Intake"),
      ("Storage", "import struct ArgumentParser.Argument"), ("Helpers", "import Facts"),
      ("Simulation", "import Facts"), ("simulate", "import Engine"),
    ])
  func wrongImports(target: String, line: String) {
    #expect(Rules.wrongImports(swift(line, in: target)).count == 1)
  }

  @Test(
    "Imports along the direction of dependence",
    arguments: [
      ("Engine", "import Facts"), ("Storage", "import Foundation"),
      ("tenure", "import Intake"), ("Facts", "// Never import Foundation here."),
      ("Facts", "let sentence = \"\"\"\n  import Foundation\n  \"\"\""),
    ])
  func rightImports(target: String, line: String) {
    #expect(Rules.wrongImports(swift(line, in: target)) == [])
  }

  @Test(
    "The clock, chance and the outside in a pure target",
    arguments: [
      "let today = Date()", "wait(until: .now)", "func f() async {}", "print(\"x\")",
    ])
  func impurities(line: String) {
    #expect(Rules.impurities(swift(line)).count == 1)
    #expect(Rules.impurities(swift(line, in: "tenure")) == [])
    #expect(Rules.impurities(swift("// " + line)) == [])
  }

  @Test("Words that only look impure pass")
  func pure() {
    #expect(Rules.impurities(swift("let a = b.nowhere + asyncs + fingerprint(c)")) == [])
  }

  @Test("SQL outside Storage")
  func strayQueries() {
    let query = "let a = \"\"\"\n  SELECT 1\n  \"\"\""
    #expect(Rules.strayQueries(swift(query)).map(\.line) == [2])
    #expect(Rules.strayQueries(swift(query, in: "Storage")) == [])
    #expect(Rules.strayQueries(swift("// SELECT what matters\nlet a = \"Select\"")) == [])
  }

  @Test(
    "Work left undone and crashes on purpose",
    arguments: [
      "// TO" + "DO later", "/// FIX" + "ME", "let a = XXX", "try! f()", "fatalError()",
    ])
  func unfinished(line: String) {
    #expect(Rules.unfinished(swift(line)).count == 1)
  }

  @Test("XXX is a currency, and a crash may be written about")
  func finished() {
    #expect(Rules.unfinished(swift("let none = \"XXX\"  // No fatalError() here.")) == [])
  }

  @Test(
    "Text taken apart by Character",
    arguments: [
      #"line.split(separator: ",")"#, #"text.components(separatedBy: mark)"#,
      #"cell.hasPrefix("=")"#, #"text.contains("\n")"#,
    ])
  func characterwise(line: String) {
    #expect(Rules.characterwise(swift(line, in: "Intake")).count == 1)
    #expect(Rules.characterwise(swift(line, in: "tenure")) == [])
  }

  @Test("Names that say nothing")
  func vagueNames() {
    #expect(Rules.vagueNames([SwiftText("Sources/Engine/DateUtils.swift", "")]).count == 1)
    #expect(Rules.vagueNames([SwiftText("Sources/Engine/Panel.swift", "")]) == [])
  }

  @Test(
    "Places outside the project",
    arguments: ["see /wo" + "rk/notes", "cd /ho" + "me/ada", "../sha" + "red/design.md"])
  func outsidePaths(line: String) {
    #expect(Rules.outsidePaths([SourceText("README.md", "\n" + line)]).map(\.line) == [2])
  }

  @Test("Places inside the project, and the test data beside it")
  func insidePaths() {
    let text = "../shared/data/telco docs/work/a \(".")/home/x /usr/share/zoneinfo"
    #expect(Rules.outsidePaths([SourceText("README.md", text)]) == [])
  }
}
