extension Rules {
  static let architectureLines = 150

  /// Links from page to page that lead nowhere, headings included.
  static func brokenLinks(
    _ pages: [SourceText], exists: (String) -> Bool = Repository.exists
  ) -> [Finding] {
    let headings = Dictionary(
      pages.map { ($0.path, Set(Markdown($0).headings.map(Markdown.anchor))) },
      uniquingKeysWith: { first, _ in first })
    return pages.flatMap { page in
      Markdown(page).links.compactMap { link in
        guard !link.target.contains("://"), !link.target.hasPrefix("mailto:") else { return nil }
        let parts = link.target.split(
          separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts[0].isEmpty ? page.path : resolve(parts[0], from: page.path)
        let leads =
          exists(path) && (parts.count < 2 || headings[path]?.contains(String(parts[1])) != false)
        return leads
          ? nil : Finding(path: page.path, line: link.line, message: "no \(link.target)")
      }
    }
  }

  /// Commands that the pages tell people to run and that do not exist.
  static func unknownCommands(_ pages: [SourceText], of program: String, known: Set<String>)
    -> [Finding]
  {
    pages.flatMap { page in
      Markdown(page).code.flatMap { piece in
        verbs(of: program, in: piece.text).filter { !known.contains($0) }.map {
          Finding(path: page.path, line: piece.line, message: "no command \(program) \($0)")
        }
      }
    }
  }

  /// Places in code that cite a page, as in `docs/metrics.md#crr`, where it has no such heading.
  ///
  /// The heading may be cited as it stands or as a link would.
  static func unknownCitations(_ files: [SwiftText], of page: SourceText) -> [Finding] {
    let headings = Markdown(page).headings
    let known = Set(headings.map(String.init)).union(headings.map(Markdown.anchor))
    let marker = page.path + "#"
    return files.flatMap { file in
      positions(of: marker, in: file.source.bytes).compactMap { position in
        let rest = file.source.bytes[(position + marker.utf8.count)...]
        var name = rest.prefix { $0.isWord || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
        if name.last == UInt8(ascii: ".") { name.removeLast() }
        let text = String(decoding: name, as: UTF8.self)
        guard !known.contains(text) else { return nil }
        let line = lineNumber(of: position, in: file.source.bytes)
        return Finding(path: file.path, line: line, message: "no heading \(text)")
      }
    }
  }

  /// The verbs that the command line declares: `struct Import: ParsableCommand`, or the name that
  /// a configuration gives.
  static func declaredVerbs(in files: [SwiftText]) -> Set<String> {
    var found: Set<String> = []
    for file in files {
      for line in SourceText(file.path, bytes: file.only(.code, .literal)).lines {
        let words = line.split { !$0.isLetter && $0 != "\"" && $0 != "-" }
        if let place = words.firstIndex(of: "struct"), place + 1 < words.count,
          words.contains(where: { $0.hasSuffix("ParsableCommand") })
        {
          found.insert(kebab(words[place + 1]))
        }
        if let name = words.firstIndex(of: "commandName"), name + 1 < words.count {
          found.insert(words[name + 1].filter { $0 != "\"" })
        }
      }
    }
    return found
  }

  /// The targets of a Makefile.
  static func declaredTargets(in makefile: [Substring]) -> Set<String> {
    Set(
      makefile.compactMap { line in
        guard let colon = line.firstIndex(of: ":"), line.first?.isLetter == true,
          !line[colon...].hasPrefix(":=")
        else { return nil }
        return String(line[..<colon])
      })
  }

  private static func resolve(_ link: Substring, from page: String) -> String {
    var parts = page.split(separator: "/").dropLast()
    for part in link.split(separator: "/") where part != "." {
      if part == "..", !parts.isEmpty { parts.removeLast() } else { parts.append(part) }
    }
    return parts.joined(separator: "/")
  }

  /// The words that follow the program's name where a command begins.
  private static func verbs(of program: String, in command: Substring) -> [String] {
    let words = command.split { $0 == " " || $0 == "`" }
    return words.indices.dropLast().compactMap { place in
      let name = words[place].split(separator: "/").last ?? ""
      let next = words[place + 1]
      guard name == program, next.first?.isLowercase == true,
        next.allSatisfy({ $0.isLowercase || $0 == "-" })
      else { return nil }
      return String(next)
    }
  }

  /// `RestoreAll` as the command line spells it: `restore-all`.
  private static func kebab(_ name: Substring) -> String {
    var text = ""
    for letter in name {
      if letter.isUppercase, !text.isEmpty { text += "-" }
      text += letter.lowercased()
    }
    return text
  }
}
