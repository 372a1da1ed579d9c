/// Small drawings, 16 by 16, in the colour of the text around them.
enum Icon {
  /// The drawing of a name; nothing where there is none.
  static func svg(_ name: String, size: Int = 16) -> String {
    guard let path = paths[name] else { return "" }
    return "<svg width=\"\(size)\" height=\"\(size)\" viewBox=\"0 0 16 16\" fill=\"none\" "
      + "stroke=\"currentColor\" stroke-width=\"1.5\" stroke-linecap=\"round\" "
      + "stroke-linejoin=\"round\" aria-hidden=\"true\">\(path)</svg>"
  }

  private static let paths = [
    "overview": "<path d=\"M2 8.5 8 3l6 5.5M3.5 7.5V13h9V7.5\"/>",
    "retention": "<path d=\"M2 3h3.5v3H9v2.5h2.5V10H14M2 13.5h12\"/>",
    "revenue": "<path d=\"M2.5 13.5v-4M6.2 13.5v-7M9.8 13.5v-5M13.5 13.5v-11\"/>",
    "usage": "<path d=\"m3 2.5 10.5 4.5-4.600 1.600L7.300 13.500z\"/>",
    "accounts":
      "<circle cx=\"6\" cy=\"5.5\" r=\"2.5\"/><path d=\"M1.5 13.5c0-2.6 2-4 4.5-4s4.5 1.4 4.5 4"
      + "M10.5 3.3a2.5 2.5 0 0 1 0 4.4M12.3 9.9c1.4.6 2.2 1.8 2.2 3.6\"/>",
    "import": "<path d=\"M8 2v7.5M5 7l3 3 3-3M2.5 11v2.5h11V11\"/>",
    "definitions":
      "<path d=\"M3 2.5h8.5a1 1 0 0 1 1 1v10H4a1 1 0 0 1-1-1zM3 12.500a1 1 0 0 1 1-1h8.5"
      + "M6 5.500h4M6 8h4\"/>",
    "theme":
      "<circle cx=\"8\" cy=\"8\" r=\"5.5\"/>"
      + "<path d=\"M8 2.5a5.5 5.5 0 0 1 0 11z\" fill=\"currentColor\"/>",
    "check": "<path d=\"m3 8.500 3.500 3.500L13 4.500\"/>",
    "close": "<path d=\"m4 4 8 8M12 4l-8 8\"/>",
    "clock": "<circle cx=\"8\" cy=\"8\" r=\"5.5\"/><path d=\"M8 5v3l2 1.5\"/>",
    "file": "<path d=\"M4 2h5l3 3v9H4zM9 2v3h3\"/>",
    "terminal": "<path d=\"m3 5 3 3-3 3M8 11.500h5\"/>",
    "people":
      "<circle cx=\"8\" cy=\"5.5\" r=\"2.5\"/>"
      + "<path d=\"M3 13.5c0-2.6 2.2-4 5-4s5 1.4 5 4\"/>",
  ]
}
