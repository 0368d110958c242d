// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
public import TensorCore

/// A stack of graph convolutions, with an activation between them and dropout on their inputs.
///
/// The models of many papers are networks of one kind of convolution: ``GCN``, ``GAT``, ``ChebNet``,
/// ``GraphSAGE`` and others.
///
/// Parameter names: `conv1...`, `conv2...`; where they are used, normalisations are `norm1...`,
/// `norm2...`, and jumping connections have `jump...` and `lin...`.
public struct ConvolutionNetwork<Convolution: NetworkConvolution>: StepwiseClassifier {
  /// The settings, which are those of the convolution.
  public typealias Configuration = Convolution.NetworkConfiguration

  /// The model's name, which is that of the convolution's network.
  public static var name: String { Convolution.networkName }
  /// The data that the network uses in addition to the features: edges or hyperedges, depending on the
  /// convolution.
  public static var input: ModelInput {
    Convolution.self is any HypergraphConvolution.Type ? .hypergraph : .graph
  }

  /// Whether the scores depend on edge weights, which is the case if the convolution uses those of a
  /// graph.
  public static var usesEdgeWeights: Bool { input == .graph && Convolution.usesEdgeWeights }

  /// The settings that the network was created with.
  public let configuration: Configuration
  /// The convolutions, from first to last.
  public var convolutions: [Convolution]
  /// The activation after every convolution except the last.
  public let activation: ElementwiseFunction
  /// Dropout on the input features. The rate may be 0.
  public let inputDropout: Dropout
  /// Dropout on the input of every convolution except the first.
  public let dropout: Dropout
  private var normalizations: [AnyNormalization]
  private var jumping: JumpingKnowledge?
  private var classifier: Linear?

  /// Creates a network whose parameters have no values yet. It has one more layer than there are hidden
  /// sizes.
  public init(_ configuration: Configuration, for data: DatasetSizes) {
    let configuration = Convolution.settled(configuration, for: data)
    self.configuration = configuration
    activation = Convolution.networkActivation
    inputDropout = Dropout(rate: configuration.inputDropout)
    dropout = Dropout(rate: configuration.dropout)
    let hidden = configuration.hiddenSizes
    let connections = configuration.connections
    let jumps = [.jumping, .jumpingMaximum, .jumpingAttention].contains(connections)
    let widening = Convolution.widening(configuration)
    let widths = hidden.map { $0 * widening }
    let outputs = jumps ? hidden : hidden + [data.classCount]
    convolutions = outputs.enumerated().map { layer, size in
      let input =
        switch connections {
        case _ where layer == 0: data.featureCount
        case .dense: widths[..<layer].reduce(0, +)
        default: widths[layer - 1]
        }
      let place = NetworkPlace(inputSize: input, outputSize: size, isLast: layer == hidden.count)
      return Convolution.layer(place, configuration, for: data)
    }
    normalizations = widths.map { AnyNormalization(configuration.normalization, size: $0) }
    guard jumps else { return }
    let mode: JumpingKnowledge.Mode =
      switch connections {
      case .jumpingMaximum: .maximum
      case .jumpingAttention: .attention(size: widths.first ?? 0, layers: widths.count)
      default: .concatenation
      }
    jumping = JumpingKnowledge(mode)
    classifier = Linear(
      inputSize: mode == .concatenation ? widths.reduce(0, +) : widths.first ?? 0,
      outputSize: data.classCount)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("conv", &convolutions, first: 1)
    visitor("norm", &normalizations, first: 1)
    visitor("jump", &jumping)
    visitor("lin", &classifier)
  }

  /// Whether a node's scores depend only on nodes within reach. False if rows are normalised over all
  /// nodes, if a convolution has no receptive fields, or for hypergraph convolutions with connections
  /// other than plain ones.
  public var hasReceptiveFields: Bool {
    // Other than plain connections add rows of earlier layers for the same nodes, but the receptive
    // field of a hypergraph step need not contain the target nodes themselves.
    let findsTargets =
      configuration.connections == .plain || !(Convolution.self is any HypergraphConvolution.Type)
    return findsTargets && convolutions.allSatisfy(\.hasReceptiveFields)
      && !normalizations.contains { $0.looksAtAllNodes }
  }

