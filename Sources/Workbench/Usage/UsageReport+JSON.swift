import Engine
import Facts

extension UsageScope {
  /// Writes the members that say what was asked.
  package func writeQuestion(to json: inout JSONText) {
    json.member("format", 1)
    json.key("period")
    question.writePeriod(to: &json)
    question.writeMoment(to: &json)
    if let silence { json.member("notice", silence) }
    json.member("unit", request.unit.rawValue)
    json.key("events")
    json.array { json in for name in request.events { json.value(name) } }
  }
}

extension UsageValue {
  /// Writes its members.
  package func writeMembers(to json: inout JSONText) {
    func number(_ name: String, _ number: Int?) {
      json.key(name)
      if let number { json.value(number) } else { json.null() }
    }
    number("numerator", quotient?.numerator)
    number("denominator", quotient?.denominator)
    json.member("value", value)
    WilsonInterval.writeMember(quotient?.interval, to: &json)
  }
}

extension UsageReport {
  /// The documented JSON; `docs/report-json.md` says what each member is.
  package var json: String {
    var json = JSONText()
    json.object { json in
      scope.writeQuestion(to: &json)
      json.member("every", scope.request.every.rawValue)
      json.key("figures")
      json.array { json in
        for figure in Self.figures {
          json.object { json in
            json.member("id", figure.rawValue)
            scope.value(of: figure).writeMembers(to: &json)
          }
        }
      }
      json.key("pieces")
      json.array { json in for piece in pieces { json.object { write(piece, to: &$0) } } }
      json.key("adoption")
      json.array { json in for feature in features { json.object { write(feature, to: &$0) } } }
      let unassigned = unassigned
      json.key("unassigned")
      json.object { json in
        json.member("people", unassigned.people)
        json.member("count", unassigned.count)
      }
    }
    return json.text
  }

  private func write(_ piece: Piece, to json: inout JSONText) {
    json.member("from", piece.period.from.description)
    json.member("to", piece.period.to.description)
    json.member("label", piece.period.label)
    json.member("complete", piece.isComplete)
    for group in ActiveUnits.Group.allCases {
      json.member(group.rawValue, piece.active.number(of: group))
    }
    json.member("unitDays", piece.stickiness.unitDays)
    json.member("days", piece.stickiness.days)
    json.member("stickiness", piece.stickiness.value.value)
    json.member("seconds", piece.time.seconds)
  }

  private func write(_ feature: Feature, to json: inout JSONText) {
    json.member("event", feature.name)
    json.member("used", feature.now.used)
    json.member("units", feature.now.whole)
    json.member("share", feature.now.share.value)
    WilsonInterval.writeMember(feature.now.share.interval, to: &json)
    json.member("count", feature.now.count)
    json.member("unitDays", feature.now.unitDays)
    json.member("shareBefore", feature.before?.share.value)
  }
}
