/// A page of which nothing can be shown before something was told: what will stand there, and the
/// way to it.
struct NothingYet {
  let html: String

  /// - Parameter tabs: those of the place, as HTML.
  init(_ ask: Ask, _ place: Frame.Place, title: String, tabs: String = "") {
    var frame = Frame(ask, place: place, title: title)
    frame.hasNothing = true
    // Before there is a workspace nothing can be sent either.
    let isUsage = place == .usage && ask.site.configuration.workspace.exists
    html = frame.page(
      "nothing",
      [
        "tabs": tabs,
        "what": ask.words[
          place == .usage && !isUsage ? "nothing.intake" : "nothing.\(place.rawValue)"],
        "address": ask.link(isUsage ? "/usage/intake" : "/import"),
        "word": ask.words[isUsage ? "nothing.send" : "nothing.import"],
        "icon": Icon.svg(isUsage ? "usage" : "file"),
        "more": isUsage ? ask.words["nothing.usage_docs"] : false,
        "definitions": isUsage ? ask.link("/definitions") + "#usage.active" : false,
      ])
  }
}
