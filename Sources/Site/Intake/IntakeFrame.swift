import Storage
import Workbench

/// What the pages of the intake have in common: the tabs, and whether usage comes in at present.
struct IntakeFrame {
  /// Its pages, in the order of their tabs.
  enum Part: String, CaseIterable {
    case counts, quarantine, names, identity

    var path: String { self == .counts ? "/usage/intake" : "/usage/intake/" + rawValue }
  }

  let ask: Ask
  let part: Part
  /// What takes usage in; nil where there is no workspace, or it cannot be opened.
  let intake: UsageIntake?
  /// Why it cannot be opened.
  private let failure: String?

  init(_ ask: Ask, _ part: Part) {
    (self.ask, self.part) = (ask, part)
    do {
      intake = try ask.site.usage.intake()
      failure = nil
    } catch {
      intake = nil
      failure = (error as? LedgerError)?.advice ?? "\(error)"
    }
  }

  /// The whole page.
  ///
  /// - Parameter model: makes what stands below the tabs from what takes usage in.
  func page(_ template: String, _ model: (UsageIntake) throws -> Model) rethrows -> String {
    let title = ask.words["nav.usage"]
    guard let intake else {
      guard let failure else {
        return NothingYet(ask, .usage, title: title, tabs: tabs).html
      }
      return frame.page(
        "intake-closed",
        ["tabs": tabs, "text": ask.words("intake.closed", ["reason": Text.safe(failure)])])
    }
    var whole = try model(intake)
    whole["tabs"] = tabs
    whole["banners"] = banners(intake)
    return frame.page(template, whole)
  }

  private var frame: Frame { Frame(ask, place: .usage, title: ask.words["intake.title"]) }

  private var tabs: String { ask.usageTabs(part.path) }

  /// What keeps usage from being counted.
  private func banners(_ intake: UsageIntake) -> String {
    var list: [Model] = []
    if let problem = intake.problem {
      list.append([
        "text": ask.words("intake.problem", ["reason": Text.safe(problem)]), "isBad": true,
      ])
    }
    let lag = intake.lag
    if lag > 0 {
      list.append([
        "text": ask.words("intake.lag", ["size": Shown.bytes(lag)]), "isBad": false,
      ])
    }
    return ask.site.templates.page("banners", ["banners": list])
  }
}
