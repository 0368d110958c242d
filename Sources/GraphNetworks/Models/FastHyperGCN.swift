public import Autograd
public import NeuralNetworks
internal import TensorCore

/// HyperGCN whose graph is found once, from the features along one direction, and serves all layers and epochs (Yadati et al. 2019,
/// section 4.3). Names: `conv1...`, `conv2...`.
public struct FastHyperGCN: NodeClassifier {
  /// The sizes, rates and settings.
  public let architecture: ModelArchitecture
  /// The convolutions.
  public var convolutions: [HyperGCNConv]
  private let inputDropout: Dropout
  private let dropout: Dropout

  init(_ architecture: ModelArchitecture, seed: UInt64) {
    self.architecture = architecture
    let sizes = [architecture.featureCount] + architecture.hidden + [architecture.classCount]
    convolutions = zip(sizes, sizes.dropFirst()).enumerated().map { layer, size in
      HyperGCNConv(
        inputSize: size.0, outputSize: size.1,
        stream: RandomStream(seed: seed, purpose: .initialization, ordinal: UInt64(layer)))
    }
    inputDropout = Dropout(rate: architecture.inputDropout)
    dropout = Dropout(rate: architecture.dropout)
  }

  /// Shows the convolutions.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("conv", &convolutions, first: 1)
  }

  /// The graph that approximates the hypergraph, for every convolution. Its direction is the same for all models and data of as many
  /// features, so that a saved model finds it again. A structure without features stops the program.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    let edges = structure.cached(Key(), dependsOnFeatures: true) {
      guard let features = structure.features else { fatalError("FastHyperGCN: needs the nodes' features") }
      let stream = RandomStream(seed: 0, purpose: .sampling)
      return [
        HyperGCNConv.graphApproximation(
          of: structure.incidence(.given)[0].pattern,
          projections: HyperGCNConv.projections(of: FeatureVariable(features), stream: stream),
          hasMediators: true)
      ]
    }
    return [MessageEdges](repeating: edges[0], count: convolutions.count)
  }

  private struct Key: Hashable, Sendable {}

  /// The scores, `[nodes, classes]`.
  public func callAsFunction(
    _ features: FeatureVariable, along propagation: Propagation, _ context: ForwardContext
  ) -> Variable {
    var input = inputDropout(features, context)
    for (convolution, edges) in zip(convolutions.dropLast(), propagation.steps) {
      let output = convolution.output(input, on: edges, context)
      context.activations?.append(output.value)
      input = .dense(dropout.afterReLU(output, context))
    }
    guard let last = convolutions.last, let edges = propagation.steps.last else {
      fatalError("FastHyperGCN: has no convolution")
    }
    return last.output(input, on: edges, context)
  }
}
