// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
internal import GraphDatasets
public import GraphLearning

// The values that options take by name. ArgumentParser lists them in help, completes them in the shell, and
// refuses others.

extension PaperSettings.Source: ExpressibleByArgument {}
extension FeatureScaling: ExpressibleByArgument {}
extension NodeOrder: ExpressibleByArgument {}
extension LayerConnections: ExpressibleByArgument {}
extension LayerNormalization: ExpressibleByArgument {}
extension FilterMethod: ExpressibleByArgument {}
extension GraphGenerator.Kind: ExpressibleByArgument {}
extension ReadingOptions.MissingFeatures: ExpressibleByArgument {}
extension Evaluation.Part: ExpressibleByArgument {}

extension FeatureSource: ExpressibleByArgument {
  public init?(argument: String) { self.init(rawValue: argument) }
  public static var allValueStrings: [String] { ["degree", "onehot", "laplacian:K"] }
}

extension EigenMethod: ExpressibleByArgument {
  public init?(argument: String) {
    guard Self.allValueStrings.contains(argument) else { return nil }
    self.init(rawValue: argument)
  }

  // `components` is what reports say of eigenpairs that need no method.
  public static var allValueStrings: [String] {
    allCases.filter { $0 != .components }.map(\.rawValue)
  }
}

/// The rules of `--early-stopping`.
enum StoppingRule: String, ExpressibleByArgument, CaseIterable {
  case window
  case loss
  case accuracy
  case either
  case never = "none"
}

/// The weights that `--keep` selects.
enum KeptWeights: String, ExpressibleByArgument, CaseIterable {
  case last
  case loss
  case accuracy
  case both

  var keeping: EarlyStopping.Keeping {
    switch self {
    case .last: .last
    case .loss: .lowestLoss
    case .accuracy: .highestAccuracy
    case .both: .bestBoth
    }
  }
}

/// The parts of a graph that `--component` selects.
enum ComponentChoice: String, ExpressibleByArgument, CaseIterable { case largest }

/// The methods of `inspect --explain`.
enum ExplanationChoice: String, ExpressibleByArgument, CaseIterable {
  case gnnExplainer = "gnn-explainer"
  case integratedGradients = "integrated-gradients"

  func method(seed: UInt64) -> ExplanationMethod {
    switch self {
    case .gnnExplainer: .gnnExplainer(seed: seed)
    case .integratedGradients: .integratedGradients()
    }
  }
}

/// Names out of a long list. A name that is not in the list is refused with the nearest one.
struct NameList {
  let names: [String]

  static let models = NameList(names: ModelRegistry.standard.names)
  static let modelsAndBaselines = NameList(
    names: Baseline.allCases.map(\.rawValue) + ModelRegistry.standard.names)
  static let graphParts = NameList(names: GraphPart.allCases.map(\.rawValue))

  /// The names as text.
  var text: String { names.joined(separator: ", ") }

  /// Returns the name. Throws if the list does not contain it.
  func name(_ text: String) throws -> String {
    guard names.contains(text) else {
      let suggestion = NearestName.suggestion(for: text, among: names)
      throw ValidationError(
        "unknown name '\(text)'\(suggestion.isEmpty ? "; expected \(self.text)" : suggestion)")
    }
    return text
  }

  /// Returns the names that are separated by commas. Throws if the list does not contain one of them.
  func names(_ text: String) throws -> [String] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map { try name(String($0)) }
  }
}
