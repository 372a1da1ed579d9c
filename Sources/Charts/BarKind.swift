/// What a bar stands for; it says the bar's colour, and its place where bars are stacked.
public enum BarKind: Sendable, CaseIterable {
  /// Units that were there before, at the bottom of what is above zero.
  case returning
  /// Revenue of customers who came.
  case new
  /// More revenue of those who were there.
  case expansion
  /// Revenue of those who came back.
  case reactivation
  /// Revenue of those whose pause ended.
  case resumption
  /// Less revenue of those who stayed.
  case contraction
  /// Revenue of those who left.
  case churn
  /// Revenue of those who paused.
  case pause
  /// What exchange rates did.
  case exchange
  /// What was told late about earlier periods.
  case correction
  /// What moved from or to another segment.
  case transfer
  /// Units that were there before and are not now.
  case dormant
  /// Events that count.
  case stored
  /// Events that came before.
  case duplicate
  /// Events that are kept apart.
  case apart

  /// The class of its bars.
  var name: StaticString {
    switch self {
    case .returning: "returning"
    case .new: "new"
    case .expansion: "expansion"
    case .reactivation: "reactivation"
    case .resumption: "resumption"
    case .contraction: "contraction"
    case .churn: "churn"
    case .pause: "pause"
    case .exchange: "exchange"
    case .correction: "correction"
    case .transfer: "transfer"
    case .dormant: "dormant"
    case .stored: "stored"
    case .duplicate: "duplicate"
    case .apart: "apart"
    }
  }
}
