import Facts

/// What kind of address a request is for: figures about requests know no more of it.
enum RouteClass: String, CaseIterable {
  case page, download
  case importing = "import"
  case asset, usage, operations

  init(path: String) {
    let path = path.utf8.prefix { $0 != UInt8(ascii: "?") }
    let text = String(path) ?? ""
    if Site.usagePaths[text] != nil {
      self = .usage
    } else if ["/health", "/ready", "/metrics"].contains(where: { equalBytes($0, text) }) {
      self = .operations
    } else if path.starts(with: "/assets/".utf8) || equalBytes(text, Site.scriptPath) {
      self = .asset
    } else if path.starts(with: "/import".utf8) {
      self = .importing
    } else if path.suffix(4).elementsEqual(".csv".utf8) {
      self = .download
    } else {
      self = .page
    }
  }
}
