import Dispatch
import Engine

extension Workers {
  /// As many threads as there are processors.
  package static let threads = Workers { count, work in
    DispatchQueue.concurrentPerform(iterations: count, execute: work)
  }
}
