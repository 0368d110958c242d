public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Predict, then propagate: a network that looks at each node alone, whose scores then walk by personalised PageRank (Klicpera,
/// Bojchevski and Guennemann 2019). Names: `lin1.weight`, `lin1.bias`, `lin2...`.
public struct APPNPNetwork: NodeClassifier {
  /// The sizes, rates and settings.
  public let architecture: ModelArchitecture
  /// What looks at each node alone.
  public var network: MLP
  /// What follows it.
  public let propagation: APPNP

  /// Creates a network of `hidden.count + 1` linear layers before the propagation.
  public init(
    featureCount: Int, hidden: [Int] = [64], classCount: Int, hops: Int = 10, alpha: Float = 0.1,
    dropout: Float = 0.5, seed: UInt64 = 0
  ) {
    self.init(
      ModelArchitecture(
        name: "appnp", featureCount: featureCount, hidden: hidden, classCount: classCount, dropout: dropout,
        settings: [.hops: Float(hops), .alpha: alpha]), seed: seed)
  }

  init(_ architecture: ModelArchitecture, seed: UInt64) {
    self.architecture = architecture
    network = MLP(architecture, seed: seed)
    propagation = APPNP(hops: architecture.count(.hops), alpha: architecture[.alpha])
  }

  /// Shows the linear layers.
  public mutating func visitParameters(_ visitor: ParameterVisitor) { network.visitParameters(visitor) }

  /// The walk.
  public var filters: [any SpectralConvolution] { [propagation] }

  /// D~^-1/2 (A + I) D~^-1/2 for every step of the walk.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    propagation.messageSteps(of: structure)
  }

  /// The scores, `[nodes, classes]`.
  public func callAsFunction(
    _ features: FeatureVariable, along propagation: Propagation, _ context: ForwardContext
  ) -> Variable {
    self.propagation(.dense(network.scores(features, context)), along: propagation.steps[...], context)
  }
}

extension ModelFamily {
  static let appnp = ModelFamily(
    "appnp", "APPNP (Klicpera, Bojchevski and Guennemann 2019)", settings: [.hops: 10, .alpha: 0.1]
  ) { APPNPNetwork($0, seed: $1) }
}
