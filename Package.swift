// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

/// One settings list for every Swift target: Swift 6 mode, explicit existentials and imports,
/// strict memory safety, and no warning left standing.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

/// A library target with the settings that all share.
func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// A test target, named after the target that it specifies.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies + ["GraphLearningTestSupport"], swiftSettings: settings)
}

let package = Package(
  name: "swift-graph-learning",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "GraphLearning", targets: ["GraphLearning"]),
    .library(name: "SpectralGraphs", targets: ["SpectralGraphs"]),
    .library(name: "GraphCore", targets: ["GraphCore"]),
    .executable(name: "graphlearn", targets: ["graphlearn"]),
  ],
  traits: [
    .default(enabledTraits: ["SuiteSparse"]),
    .trait(
      name: "SuiteSparse",
      description: "Sparse factorizations by CHOLMOD, whose supernodal part is under the GPL."),
    .trait(
      name: "METIS", description: "Division of graphs into parts by METIS, for training in batches of parts."),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    // The command's tests only; a package that depends on this one does not fetch it.
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
  ],
  targets: [
    .target(
      name: "CGraphKernels",
      cSettings: ["Runtime", "Dense", "Sparse", "Images", "Networks", "Spectral"].map {
        .headerSearchPath($0)
      }),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"]), .brew(["expat"])]),
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CJPEG", pkgConfig: "libjpeg",
      providers: [.apt(["libjpeg-dev"]), .brew(["jpeg-turbo"])]),
    .systemLibrary(
      name: "CSuiteSparse", providers: [.apt(["libsuitesparse-dev"]), .brew(["suite-sparse"])]),
    .systemLibrary(name: "CMETIS", providers: [.apt(["libmetis-dev"]), .brew(["metis"])]),
    library("TensorCore", ["CGraphKernels", "COpenBLAS"]),
    library("GraphFiles", ["CZlib", "CExpat"]),
    library(
      "GraphCore",
      [
        "GraphFiles", "TensorCore", "CGraphKernels",
        .target(name: "CMETIS", condition: .when(traits: ["METIS"])),
      ]),
    library(
      "Spectra",
      [
        "GraphCore", "TensorCore", "CGraphKernels", "COpenBLAS",
        .target(name: "CSuiteSparse", condition: .when(traits: ["SuiteSparse"])),
      ]),
    library("SpectralGraphs", ["Spectra", "GraphDatasets", "GraphCore", "TensorCore"]),
    library("Images", ["GraphCore", "GraphFiles", "TensorCore", "CPNG", "CJPEG"]),
    library("Plots", []),
    library("Autograd", ["GraphCore", "TensorCore", "CGraphKernels"]),
    library("NeuralNetworks", ["Autograd", "GraphFiles", "GraphCore", "TensorCore", "CGraphKernels"]),
    library("GraphNetworks", ["NeuralNetworks", "Autograd", "GraphCore", "TensorCore"]),
    .target(
      name: "GraphDatasets", dependencies: ["GraphCore", "GraphFiles", "TensorCore"],
      resources: [.embedInCode("Embedded")], swiftSettings: settings),
    library(
      "Training",
      [
        "GraphNetworks", "GraphDatasets", "SpectralGraphs", "GraphFiles", "NeuralNetworks", "Autograd",
        "GraphCore", "TensorCore",
      ]),
    library(
      "GraphLearning",
      [
        "Training", "SpectralGraphs", "GraphNetworks", "GraphDatasets", "NeuralNetworks", "Autograd",
        "Images", "GraphCore", "TensorCore",
      ]),
    library(
      "Recipes",
      [
        "Plots", "Images", "Training", "SpectralGraphs", "GraphNetworks", "GraphDatasets", "GraphFiles",
        "NeuralNetworks", "Autograd", "GraphCore", "TensorCore",
      ]),
    .executableTarget(
      name: "graphlearn",
      dependencies: [
        "GraphLearning", "Recipes", "Plots", "GraphDatasets", "GraphFiles",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "EigenpairTimes", dependencies: ["SpectralGraphs", "GraphDatasets", "GraphCore", "TensorCore"],
      path: "Benchmarks/EigenpairTimes", swiftSettings: settings),
    .executableTarget(
      name: "ReadingTimes", dependencies: ["GraphDatasets", "GraphCore", "TensorCore"],
      path: "Benchmarks/ReadingTimes", swiftSettings: settings),
    .target(name: "LimitKernels", path: "Benchmarks/LimitKernels"),
    .executableTarget(
      name: "Benchmark",
      dependencies: [
        "LimitKernels", "Training", "SpectralGraphs", "GraphNetworks", "GraphDatasets", "NeuralNetworks",
        "Autograd", "Plots",
        "GraphCore", "TensorCore", "CGraphKernels",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Benchmarks/Benchmark", swiftSettings: settings),
    .target(
      name: "GraphLearningTestSupport", dependencies: ["GraphLearning"],
      path: "Tests/GraphLearningTestSupport",
      resources: [.copy("Fixtures")], swiftSettings: settings),
    tests("TensorCoreTests", ["TensorCore", "GraphCore", "CGraphKernels"]),
    tests("GraphFilesTests", ["GraphFiles", "TensorCore"]),
    tests("GraphCoreTests", ["GraphCore", "TensorCore"]),
    tests("PlotsTests", ["Plots"]),
    tests("ImagesTests", ["Images", "GraphCore", "TensorCore"]),
    .testTarget(
      name: "SpectralGraphsTests",
      dependencies: ["SpectralGraphs", "GraphDatasets", "GraphCore", "TensorCore"],
      resources: [.copy("Fixtures")], swiftSettings: settings),
    tests("AutogradTests", ["Autograd", "GraphCore", "TensorCore", "CGraphKernels"]),
    tests("NeuralNetworksTests", ["NeuralNetworks", "Autograd", "GraphCore", "TensorCore", "CGraphKernels"]),
    tests("GraphNetworksTests", ["GraphNetworks", "NeuralNetworks", "Autograd", "GraphCore", "TensorCore"]),
    tests("GraphDatasetsTests", ["GraphDatasets", "GraphCore", "GraphFiles", "TensorCore"]),
    tests(
      "TrainingTests",
      [
        "Training", "GraphNetworks", "GraphDatasets", "SpectralGraphs", "NeuralNetworks", "Autograd",
        "GraphCore", "TensorCore",
      ]),
    tests(
      "RecipesTests",
      [
        "Recipes", "Training", "GraphNetworks", "GraphDatasets", "NeuralNetworks", "Autograd", "GraphCore",
        "TensorCore", "Plots", "Images",
      ]),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "GraphLearning", "graphlearn", "GraphLearningTestSupport",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      resources: [.copy("Fixtures")], swiftSettings: settings),
  ]
)
