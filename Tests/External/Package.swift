// swift-tools-version: 6.2
import PackageDescription

/// Programs that use the library as its users do: from another package, one import each, public symbols alone.
func program(_ name: String, uses product: String) -> Target {
  .executableTarget(
    name: name, dependencies: [.product(name: product, package: "swift-graph-learning")],
    swiftSettings: [
      .swiftLanguageMode(.v6), .enableUpcomingFeature("MemberImportVisibility"),
      .treatAllWarnings(as: .error),
    ])
}

let package = Package(
  name: "External",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "swift-graph-learning", path: "../..")],
  targets: [
    program("UsesGraphCore", uses: "GraphCore"),
    program("UsesSpectralGraphs", uses: "SpectralGraphs"),
    program("UsesGraphLearning", uses: "GraphLearning"),
  ])
