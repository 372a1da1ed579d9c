import Facts
import Foundation
import HTTPTypes
import Hummingbird
import Intake
import NIOCore
import Storage
import Workbench

extension Site {
  /// Where client libraries send usage, and the call that each address is; nil for many at once.
  static let usagePaths: [String: UsageEvent.Kind?] = {
    let calls = UsageEvent.Kind.allCases.map { ("/v1/" + $0.rawValue, $0 as UsageEvent.Kind?) }
    return Dictionary(uniqueKeysWithValues: calls + [("/v1/batch", nil), ("/v1/import", nil)])
  }()

  func addUsage(to router: Router<BasicRequestContext>) {
    for (path, kind) in Site.usagePaths {
      router.post(RouterPath(path)) { request, _ in
        let room = try Site.room(for: request)
        guard let answer = try await admission.admit(bytes: room, { try await take(request, kind) })
        else { throw IntakeAnswer.tooMany }
        if !answer.rejected.isEmpty { requestLog.refused(events: answer.rejected.count) }
        return answer.response
      }
    }
  }

  /// How many bytes a request's body may come to, packed and unpacked.
  ///
  /// - Throws: ``IntakeAnswer`` where it says that it is larger than any may be.
  private static func room(for request: Request) throws -> Int {
    let limit = SegmentReader.largestRequest
    let packed = request.headers[.contentEncoding] == nil ? 0 : limit
    guard let length = request.headers[.contentLength] else { return limit + packed }
    guard let count = Int(length), count <= limit else { throw IntakeAnswer.tooLarge(limit) }
    return count + packed
  }

  /// Takes usage in: it is on disk when this returns.
  ///
  /// - Throws: ``IntakeAnswer`` where nothing of it can be taken.
  private func take(_ request: Request, _ kind: UsageEvent.Kind?) async throws -> IntakeAnswer {
    let received = configuration.now()
    let intake = try await usageIntake()
    let login = request.headers[.authorization]
    let source = try login.map { try Site.source(ofLogin: $0, intake) }
    let body = try await body(of: request)
    let delivery: SegmentDelivery
    do {
      delivery = try readers.withReader { reader throws(SegmentRefusal) in
        try reader.read(body, kind, received: received)
      }
    } catch {
      guard !error.isTooLarge else {
        throw IntakeAnswer.refused(.contentTooLarge, "The body \(error.text).")
      }
      throw IntakeAnswer.refused(.badRequest, "The body \(error.text).")
    }
    let sender = try source ?? Site.source(ofKey: delivery.writeKey, intake)
    guard !delivery.events.isEmpty || delivery.refused.isEmpty else {
      throw IntakeAnswer(
        status: .badRequest, error: "No event could be taken.", rejected: delivery.refused)
    }
    do {
      try await intake.append(delivery.events.map { SourcedEvent($0, from: sender) })
    } catch is IntakeLogFull {
      throw IntakeAnswer.later("There is no room for more usage at present.")
    } catch is IntakeLogError {
      throw IntakeAnswer.later("Usage is not taken in at present.")
    }
    lag.note(intake.end)
    return IntakeAnswer(status: .ok, rejected: delivery.refused)
  }

  private func usageIntake() async throws -> UsageIntake {
    if let open = usage.openIntake { return open }
    guard let intake = try? await aside({ try usage.intake() }) else {
      throw IntakeAnswer.later("Usage is not taken in at present: /ready says why.", seconds: 30)
    }
    return intake
  }

  /// The bytes that were sent, unpacked.
  private func body(of request: Request) async throws -> [UInt8] {
    let limit = SegmentReader.largestRequest
    let buffer: ByteBuffer
    do {
      buffer = try await request.body.collect(upTo: limit)
    } catch is NIOTooManyBytesError {
      throw IntakeAnswer.tooLarge(limit)
    } catch {
      // It broke off, or stood still for too long.
      throw IntakeAnswer.refused(.badRequest, "The body did not come whole.")
    }
    let bytes = Array(buffer.readableBytesView)
    guard let encoding = request.headers[.contentEncoding] else { return bytes }
    guard equalBytes(encoding, "gzip") else {
      guard equalBytes(encoding, "identity") else {
        throw IntakeAnswer.refused(.unsupportedMediaType, "Content-Encoding takes gzip.")
      }
      return bytes
    }
    do {
      return try Gzip.unpacked(bytes, atMost: limit)
    } catch Gzip.Wrong.tooLarge {
      throw IntakeAnswer.tooLarge(limit, " unpacked")
    } catch {
      throw IntakeAnswer.refused(.badRequest, "The body is no gzip.")
    }
  }

  /// Whose key a header of HTTP's Basic scheme has for its user.
  private static func source(
    ofLogin login: String, _ intake: UsageIntake
  ) throws -> Identifier {
    let parts = login.utf8.split(separator: UInt8(ascii: " "), maxSplits: 1)
    guard parts.count == 2, String(parts[0])?.lowercased() == "basic",
      let bytes = Data(base64Encoded: String(parts[1]) ?? ""),
      let user = String(validating: bytes.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self)
    else { return try source(ofKey: nil, intake) }
    return try source(ofKey: user, intake)
  }

  private static func source(ofKey key: String?, _ intake: UsageIntake) throws -> Identifier {
    let source: Identifier?
    do {
      source = try intake.store.source(ofKey: key ?? "")
    } catch {
      throw IntakeAnswer.later("The keys cannot be read at present.")
    }
    guard let source else {
      throw IntakeAnswer.refused(.unauthorized, "A write key that is known here is needed.")
    }
    return source
  }
}
