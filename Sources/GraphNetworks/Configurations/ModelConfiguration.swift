/// The settings of a model: a struct whose properties have defaults. Files of models carry it.
///
/// ```swift
/// struct Configuration: ModelConfiguration {
///   var hiddenSize = 32
///   var dropout: Float = 0.5
/// }
/// ```
///
/// What a file lacks has its default, so that a setting can be added later and files from before still load.
public protocol ModelConfiguration: Codable, Hashable, Sendable {
  /// The default settings.
  init()

  /// What is wrong with the settings, such as "heads is 0; expected 1 to 64"; nil where nothing is. Nil unless the configuration says
  /// otherwise.
  var problem: String? { get }
}

extension ModelConfiguration {
  /// Nil.
  public var problem: String? { nil }
}

/// The settings of a ``ConvolutionNetwork``.
public protocol ConvolutionNetworkConfiguration: ModelConfiguration {
  /// The sizes of the hidden layers, from the first to the last; there is one layer more. None unless the configuration says otherwise.
  var hiddenSizes: [Int] { get }
  /// The dropout rate on the input of every layer but the first. 0 unless the configuration says otherwise.
  var dropout: Float { get }
  /// The dropout rate on the features. 0 unless the configuration says otherwise.
  var inputDropout: Float { get }
  /// How the layers are connected. Plainly unless the configuration says otherwise.
  var connections: LayerConnections { get }
  /// What is done to rows between the layers. Nothing unless the configuration says otherwise.
  var normalization: LayerNormalization { get }
}

extension ConvolutionNetworkConfiguration {
  /// None.
  public var hiddenSizes: [Int] { [] }
  /// 0.
  public var dropout: Float { 0 }
  /// 0.
  public var inputDropout: Float { 0 }
  /// ``LayerConnections/plain``
  public var connections: LayerConnections { .plain }
  /// ``LayerNormalization/none``
  public var normalization: LayerNormalization { .none }

  /// What is wrong with the settings that all networks have.
  public var networkProblem: String? {
    if let problem = outside(hiddenSizes) ?? outside("dropout", dropout, 0...1)
      ?? outside("inputDropout", inputDropout, 0...1)
    {
      return problem
    }
    switch connections {
    case .plain, .residual, .dense: return nil
    case .jumping:
      return hiddenSizes.isEmpty ? "jumping connections are between hidden layers; expected one or more" : nil
    case .jumpingMaximum, .jumpingAttention:
      return Set(hiddenSizes).count == 1
        ? nil : "hiddenSizes is \(hiddenSizes); connections '\(connections.rawValue)' take layers of one size"
    }
  }

  /// What is wrong with the settings that all networks have.
  public var problem: String? { networkProblem }
}

/// The settings of a model of hyperedges that can give every node one of its own.
public protocol HypergraphConfiguration: ModelConfiguration {
  /// Whether every node first gets a hyperedge of its own.
  var addsSelfLoops: Bool { get }
}

/// How the layers of a network are connected.
public enum LayerConnections: String, Codable, Sendable, CaseIterable {
  /// Each takes the output of the one before.
  case plain
  /// The input of a hidden layer is added to its output, where the sizes agree (He et al. 2016).
  case residual
  /// Each takes the outputs of all hidden layers before, side by side (Huang et al. 2017).
  case dense
  /// The scores are a linear function of the outputs of all layers, side by side (Xu et al. 2018).
  case jumping
  /// The same of their largest elements.
  case jumpingMaximum = "jumping-max"
  /// The same of their sum by learnt shares.
  case jumpingAttention = "jumping-attention"
}

/// What is done to rows between layers.
public enum LayerNormalization: String, Codable, Sendable, CaseIterable {
  /// Nothing.
  case none
  /// ``PairNorm``
  case pair
  /// ``GraphNorm``
  case graph
  /// `LayerNorm`
  case layer
}
