public import Autograd
public import NeuralNetworks
public import TensorCore

/// The auto-regressive moving average filter: the mean over the stacks of X_T with X_0 = X W_0 (the first product) and
/// X_t+1 = activation(S X_t W_t + dropout(X) V_t + b_t), S = D^-1/2 A D^-1/2 (Bianchi et al. 2021, "Graph neural networks with
/// convolutional ARMA filters", equations 10 and 11).
///
/// Shapes: X `[sources, inputSize]`, Y `[targets, outputSize]`. Names: `init_weight` `[stacks, in, out]`, `weight`
/// `[layers - 1, stacks, out, out]`, `root_weight` `[layers, stacks, in, out]`, `bias` `[layers, stacks, 1, out]`; one layer's alone where
/// layers share them.
public struct ARMAConv: GraphConvolution {
  /// W of the first layer of every stack.
  public var initialWeight: Parameter
  /// W of the later layers; nil where there are none.
  public var weight: Parameter?
  /// V.
  public var rootWeight: Parameter
  /// b.
  public var bias: Parameter?
  /// The number of layers of a stack, T.
  public let stepCount: Int
  /// The number of stacks.
  public let stackCount: Int
  /// What follows every layer; nil: nothing.
  public let activation: ElementwiseFunction?
  /// Dropout on the features that come in at every layer.
  public let skipDropout: Dropout
  private let sharesWeights: Bool

  /// Initial weights are drawn after Glorot and Bengio; the bias, where there is one, starts at 0.
  public init(
    inputSize: Int, outputSize: Int, stacks: Int = 1, layers: Int = 1, sharesWeights: Bool = false,
    activation: ElementwiseFunction? = .relu, skipDropout: Float = 0, hasBias: Bool = true
  ) {
    guard stacks >= 1 && layers >= 1 else { fatalError("ARMAConv: \(stacks) stacks of \(layers) layers") }
    stepCount = layers
    stackCount = stacks
    self.activation = activation
    self.skipDropout = Dropout(rate: skipDropout)
    self.sharesWeights = sharesWeights
    let roots = sharesWeights ? 1 : layers
    let draw = { (shape: Shape, fanIn: Int) in
      Parameter(shape, .glorotUniform, fanIn: fanIn, fanOut: outputSize)
    }
    initialWeight = draw([stacks, inputSize, outputSize], inputSize)
    rootWeight = draw([roots, stacks, inputSize, outputSize], inputSize)
    weight =
      layers > 1
      ? draw([sharesWeights ? 1 : layers - 1, stacks, outputSize, outputSize], outputSize) : nil
    bias = hasBias ? Parameter([roots, stacks, 1, outputSize], .zeros) : nil
  }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("weight", &weight)
    visitor("init_weight", &initialWeight)
    visitor("root_weight", &rootWeight)
    visitor("bias", &bias)
  }

  /// S every time.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    [MessageEdges](repeating: structure.edges(.symmetric(selfLoopWeight: nil)), count: stepCount)
  }

  /// The output for dense or sparse features.
  public func callAsFunction(
    _ features: FeatureVariable, along steps: ArraySlice<MessageEdges>, _ context: ForwardContext
  ) -> Variable {
    steps.first?.requireForm(of: Self.self)
    let outputs = (0..<stackCount).map { stack in
      var output = features.multiplied(by: part(initialWeight, [stack], context))
      for (layer, edges) in steps.enumerated() {
        if layer > 0, let weight {
          output = output.matmul(part(weight, [sharesWeights ? 0 : layer - 1, stack], context))
        }
        output = edges.aggregate(output, .sum, context)
        let place = [sharesWeights ? 0 : layer, stack]
        let root = skipDropout(features, context).multiplied(by: part(rootWeight, place, context))
        output = output + steps[...(steps.startIndex + layer)].targetRows(of: root)
        if let bias { output = output + part(bias, place, context) }
        if let activation { output = output.map(activation) }
      }
      return output
    }
    let sum = outputs.dropFirst().reduce(outputs[0]) { $0 + $1 }
    return stackCount == 1 ? sum : sum * (1 / Float(stackCount))
  }

  /// The matrix at some place of a parameter's leading axes.
  private func part(_ parameter: Parameter, _ place: [Int], _ context: ForwardContext) -> Variable {
    let whole = context[parameter]
    let (rows, columns) = (whole.shape[whole.shape.rank - 2], whole.shape[whole.shape.rank - 1])
    let index = place.enumerated().reduce(0) { $0 * whole.shape[$1.offset] + $1.element }
    let matrices = whole.reshaped([whole.value.count / Swift.max(1, rows * columns), rows, columns])
    return matrices.slice(axis: 0, index..<index + 1).reshaped([rows, columns])
  }
}
