import Foundation
import Workbench

/// What the standard output is.
enum Terminal {
  /// Whether colours would be seen and are wanted: it is a terminal that has them, and `NO_COLOR`
  /// is not set.
  static var hasColours: Bool {
    let environment = ProcessInfo.processInfo.environment
    return isatty(STDOUT_FILENO) == 1 && (environment["NO_COLOR"] ?? "").isEmpty
      && environment["TERM"] != "dumb"
  }
}
