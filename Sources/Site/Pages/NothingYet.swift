/// A page of which nothing can be shown before something was told: what will stand there, and the
/// way to it.
struct NothingYet {
  let html: String

  init(_ ask: Ask, _ place: Frame.Place, title: String) {
    var frame = Frame(ask, place: place, title: title)
    frame.hasNothing = true
    html = frame.page(
      "nothing",
      [
        "what": ask.words["nothing.\(place.rawValue)"], "import": ask.link("/import"),
        "fileIcon": Icon.svg("file"),
      ])
  }
}
