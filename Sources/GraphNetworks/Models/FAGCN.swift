public import Autograd
public import NeuralNetworks
internal import TensorCore

/// The frequency adaptive network of Bo et al. (2021): a linear layer, as many convolutions as there are hidden sizes, a linear layer.
/// Names: `lin1...`, `conv1...`, `lin2...`.
public struct FAGCN: NodeClassifier {
  /// The sizes, rates and settings; `alpha` is the paper's epsilon.
  public let architecture: ModelArchitecture
  /// The linear layers at both ends.
  public var ends: LinearEnds
  /// The convolutions.
  public var convolutions: [FAConv]

  /// Hidden sizes that differ stop the program.
  init(_ architecture: ModelArchitecture, seed: UInt64) {
    self.architecture = architecture
    ends = LinearEnds(architecture, seed: seed)
    convolutions = architecture.hidden.enumerated().map { index, size in
      FAConv(
        size: size, epsilon: architecture[.alpha], attentionDropout: architecture[.attentionDropout],
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
    var x = ends.dropout.afterReLU(ends.hidden(features, context), context)
    var initial = x
    for (convolution, edges) in zip(convolutions, propagation.steps) {
      initial = edges.targetRows(of: initial)
      x = convolution(x, initial: initial, on: edges, context)
      context.activations?.append(x.value)
    }
    return ends.outputLin(x, context)
  }
}

extension ModelFamily {
  static let fagcn = ModelFamily(
    "fagcn", "FAGCN (Bo et al. 2021)", hiddenLayers: .uniform,
    settings: [.alpha: 0.3, .attentionDropout: 0.5],
    leastWeightCount: { architecture, _ in
      Double(architecture.hidden.first ?? 0) * Double(architecture.featureCount + architecture.classCount)
    }
  ) { FAGCN($0, seed: $1) }
}
