/// Where the difference of two shares of customers probably lies, at the level of their own
/// intervals.
///
/// Made from the two shares' Wilson intervals; it never leaves −1 to 1.
///
/// - Parameters:
///   - before: the first share.
///   - first: its interval.
///   - now: the second share.
///   - second: its interval.
/// - Returns: the range of `now` less `before`.
///
/// Source: R. G. Newcombe, "Interval estimation for the difference between independent
/// proportions", Statistics in Medicine 17 (1998), method 10.
public func newcombeInterval(
  from before: Double, _ first: WilsonInterval, to now: Double, _ second: WilsonInterval
) -> ClosedRange<Double> {
  let difference = now - before
  let down = square(now - second.low) + square(first.high - before)
  let up = square(second.high - now) + square(before - first.low)
  return difference - down.squareRoot()...difference + up.squareRoot()
}

private func square(_ number: Double) -> Double { number * number }
