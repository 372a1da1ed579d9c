/// The sum of two amounts of one customer; what does not fit is the nearest that does.
///
/// A file can claim amounts of which a few do not fit a number of 64 bits. They must not end the
/// process; sums over customers have 128 bits and need no such care.
@inline(__always)
func clampedSum(_ one: Int64, _ other: Int64) -> Int64 {
  let (sum, overflow) = one.addingReportingOverflow(other)
  return overflow ? (other < 0 ? .min : .max) : sum
}
