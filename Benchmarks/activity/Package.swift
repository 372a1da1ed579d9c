// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "activity",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "tenure", path: "../..")],
  targets: [
    .executableTarget(name: "activity", dependencies: [.product(name: "Engine", package: "tenure")])
  ],
  swiftLanguageModes: [.v6]
)
