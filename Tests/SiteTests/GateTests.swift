import Testing

@testable import Site

@Suite("Whom this machine's port answers")
struct GateTests {
  @Test(
    "Its own names, with or without a port",
    arguments: [
      "localhost", "127.0.0.1", "[::1]", "localhost:8080", "127.0.0.1:1", "[::1]:65535",
    ])
  func own(_ host: String) { #expect(Gate.isLoopback(host)) }

  @Test(
    "No other name, however alike",
    arguments: [
      "", ":", ":80", "localhost.", "LOCALHOST", "localhost:", "localhost:8a", "localhost:123456",
      "localhost:80:80", "localhost.evil", "evil.localhost", "127.0.0.1.evil", "127.1", "0.0.0.0",
      "127.0.0.2", "2130706433", "0x7f000001", "::1", "[::]", "[::1].evil", "[::1", "[0:0::1]",
      "localhost\u{301}", "localhost ", " localhost", "localhost,evil", "localhost@evil:80",
      "evil:80@localhost", "localhost:-1", "localhost:８０", "①②⑦.0.0.1",
    ])
  func other(_ host: String) { #expect(!Gate.isLoopback(host)) }
}
