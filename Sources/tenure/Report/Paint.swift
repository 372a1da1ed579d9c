import Workbench

/// Emphasis on a terminal; elsewhere the text as it is.
struct Paint {
  let isOn: Bool

  func bold(_ text: String) -> String { painted(text, "1") }
  /// A change for the better.
  func gain(_ text: String) -> String { painted(text, "32") }
  /// A change for the worse.
  func loss(_ text: String) -> String { painted(text, "31") }

  private func painted(_ text: String, _ code: String) -> String {
    isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
