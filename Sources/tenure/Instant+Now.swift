import Facts
import Foundation
import Workbench

extension Instant {
  /// The present, by the system's clock.
  ///
  /// Only the command line looks at it.
  static var now: Instant {
    Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
  }
}
