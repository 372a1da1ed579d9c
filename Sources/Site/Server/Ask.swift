import Engine
import Facts
import Hummingbird
import Workbench

/// A request for a page: which one, what is looked at, and where from it is answered.
struct Ask: Sendable {
  let site: Site
  let path: String
  let query: Query
  let lens: Lens
  let words: Words
  /// A secret of this answer alone, which its script names.
  let nonce: String
  /// Whether the asker would rather have JSON.
  let wantsJSON: Bool

  var shown: Shown { Shown(words: words) }

  init(_ request: Request, site: Site) throws {
    try self.init(
      request.head.path ?? "/", site: site,
      wantsJSON: Ask.prefersJSON(request.headers[.accept] ?? ""))
  }

  /// What an address asks for.
  init(_ target: String, site: Site, wantsJSON: Bool = false) throws {
    let halves = target.utf8.split(
      separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
    let query = halves.count > 1 ? try Query(halves[1]) : Query()
    self.init(
      site: site, path: String(halves[0]) ?? "/", query: query, lens: try Lens(query),
      wantsJSON: wantsJSON)
  }

  /// The page that tells of an error, of which the address may be a part.
  init(anyOf request: Request, site: Site) {
    // What marks words is all that such a page takes from an address that may be broken.
    let mark = Array("marked=1".utf8)
    let isMarked = request.head.path?.utf8.firstRange(of: mark) != nil
    let query = isMarked ? try? Query("marked=1"[...].utf8) : nil
    self.init(
      site: site, path: "", query: query ?? Query(), lens: Lens(),
      wantsJSON: Ask.prefersJSON(request.headers[.accept] ?? ""))
  }

  private init(site: Site, path: String, query: Query, lens: Lens, wantsJSON: Bool) {
    self.site = site
    self.path = path
    self.query = query
    self.lens = lens
    self.wantsJSON = wantsJSON
    words =
      site.configuration.isDevelopment && query["marked"] != nil ? Words.english.marked : .english
    var random = SystemRandomNumberGenerator()
    nonce = [random.next(), random.next()].map { (part: UInt64) in
      String(part, radix: 36)
    }.joined()
  }

  /// Whether JSON is named and HTML is not.
  private static func prefersJSON(_ accept: String) -> Bool {
    accept.utf8.firstRange(of: Array("json".utf8)) != nil
      && accept.utf8.firstRange(of: Array("text/html".utf8)) == nil
  }

  /// An address that keeps what is looked at, with some names set or, by nil, left out.
  func link(_ path: String, _ changes: [(String, String?)] = []) -> String {
    address(path, lens.pairs + (query["marked"].map { [("marked", $0)] } ?? []), changes)
  }

  /// What the address says of this page alone, besides what is opened on it.
  var options: [(String, String)] {
    let passing = Lens.names + ["figure", "cell", "feature", "day", "days"]
    return query.pairs.filter { pair in !passing.contains { equalBytes($0, pair.name) } }
      .map { ($0.name, $0.value) }
  }

  /// The address of this page with some names set or left out; the others stay.
  func here(_ changes: [(String, String?)]) -> String {
    let rest = query.pairs.filter { pair in
      !Lens.names.contains { equalBytes($0, pair.name) }
    }
    return address(path, lens.pairs + rest.map { ($0.name, $0.value) }, changes)
  }

  private func address(
    _ path: String, _ pairs: [(String, String)], _ changes: [(String, String?)]
  ) -> String {
    var pairs = pairs
    for (name, value) in changes {
      pairs.removeAll { equalBytes($0.0, name) }
      if let value { pairs.append((name, value)) }
    }
    let text = pairs.map { "\(Query.encoded($0.0))=\(Query.encoded($0.1))" }
    return text.isEmpty ? path : path + "?" + text.joined(separator: "&")
  }
}

extension Ask {
  /// What is known, as the lens looks at it; nil where there is no workspace yet.
  func knowledge() throws -> Knowledge? { try site.store.knowledge(asOf: lens.asOf) }

  /// The question that the lens asks.
  func question(_ knowledge: Knowledge) -> Question {
    Question(lens.period ?? .lastMonth(before: knowledge.horizon), of: knowledge)
  }
}
