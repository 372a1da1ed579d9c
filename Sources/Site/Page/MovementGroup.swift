import Charts
import Engine

/// Lines of the bridge that are shown as one.
enum MovementGroup: String, CaseIterable {
  case new, expansion, reactivation, resume, contraction, churn, pause, fx, moved, correction

  var kinds: [MovementKind] {
    switch self {
    case .new: [.new]
    case .expansion: MovementKind.kinds(ofFigure: "mrr.expansion")
    case .contraction: MovementKind.kinds(ofFigure: "mrr.contraction")
    case .churn: [.churnVoluntary, .churnInvoluntary]
    case .reactivation: [.reactivation]
    case .resume: [.resume]
    case .pause: [.pause]
    case .fx: [.fx]
    case .moved: [.movedIn, .movedOut]
    case .correction: [.correction]
    }
  }

  /// The figure of the registry that it is; nil for money that only changed its slice.
  var figure: String? {
    switch self {
    case .moved: nil
    default: "mrr.\(rawValue)"
    }
  }

  var bar: BarKind {
    switch self {
    case .new: .new
    case .expansion: .expansion
    case .reactivation: .reactivation
    case .resume: .resumption
    case .contraction: .contraction
    case .churn: .churn
    case .pause: .pause
    case .fx: .exchange
    case .moved: .transfer
    case .correction: .correction
    }
  }

  init?(_ kind: MovementKind) {
    guard let group = MovementGroup.allCases.first(where: { $0.kinds.contains(kind) }) else {
      return nil
    }
    self = group
  }

  func sum(_ cell: BridgeCell) -> Int128 { kinds.reduce(0) { $0 + cell[$1] } }
}
