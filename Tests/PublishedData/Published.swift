import Foundation

/// Where published data lies, if it is beside the package.
package enum Published {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../shared/data").standardizedFileURL
  package static let postHog = folder.appending(path: "posthog-retention/cases.json")
  package static let saas = folder.appending(path: "saas-metrics/examples.json")
  package static let shop = folder.appending(path: "ecom-clickstream/expected.json")
  package static let shopEvents = folder.appending(path: "ecom-clickstream/ecom.csv.gz")

  package static func isHere(_ file: URL) -> Bool {
    FileManager.default.fileExists(atPath: file.path(percentEncoded: false))
  }

  package static func decode<Value: Decodable>(_ type: Value.Type, _ file: URL) throws -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: Data(contentsOf: file))
  }
}
