import Facts
import HTTPTypes
import Hummingbird
import Storage

extension Site {
  /// Figures about the server for those who watch over it; of people they say nothing.
  func addMetrics(to router: Router<BasicRequestContext>) {
    router.get("/metrics") { _, _ in
      try await aside {
        Response(
          status: .ok, headers: [.contentType: Exposition.contentType],
          body: ResponseBody(byteBuffer: ByteBuffer(string: metrics())))
      }
    }
  }

  private func metrics() -> String {
    var out = Exposition()
    if let intake = try? usage.intake() { write(intake, to: &out) }
    write(meter.reading, to: &out)
    out.single(
      "tenure_connections", .gauge, "Connections that are open.", Double(connections.count))
    out.single(
      "tenure_connections_closed_total", .counter,
      "Connections that were closed to make room, or because they stood still.",
      Double(connections.evicted))
    write(ProcessFigures.current, to: &out)
    return out.text
  }

  private func write(_ intake: UsageIntake, to out: inout Exposition) {
    let name = "tenure_usage_events_total"
    if let totals = try? intake.store.totals() {
      out.family(name, .counter, "Events by what became of them; conflicts are duplicates too.")
      for (source, count) in totals {
        for (outcome, number) in [
          ("accepted", count.accepted), ("stored", count.stored), ("duplicate", count.duplicate),
          ("conflict", count.conflict), ("quarantined", count.quarantined),
        ] {
          out.value(name, number, [("source", source.text), ("outcome", outcome)])
        }
      }
    }
    if let places = try? intake.places() {
      out.single(
        "tenure_usage_backlog_bytes", .gauge, "Bytes of usage that wait to be counted.",
        Double(places.end - places.applied))
      out.single(
        "tenure_usage_lag_seconds", .gauge, "How long the oldest of them has waited, about.",
        lag.seconds(appliedTo: places.applied))
    }
    out.single(
      "tenure_usage_flushes_total", .counter, "Flushes of the intake log since the start.",
      Double(intake.flushes))
    out.single(
      "tenure_usage_applying", .gauge, "1 while usage is counted, 0 where something is wrong.",
      intake.problem == nil ? 1 : 0)
    let held = admission.held
    out.single(
      "tenure_usage_requests", .gauge, "Requests with usage that are being taken.",
      Double(held.requests))
    out.single(
      "tenure_usage_request_bytes", .gauge, "Bytes that are set aside for them.",
      Double(held.bytes))
  }

  private func write(_ reading: Meter.Reading, to out: inout Exposition) {
    let requests = "tenure_http_requests_total"
    out.family(requests, .counter, "Requests by kind of address and status.")
    for (kind, count) in reading.requests.sorted(by: {
      ($0.key.route.rawValue, $0.key.status) < ($1.key.route.rawValue, $1.key.status)
    }) {
      out.value(
        requests, count, [("route", kind.route.rawValue), ("status", String(kind.status))])
    }
    let durations = "tenure_http_request_seconds"
    out.family(durations, .histogram, "How long answers were in the making.")
    for route in RouteClass.allCases {
      guard let found = reading.durations[route] else { continue }
      let label = ("route", route.rawValue)
      var total = 0
      for (place, count) in found.counts.enumerated() {
        total += count
        let bound = place < Meter.bounds.count ? "\(Meter.bounds[place])" : "+Inf"
        out.value(durations + "_bucket", total, [label, ("le", bound)])
      }
      out.value(durations + "_sum", found.sum, [label])
      out.value(durations + "_count", total, [label])
    }
  }

  private func write(_ process: ProcessFigures, to out: inout Exposition) {
    out.single(
      "process_cpu_seconds_total", .counter, "Processor time of this process.",
      process.processorSeconds)
    out.single(
      "process_resident_memory_bytes", .gauge, "Memory that this process occupies.",
      process.residentBytes)
    out.single(
      "process_start_time_seconds", .gauge, "When this process began, since 1970.",
      process.startSeconds)
    out.single("process_open_fds", .gauge, "Files and sockets that are open.", process.openFiles)
    out.single("process_max_fds", .gauge, "As many may be open.", process.mostFiles)
  }
}
