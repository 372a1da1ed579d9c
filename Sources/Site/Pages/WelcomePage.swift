/// The way in, while nothing was told yet.
struct WelcomePage {
  let html: String

  init(_ ask: Ask) {
    var frame = Frame(ask, place: .overview, title: ask.words["welcome.title"])
    frame.hasNothing = true
    let names = ["mrr", "tracked", "nrr"]
    let cards = names.map { id in
      var card = FigureCard(
        name: ask.words["welcome.figure.\(id)"], address: "/definitions#\(id)")
      card.why = ask.words["welcome.figure.why"]
      return card
    }
    html = frame.page(
      "welcome",
      [
        "fileIcon": Icon.svg("file"), "terminalIcon": Icon.svg("terminal"),
        "peopleIcon": Icon.svg("people"), "figures": FigureCard.html(cards, ask),
      ])
  }
}
