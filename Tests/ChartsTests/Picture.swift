import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A picture taken apart by an XML reader that is not ours; nil if it is not well formed.
final class Picture: NSObject, XMLParserDelegate {
  struct Element {
    let name: String
    let attributes: [String: String]
    var text = ""

    func number(_ attribute: String) -> Double? {
      attributes[attribute].flatMap { Double($0.hasSuffix("%") ? String($0.dropLast()) : $0) }
    }

    var classes: Set<Substring> { Set((attributes["class"] ?? "").split(separator: " ")) }
  }

  private(set) var elements: [Element] = []
  private var open: [Int] = []

  init?(_ markup: String) {
    super.init()
    let parser = XMLParser(data: Data(markup.utf8))
    parser.delegate = self
    guard parser.parse() else { return nil }
  }

  /// The elements of a name with all of these classes.
  func all(_ name: String, _ classes: Substring...) -> [Element] {
    elements.filter { $0.name == name && $0.classes.isSuperset(of: classes) }
  }

  /// The texts that are written with a class.
  func texts(_ classes: Substring...) -> [String] {
    elements.filter { $0.name == "text" && $0.classes.isSuperset(of: classes) }.map(\.text)
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String] = [:]
  ) {
    open.append(elements.count)
    elements.append(Element(name: name, attributes: attributes))
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    for place in open { elements[place].text += text }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    open.removeLast()
  }
}
