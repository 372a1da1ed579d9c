/// How things truly are in the made-up company: what an analysis of its books should find, or
/// should not.
///
/// Multipliers are of the monthly hazard of leaving by choice.
enum Effects {
  /// How many times more sign-ups there are at the end than at the launch, less one.
  static let growth = 2.2
  /// Sign-ups by month of the year.
  static let signUpSeason = [1.35, 1.1, 1.1, 1, 0.95, 0.9, 0.65, 0.6, 1.4, 1.25, 1.1, 0.65]
  static let highestSignUpSeason = 1.4
  static let weekendShare = 0.25
  /// Departures by month of the year.
  static let leavingSeason = [1.35, 1, 1, 1.05, 0.95, 1.15, 0.9, 0.75, 0.95, 1, 0.9, 1.15]

  /// Monthly hazard of each plan before anything else is said.
  static let planHazard = [0.042, 0.028, 0.0078, 0.0065]
  static let sizeMultiplier = [1.35, 1.05, 0.8, 0.65]
  static let guidedMultiplier = 0.6
  static let referredMultiplier = 0.6
  static let adsMultiplier = 1.4
  static let partnerMultiplier = 0.85
  /// How well the product fits, which no column tells: why those who stayed long stay longer.
  static let fitMultiplier = [0.35, 1, 2.4]
  static let fitShare = [0.4, 0.38, 0.22]
  static let firstMonthsMultiplier = 1.35
  static let laterYearsMultiplier = 0.8

  /// Share of each size that gets guided onboarding: size drives both it and leaving.
  static let guidedShare = [0.12, 0.35, 0.65, 0.88]
  static let activatedShareGuided = 0.75
  static let activatedShareSelfServe = 0.42
  static let conversionActivated = 0.46
  static let conversionOthers = 0.17

  static let fadeBeforeVoluntary = 0.65
  static let fadeBeforeInvoluntary = 0.2
  static let fadeOfStayers = 0.15
  static let fadeDays = 70
  /// What is left of usage when it has faded.
  static let fadedShare = 0.12
  static let ticketsBeforeVoluntary = 0.4
  static let ticketsMultiplier = 4.0
  static let ticketsDays = 45
  static let latePaymentBeforeVoluntary = 0.3
  static let latePaymentOtherwise = 0.05
  static let detractorBeforeVoluntary = 0.55
  static let detractorDays = 150

  /// Of a payment, by plan.
  static let paymentFailure = [0.026, 0.018, 0.01, 0.004]
  static let failureIsLost = 0.24
  static let pause = 0.005
  static let pauseEnds = 0.25
  static let returns = 0.14
  static let seatChange = 0.075
  static let seatChangeIsGrowth = 0.72
  static let upgrade = 0.005
  static let downgrade = 0.0025
  static let noticeShare = 0.45

  /// Attributes and events that say nothing about staying or leaving.
  static let uselessAttributes = ["timezone_group", "logo_style"]
  static let uselessEvents = ["Theme Changed"]

  /// The numbers by the names they have in `truth.json`.
  static let named: [(String, [Double])] = [
    ("plan_hazard", planHazard), ("size_multiplier", sizeMultiplier),
    ("guided_multiplier", [guidedMultiplier]), ("referred_multiplier", [referredMultiplier]),
    ("ads_multiplier", [adsMultiplier]), ("partner_multiplier", [partnerMultiplier]),
    ("fit_multiplier", fitMultiplier), ("fit_share", fitShare),
    ("first_months_multiplier", [firstMonthsMultiplier]),
    ("later_years_multiplier", [laterYearsMultiplier]),
    ("leaving_season", leavingSeason), ("sign_up_season", signUpSeason),
    ("guided_share", guidedShare), ("conversion_activated", [conversionActivated]),
    ("conversion_others", [conversionOthers]),
    ("fade_before_voluntary", [fadeBeforeVoluntary]),
    ("fade_before_involuntary", [fadeBeforeInvoluntary]),
    ("fade_of_stayers", [fadeOfStayers]),
    ("tickets_before_voluntary", [ticketsBeforeVoluntary]),
    ("late_payment_before_voluntary", [latePaymentBeforeVoluntary]),
    ("detractor_before_voluntary", [detractorBeforeVoluntary]),
    ("payment_failure", paymentFailure), ("failure_is_lost", [failureIsLost]),
  ]
}
