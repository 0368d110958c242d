// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
public import TensorCore

/// The auto-regressive moving average filter (Bianchi et al. 2021, "Graph neural networks with
/// convolutional ARMA filters", equations 10 and 11).
///
/// Each stack computes `X_t+1 = activation(S P_t + dropout(X) V_t + b_t)` for T layers, with
/// `S = D^-1/2 A D^-1/2`, `P_0 = X W_0` and `P_t = X_t W_t` for later layers. Y is the mean of X_T over
/// the stacks.
///
/// Shapes: X `[sources, inputSize]`, Y `[targets, outputSize]`. Parameter names: `init_weight`
/// `[stacks, in, out]`, `weight` `[layers - 1, stacks, out, out]`, `root_weight`
/// `[layers, stacks, in, out]`, `bias` `[layers, stacks, 1, out]`. If the layers of a stack share their
/// weights, the axis of layers has size 1.
public struct ARMAConv: GraphConvolution {
  /// W_0, the weights of the first layer of each stack.
  public var initialWeight: Parameter
  /// W_t, the weights of the later layers; nil if each stack has one layer.
  public var weight: Parameter?
  /// V_t.
  public var rootWeight: Parameter
  /// The bias b_t; nil if there is none.
  public var bias: Parameter?
  /// The number of layers per stack, T.
  public let stepCount: Int
  /// The number of stacks.
  public let stackCount: Int
  /// The activation function after each layer; nil for none.
  public let activation: ElementwiseFunction?
  /// Dropout on the features X that enter each layer.
  public let skipDropout: Dropout
  private let sharesWeights: Bool

  /// Creates the layer with Glorot-uniform initial weights and, if `hasBias` is true, a bias that starts
  /// at 0.
  ///
  /// - Parameters:
  ///   - sharesWeights: whether all layers of a stack share V_t and b_t, and its later layers share W_t.
  ///   - skipDropout: the dropout rate of the features that enter each layer.
  public init(
    inputSize: Int, outputSize: Int, stacks: Int = 1, layers: Int = 1, sharesWeights: Bool = false,
    activation: ElementwiseFunction? = .relu, skipDropout: Float = 0, hasBias: Bool = true
  ) {
    guard stacks >= 1 && layers >= 1 else {
      fatalError(
        "ARMAConv: stacks and layers must be at least 1, found \(stacks) stacks and \(layers) layers")
    }
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

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("weight", &weight)
    visitor("init_weight", &initialWeight)
    visitor("root_weight", &rootWeight)
    visitor("bias", &bias)
  }

  /// Returns S for each step.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    [MessageEdges](repeating: structure.edges(.symmetric(selfLoopWeight: nil)), count: stepCount)
  }

  /// Returns the output for dense or sparse features of the sources.
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

  /// Returns the matrix at the position `place` of a parameter's leading axes.
  private func part(_ parameter: Parameter, _ place: [Int], _ context: ForwardContext) -> Variable {
    let whole = context[parameter]
    let (rows, columns) = (whole.shape[whole.shape.rank - 2], whole.shape[whole.shape.rank - 1])
    let index = place.enumerated().reduce(0) { $0 * whole.shape[$1.offset] + $1.element }
    let matrices = whole.reshaped([whole.value.count / Swift.max(1, rows * columns), rows, columns])
    return matrices.slice(axis: 0, index..<index + 1).reshaped([rows, columns])
  }
}
