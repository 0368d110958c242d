// SPDX-License-Identifier: Apache-2.0

/// The settings of a model: a struct whose properties have defaults. They are saved in model files.
///
/// ```swift
/// struct Configuration: ModelConfiguration {
///   var hiddenSize = 32
///   var dropout: Float = 0.5
/// }
/// ```
///
/// Settings that are missing from a file have their defaults, so files saved before a setting was added
/// can still be loaded.
public protocol ModelConfiguration: Codable, Hashable, Sendable {
  init()

  /// A description of the first invalid setting, such as "heads is 0; expected 1 to 64", or nil if all
  /// settings are valid. The default implementation returns nil.
  var problem: String? { get }
}

extension ModelConfiguration {
  /// The default: nil, which means that all settings are valid.
  public var problem: String? { nil }
}

/// The settings of a ``ConvolutionNetwork``.
public protocol ConvolutionNetworkConfiguration: ModelConfiguration {
  /// The size of each hidden layer, from first to last; an output layer follows. By default there are no
  /// hidden layers.
  var hiddenSizes: [Int] { get }
  /// The dropout rate on the input of every layer except the first. 0 by default.
  var dropout: Float { get }
  /// The dropout rate on the input features. 0 by default.
  var inputDropout: Float { get }
  /// The connections between the layers. ``LayerConnections/plain`` by default.
  var connections: LayerConnections { get }
  /// The normalisation between the layers. ``LayerNormalization/none`` by default.
  var normalization: LayerNormalization { get }
}

extension ConvolutionNetworkConfiguration {
  /// The default: no hidden layers.
  public var hiddenSizes: [Int] { [] }
  /// The default: 0.
  public var dropout: Float { 0 }
  /// The default: 0.
  public var inputDropout: Float { 0 }
  /// The default: ``LayerConnections/plain``.
  public var connections: LayerConnections { .plain }
  /// The default: ``LayerNormalization/none``.
  public var normalization: LayerNormalization { .none }

  /// A description of the first invalid setting among those that all networks have, or nil if they are
  /// valid.
  public var networkProblem: String? {
    if let problem = outside(hiddenSizes) ?? outside("dropout", dropout, 0...1)
      ?? outside("inputDropout", inputDropout, 0...1)
    {
      return problem
    }
    switch connections {
    case .plain, .residual, .dense: return nil
    case .jumping:
      return hiddenSizes.isEmpty
        ? "hiddenSizes is empty; jumping connections need at least one hidden layer" : nil
    case .jumpingMaximum, .jumpingAttention:
      return Set(hiddenSizes).count == 1
        ? nil : "hiddenSizes is \(hiddenSizes); connections '\(connections.rawValue)' need equal sizes"
    }
  }

  /// A description of the first invalid setting among those that all networks have, or nil if they are
  /// valid.
  public var problem: String? { networkProblem }
}

/// The settings of a hypergraph model that can add, for each node, a hyperedge that contains only this
/// node.
public protocol HypergraphConfiguration: ModelConfiguration {
  /// Whether each node first gets a hyperedge that contains only this node, unless it has one.
  var addsSelfLoops: Bool { get }
}

/// The connections between the layers of a network.
public enum LayerConnections: String, Codable, Sendable, CaseIterable {
  /// Each layer takes the output of the previous one.
  case plain
  /// The input of a hidden layer is added to its output if their sizes are equal (He et al. 2016).
  case residual
  /// Each layer takes the concatenated outputs of all previous hidden layers (Huang et al. 2017).
  case dense
  /// The scores are a linear function of the concatenated outputs of all hidden layers (Xu et al. 2018).
  case jumping
  /// The scores are a linear function of the elementwise maximum over the outputs of all hidden layers.
  case jumpingMaximum = "jumping-max"
  /// The scores are a linear function of the sum of the outputs of all hidden layers, weighted by
  /// attention.
  case jumpingAttention = "jumping-attention"
}

/// The normalisation of rows between layers.
public enum LayerNormalization: String, Codable, Sendable, CaseIterable {
  /// No normalisation.
  case none
  /// Normalisation by ``PairNorm``.
  case pair
  /// Normalisation by ``GraphNorm``.
  case graph
  /// Normalisation by `LayerNorm`.
  case layer
}
