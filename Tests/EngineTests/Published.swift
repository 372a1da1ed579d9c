import Foundation

/// Where published data lies, if it is beside the package.
enum Published {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../shared/data").standardizedFileURL
  static let postHog = folder.appending(path: "posthog-retention/cases.json")
  static let saas = folder.appending(path: "saas-metrics/examples.json")
  static let shop = folder.appending(path: "ecom-clickstream/expected.json")
  static let shopEvents = folder.appending(path: "ecom-clickstream/ecom.csv.gz")

  static func isHere(_ file: URL) -> Bool {
    FileManager.default.fileExists(atPath: file.path(percentEncoded: false))
  }

  static func decode<Value: Decodable>(_ type: Value.Type, _ file: URL) throws -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: Data(contentsOf: file))
  }
}