  /// The convolutions that are filters of the graph's frequencies.
  public var filters: [any SpectralConvolution] { convolutions.compactMap { $0 as? any SpectralConvolution } }

  /// Returns the message steps of all convolutions.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    convolutions.flatMap { $0.messageSteps(of: structure) }
  }

  /// Returns the class scores (logits), `[nodes, classes]`.
  public func callAsFunction(
    _ features: FeatureVariable, along propagation: Propagation, _ context: ForwardContext
  ) -> Variable {
    var input = inputDropout(features, context)
    var remaining = propagation.steps[...]
    var earlier = [Variable]()
    if configuration.connections == .plain {
      // If layers are computed again, only the inputs of about as many groups of layers as a group has are kept.
      for group in context.groups(of: convolutions.count) {
        let steps = remaining.prefix(convolutions[group].reduce(0) { $0 + $1.stepCount })
        remaining = remaining.dropFirst(steps.count)
        let inputs: [Variable]
        let features = input
        if case .dense(let x) = input { inputs = [x] } else { inputs = [] }
        input = .dense(
          context.layer(inputs) {
            self.output(of: group, $0.first.map { .dense($0) } ?? features, steps, $1)
          })
      }
      return input.dense()
    }
    for (layer, convolution) in convolutions.enumerated() {
      let steps = remaining.prefix(convolution.stepCount)
      remaining = remaining.dropFirst(convolution.stepCount)
      var output = output(of: layer, input, steps, context)
      guard layer < normalizations.count else { return output }
      switch configuration.connections {
      case .plain: break
      case .residual:
        if case .dense(let before) = input, before.shape[1] == output.shape[1] {
          output = output + steps.targetRows(of: before)
        }
      case .dense:
        earlier = earlier.map { steps.targetRows(of: $0) } + [output]
        if earlier.count > 1 { output = .concatenated(earlier, axis: 1) }
      case .jumping, .jumpingMaximum, .jumpingAttention:
        earlier = earlier.map { steps.targetRows(of: $0) } + [output]
      }
      input = .dense(dropout(output, context))
    }
    guard let jumping, let classifier else { fatalError("ConvolutionNetwork: no convolutions") }
    return classifier(dropout(jumping(earlier, context), context), context)
  }

  /// Whether there are so many layers, with plain connections, that computing groups of them again saves memory.
  public var canRecomputeLayers: Bool { configuration.connections == .plain && convolutions.count >= 4 }

  /// Returns the output of consecutive convolutions with what follows them.
  private func output(
    of layers: Range<Int>, _ input: FeatureVariable, _ steps: ArraySlice<MessageEdges>,
    _ context: ForwardContext
  ) -> Variable {
    var (input, remaining) = (input, steps)
    for layer in layers {
      let count = convolutions[layer].stepCount
      input = .dense(output(of: layer, input, remaining.prefix(count), context))
      remaining = remaining.dropFirst(count)
    }
    return input.dense()
  }

  /// Returns the output of a convolution with what follows it: for all but the last, the normalisation and the
  /// activation, and for plain connections dropout.
  private func output(
    of layer: Int, _ input: FeatureVariable, _ steps: ArraySlice<MessageEdges>, _ context: ForwardContext
  ) -> Variable {
    var output = convolutions[layer](input, along: steps, context)
    context.observer?.note(activation: output)
    guard layer < normalizations.count else { return output }
    output = normalizations[layer](output, context)
    guard configuration.connections == .plain else { return output.map(activation) }
    return activation == .relu
      ? dropout.afterReLU(output, context) : dropout(output.map(activation), context)
  }
}

/// The normalisation between two layers: one of the three kinds, or none.
struct AnyNormalization: Layer {
  private var graph: GraphNorm?
  private var layer: LayerNorm?
  private let pair: PairNorm?

  init(_ kind: LayerNormalization, size: Int) {
    graph = kind == .graph ? GraphNorm(size: size) : nil
    layer = kind == .layer ? LayerNorm(size: size) : nil
    pair = kind == .pair ? PairNorm() : nil
  }

  /// Whether the output row of a node depends on the rows of other nodes.
  var looksAtAllNodes: Bool { graph != nil || pair != nil }

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("module", &graph)
    visitor("module", &layer)
  }

  func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    graph?(input, context) ?? layer?(input, context) ?? pair?(input, context) ?? input
  }
}
