public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Deep graph convolutions with initial residual and identity mapping (Chen et al. 2020): a linear layer, as many convolutions as
/// there are hidden sizes, a linear layer. Names: `lin1...`, `conv1.weight1`, `conv2...`, `lin2...`.
///
/// Of every convolution the backward pass needs S X + X_0 and, for ReLU and dropout, a bit an element: memory grows by one activation a
/// layer.
public struct GCNII: NodeClassifier {
  /// The sizes, rates and settings.
  public let architecture: ModelArchitecture
  /// The linear layers at both ends.
  public var ends: LinearEnds
  /// The convolutions.
  public var convolutions: [GCN2Conv]

  /// Creates a network of `layers` convolutions.
  ///
  /// - Parameter theta: the strength of identity mapping, the paper's lambda.
  public init(
    featureCount: Int, hiddenSize: Int = 64, layers: Int = 64, classCount: Int, alpha: Float = 0.1,
    theta: Float = 0.5, dropout: Float = 0.6, seed: UInt64 = 0
  ) {
    self.init(
      ModelArchitecture(
        name: "gcn2", featureCount: featureCount, hidden: [Int](repeating: hiddenSize, count: layers),
        classCount: classCount, dropout: dropout, settings: [.alpha: alpha, .theta: theta]), seed: seed)
  }

  /// Hidden sizes that differ stop the program.
  init(_ architecture: ModelArchitecture, seed: UInt64) {
    self.architecture = architecture
    ends = LinearEnds(architecture, seed: seed)
    convolutions = architecture.hidden.enumerated().map { index, size in
      GCN2Conv(
        size: size, alpha: architecture[.alpha], theta: architecture[.theta], layer: index + 1,
        stream: LinearEnds.stream(seed, index + 1))
    }
  }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    ends.visitParameters(visitor)
    visitor("conv", &convolutions, first: 1)
  }

  /// D~^-1/2 (A + I) D~^-1/2 for every convolution.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    [MessageEdges](repeating: structure.edges(.symmetric(selfLoopWeight: 1)), count: convolutions.count)
  }

  /// The scores, `[nodes, classes]`.
  public func callAsFunction(
    _ features: FeatureVariable, along propagation: Propagation, _ context: ForwardContext
  ) -> Variable {
    var initial = ends.hidden(features, context).relu()
    var x = ends.dropout(initial, context)
    if let first = convolutions.first, first.alpha < 1 { initial = first.scaled(initial) }
    for (convolution, edges) in zip(convolutions, propagation.steps) {
      initial = edges.targetRows(of: initial)
      let heard = edges.aggregate(x, .sum, context)
      x = ends.dropout.afterReLU(
        convolution.alpha < 1
          ? convolution.output(heard, scaledInitial: initial, context)
          : convolution(x, initial: initial, on: edges, context), context)
      context.activations?.append(x.value)
    }
    return ends.outputLin(x, context)
  }
}

extension ModelFamily {
  static let gcn2 = ModelFamily(
    "gcn2", "GCNII (Chen et al. 2020)", hiddenLayers: .uniform, settings: [.alpha: 0.1, .theta: 0.5]
  ) { GCNII($0, seed: $1) }
}
