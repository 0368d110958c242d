public import Autograd
public import NeuralNetworks
public import TensorCore

/// Graph convolutions one after the other, with an activation between them and dropout on what enters them. Names:
/// `conv1...`, `conv2...`.
///
/// The models of many papers are networks of one convolution each: ``GCN``, ``GAT``, ``ChebNet``, ``GraphSAGE`` and others.
public struct ConvolutionNetwork<Convolution: NetworkConvolution>: StepwiseClassifier {
  /// The settings, which are those of the convolution.
  public typealias Configuration = Convolution.NetworkConfiguration

  /// The name of the convolution's network.
  public static var name: String { Convolution.networkName }
  /// Edges or hyperedges, as the convolution.
  public static var input: ModelInput {
    Convolution.self is any HypergraphConvolution.Type ? .hypergraph : .graph
  }

  /// Whether the convolution uses them.
  public static var usesEdgeWeights: Bool { input == .graph && Convolution.usesEdgeWeights }

  /// The settings.
  public let configuration: Configuration
  /// The convolutions.
  public var convolutions: [Convolution]
  /// What follows every convolution but the last.
  public let activation: ElementwiseFunction
  /// Dropout on the input features; its rate may be 0.
  public let inputDropout: Dropout
  /// Dropout on the input of every later convolution.
  public let dropout: Dropout
  private var normalizations: [AnyNormalization]
  private var jumping: JumpingKnowledge?
  private var classifier: Linear?

  /// Creates a network without initial weights, of one layer more than there are hidden sizes.
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

  /// Shows the convolutions as `conv1`, `conv2`, ..., and what stands between and behind them.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("conv", &convolutions, first: 1)
    visitor("norm", &normalizations, first: 1)
    visitor("jump", &jumping)
    visitor("lin", &classifier)
  }

  /// Not where rows are normalised over all nodes, or a layer has none.
  public var hasReceptiveFields: Bool {
    // Hyperedges need not reach the nodes that hear them, whose own rows all but plain connections add.
    let findsTargets =
      configuration.connections == .plain || !(Convolution.self is any HypergraphConvolution.Type)
    return findsTargets && convolutions.allSatisfy(\.hasReceptiveFields)
      && !normalizations.contains { $0.looksAtAllNodes }
  }

  /// The convolutions, where they are filters.
  public var filters: [any SpectralConvolution] { convolutions.compactMap { $0 as? any SpectralConvolution } }

  /// The steps of all convolutions.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    convolutions.flatMap { $0.messageSteps(of: structure) }
  }

  /// The scores, `[nodes, classes]`.
  public func callAsFunction(
    _ features: FeatureVariable, along propagation: Propagation, _ context: ForwardContext
  ) -> Variable {
    var input = inputDropout(features, context)
    var remaining = propagation.steps[...]
    var earlier = [Variable]()
    for (layer, convolution) in convolutions.enumerated() {
      let steps = remaining.prefix(convolution.stepCount)
      remaining = remaining.dropFirst(convolution.stepCount)
      var output = convolution(input, along: steps, context)
      context.observer?.note(activation: output)
      guard layer < normalizations.count else { return output }
      output = normalizations[layer](output, context)
      if configuration.connections == .plain && activation == .relu {
        input = .dense(dropout.afterReLU(output, context))
        continue
      }
      output = output.map(activation)
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
    guard let jumping, let classifier else { fatalError("ConvolutionNetwork: has no convolution") }
    return classifier(dropout(jumping(earlier, context), context), context)
  }
}

/// One of the normalisations, or none.
struct AnyNormalization: Layer {
  private var graph: GraphNorm?
  private var layer: LayerNorm?
  private let pair: PairNorm?

  init(_ kind: LayerNormalization, size: Int) {
    graph = kind == .graph ? GraphNorm(size: size) : nil
    layer = kind == .layer ? LayerNorm(size: size) : nil
    pair = kind == .pair ? PairNorm() : nil
  }

  /// Whether a row depends on those of other nodes.
  var looksAtAllNodes: Bool { graph != nil || pair != nil }

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("module", &graph)
    visitor("module", &layer)
  }

  func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    graph?(input, context) ?? layer?(input, context) ?? pair?(input, context) ?? input
  }
}
