// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "tenure",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "tenure", targets: ["tenure"]),
    .executable(name: "simulate", targets: ["simulate"]),
    .library(name: "Engine", targets: ["Facts", "Engine"]),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // Without its readers of configuration: what the server is told stands on the command line.
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    // What Hummingbird stands on, where a connection is watched and a problem logged.
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.1"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.0.0"),
  ],
  targets: [
    // Pure: values in, values out. No files, no network, no clock, no async.
    .target(name: "Facts", swiftSettings: fast),
    .target(name: "Intake", dependencies: ["Facts", "CSIMDJSON"], swiftSettings: fast),
    // JSON from outside: simdjson, behind a few functions of C.
    .target(
      name: "CSIMDJSON", cxxSettings: [.unsafeFlags(["-O2"])],
      linkerSettings: [.linkedLibrary("simdjson")]),
    .target(name: "Engine", dependencies: ["Facts"], swiftSettings: fast),
    .target(name: "Charts", swiftSettings: fast),

    // Effects: what is kept.
    .target(
      name: "Storage", dependencies: ["Engine", "CSQLite", .grdb, .sqlite], swiftSettings: fast),
    .target(name: "CSQLite", linkerSettings: [.linkedLibrary("sqlite3")]),

    // What can be done with a workspace: importing and asking.
    .target(name: "Workbench", dependencies: ["Intake", "Storage"]),

    // Edges: what people touch.
    .target(
      name: "Site",
      dependencies: [
        "Workbench", "Charts", "SiteAssets", "CZlib", .hummingbird, .mustache,
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),
    // What unpacks bodies that were sent packed.
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    // Templates, styles, scripts and words, as bytes in the binary.
    .target(name: "SiteAssets", exclude: ["files"]),
    .executableTarget(name: "tenure", dependencies: ["Site", "Workbench", .arguments]),

    // A made-up company to try it on. It shares nothing with the program, no mistake either.
    .target(name: "Simulation", swiftSettings: fast),
    .executableTarget(name: "simulate", dependencies: ["Simulation", .arguments]),

    // Random numbers that a seed repeats.
    .target(name: "Chance", path: "Tests/Chance"),
    // What others published, read from beside the package.
    .target(name: "PublishedData", dependencies: ["Facts"], path: "Tests/PublishedData"),
    .testTarget(name: "FactsTests", dependencies: ["Facts", "Chance"]),
    .testTarget(name: "IntakeTests", dependencies: ["Intake"], swiftSettings: fast),
    .testTarget(name: "EngineTests", dependencies: ["Engine", "Chance", "PublishedData"]),
    .testTarget(name: "ChartsTests", dependencies: ["Charts", "Chance"]),
    .testTarget(name: "StorageTests", dependencies: ["Storage", "Chance"]),
    .testTarget(name: "WorkbenchTests", dependencies: ["Workbench", "Chance"]),
    .testTarget(
      name: "SiteTests",
      dependencies: [
        "Site", "SiteAssets", "Charts", "Workbench", "Chance", "PublishedData", .mustache,
      ]),
    .testTarget(
      name: "SimulationTests", dependencies: ["Simulation", "Intake"], swiftSettings: fast),
    .testTarget(name: "TidyTests"),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

/// Kernels, and the loops around rows, are tested at full speed in debug builds too: in plain debug
/// they are up to 80 times slower.
///
/// Computed, since what is stored below the package is still empty when the package is made.
var fast: [SwiftSetting] { [.unsafeFlags(["-O"])] }

extension Target.Dependency {
  static var grdb: Self { .product(name: "GRDB", package: "GRDB.swift") }
  /// The SQLite C interface itself, for the one loop that writes millions of rows.
  static var sqlite: Self { .product(name: "GRDBSQLite", package: "GRDB.swift") }
  static var hummingbird: Self { .product(name: "Hummingbird", package: "hummingbird") }
  static var mustache: Self { .product(name: "Mustache", package: "swift-mustache") }
  static var arguments: Self {
    .product(name: "ArgumentParser", package: "swift-argument-parser")
  }
}
