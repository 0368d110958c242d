// SPDX-License-Identifier: Apache-2.0

// swift-tools-version: 6.2
import PackageDescription

/// Returns a program that uses the library as its users do: from another package, with one import and
/// public symbols only.
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
