public import Autograd
public import NeuralNetworks
internal import TensorCore

/// The frequency adaptive network of Bo et al. (2021): a linear layer, as many convolutions as there are hidden sizes, a linear layer.
/// Names: `lin1...`, `conv1...`, `lin2...`.
public struct FAGCN: NodeClassifier {
  /// The sizes, rates and settings; `alpha` is the paper's epsilon.
  public let architecture: ModelArchitecture
  /// From features to the hidden size.
  public var inputLin: Linear
  /// The convolutions.
  public var convolutions: [FAConv]
  /// From the hidden size to the classes.
  public var outputLin: Linear
  /// Dropout on the features.
  public let inputDropout: Dropout
  /// Dropout on what enters the convolutions.
  public let dropout: Dropout

  /// Hidden sizes that differ stop the program.
  init(_ architecture: ModelArchitecture, seed: UInt64) {
    guard let size = architecture.hidden.first, architecture.hidden.allSatisfy({ $0 == size }) else {
      fatalError("FAGCN: hidden sizes \(architecture.hidden) are not one size")
    }
    self.architecture = architecture
    let stream = { (number: Int) in
      RandomStream(seed: seed, purpose: .initialization, ordinal: UInt64(number))
    }
    let layers = architecture.hidden.count
    inputLin = Linear(inputSize: architecture.featureCount, outputSize: size, stream: stream(0))
    convolutions = (1...layers).map {
      FAConv(
        size: size, epsilon: architecture[.alpha], attentionDropout: architecture[.attentionDropout],
        stream: stream($0))
    }
    outputLin = Linear(inputSize: size, outputSize: architecture.classCount, stream: stream(layers + 1))
    inputDropout = Dropout(rate: architecture.inputDropout)
    dropout = Dropout(rate: architecture.dropout)
  }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lin1", &inputLin)
    visitor("conv", &convolutions, first: 1)
    visitor("lin2", &outputLin)
  }

  /// D~^-1/2 (A + I) D~^-1/2 for every convolution.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    [MessageEdges](repeating: structure.edges(.symmetric(selfLoopWeight: 1)), count: convolutions.count)
  }

  /// The scores, `[nodes, classes]`.
  public func callAsFunction(
    _ features: FeatureVariable, along propagation: Propagation, _ context: ForwardContext
  ) -> Variable {
    var x = dropout.afterReLU(inputLin(inputDropout(features, context), context), context)
    var initial = x
    for (convolution, edges) in zip(convolutions, propagation.steps) {
      initial = edges.targetRows(of: initial)
      x = convolution(x, initial: initial, on: edges, context)
      context.activations?.append(x.value)
    }
    return outputLin(x, context)
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
