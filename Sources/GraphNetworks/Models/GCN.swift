public import Autograd
public import GraphCore
public import NeuralNetworks
internal import TensorCore

/// The graph convolutional network of Kipf and Welling (2017): graph convolutions with ReLU between them and
/// dropout on what enters them. Names: `conv1.lin.weight`, `conv1.bias`, `conv2...`.
public struct GCN: NodeClassifier {
  /// The convolutions.
  public var convolutions: [GCNConv]
  /// Dropout on the input features; its rate may be 0.
  public var inputDropout: Dropout
  /// Dropout on the input of every later convolution.
  public var dropout: Dropout

  /// Creates a network of `hidden.count + 1` convolutions.
  ///
  /// - Parameters:
  ///   - dropout: the rate on the input of every convolution.
  ///   - inputDropout: the rate on the features, where it differs.
  ///   - hasBias: Kipf's code has no bias, PyTorch Geometric's layers have one.
  public init(
    featureCount: Int, hidden: [Int] = [16], classCount: Int, dropout: Float = 0.5,
    inputDropout: Float? = nil,
    hasBias: Bool = true, seed: UInt64 = 0
  ) {
    let sizes = [featureCount] + hidden + [classCount]
    convolutions = zip(sizes, sizes.dropFirst()).enumerated().map { index, size in
      GCNConv(
        inputSize: size.0, outputSize: size.1, hasBias: hasBias,
        stream: RandomStream(seed: seed, purpose: .initialization, ordinal: UInt64(index)))
    }
    self.dropout = Dropout(rate: dropout)
    self.inputDropout = Dropout(rate: inputDropout ?? dropout)
  }

  /// Shows the convolutions as `conv1`, `conv2`, ...
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("conv", &convolutions, first: 1)
  }

  /// D~^-1/2 (A + I) D~^-1/2 for every convolution.
  public func messageSteps(of graph: Graph) -> [MessageEdges] {
    let edges = MessageEdges(graph.adjacency(.symmetric, selfLoopWeight: 1), joinsSameNodes: true)
    return [MessageEdges](repeating: edges, count: convolutions.count)
  }

  /// The sizes and rates of this network.
  public var architecture: ModelArchitecture {
    ModelArchitecture(
      name: "gcn", featureCount: convolutions.first?.lin.inputSize ?? 0,
      hidden: convolutions.dropLast().map(\.lin.outputSize),
      classCount: convolutions.last?.lin.outputSize ?? 0, dropout: dropout.rate,
      inputDropout: inputDropout.rate,
      hasBias: convolutions.contains { $0.bias != nil })
  }

  /// The scores, `[nodes, classes]`.
  public func callAsFunction(
    _ features: FeatureVariable, along propagation: Propagation, _ context: ForwardContext
  ) -> Variable {
    var input = inputDropout(features, context)
    for (step, convolution) in convolutions.dropLast().enumerated() {
      input = .dense(dropout(convolution(input, on: propagation[step].sums, context).relu(), context))
    }
    guard let last = convolutions.last else { fatalError("GCN: has no convolution") }
    return last(input, on: propagation[convolutions.count - 1].sums, context)
  }
}
