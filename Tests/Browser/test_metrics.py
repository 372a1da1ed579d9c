"""The figures of a server, read by Prometheus's own parser."""

from prometheus_client.parser import text_string_to_metric_families

from raw import EVENT, InWorkspace


class Metrics(InWorkspace):
  """What those who watch over a server collect."""

  def families(self):
    answer = self.server.get("/metrics")
    self.assertEqual(answer.headers["content-type"], "text/plain; version=0.0.4; charset=utf-8")
    return {family.name: family for family in text_string_to_metric_families(answer.text)}

  def test_they_are_read_and_grow(self):
    for number in range(3):
      event = EVENT % (b"%d" % (number // 2))
      self.assertEqual(self.raw(b"Content-Length: %d" % len(event), body=event).first(), 200)
    self.assertEqual(self.stored(), {"0", "1"})
    found = self.families()
    events = {sample.labels["outcome"]: sample.value
      for sample in found["tenure_usage_events"].samples if sample.labels["source"] == "web"}
    self.assertEqual(events, {
      "accepted": 3, "stored": 2, "duplicate": 1, "conflict": 0, "quarantined": 0})
    self.assertEqual(found["tenure_usage_events"].type, "counter")
    taken = [sample.value for sample in found["tenure_http_requests"].samples
      if sample.labels == {"route": "usage", "status": "200"}]
    self.assertEqual(taken, [3])
    self.assertEqual(found["tenure_http_request_seconds"].type, "histogram")
    buckets = [sample.value for sample in found["tenure_http_request_seconds"].samples
      if sample.name.endswith("_bucket") and sample.labels["route"] == "usage"]
    self.assertEqual(buckets, sorted(buckets))
    self.assertEqual(buckets[-1], 3)
    for name in ("process_resident_memory_bytes", "process_start_time_seconds",
        "process_cpu_seconds", "process_open_fds", "tenure_connections", "tenure_usage_flushes"):
      self.assertGreater(found[name].samples[0].value, 0, name)
    for family in found.values():
      self.assertTrue(family.documentation, family.name)
    again = self.families()
    self.assertGreaterEqual(again["process_cpu_seconds"].samples[0].value,
      found["process_cpu_seconds"].samples[0].value)
