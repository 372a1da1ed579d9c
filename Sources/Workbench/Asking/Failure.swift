/// Why something that was asked for could not be done, in a sentence or two.
package struct Failure: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}

/// Why a question is none: what was given, and what is taken instead.
///
/// It is the asker's to mend, unlike a ``Failure``.
package struct Refusal: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}
