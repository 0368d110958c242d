public import Autograd
public import NeuralNetworks
public import TensorCore

/// Graph convolutions one after the other, with an activation between them and dropout on what enters them. Names:
/// `conv1...`, `conv2...`.
///
/// The models of many papers are networks of one convolution each: ``GCN``, ``GAT``, ``ChebNet``, ``GraphSAGE`` and others.
public struct ConvolutionNetwork<Convolution: GraphConvolution>: NodeClassifier {
  /// The sizes, rates and settings.
  public let architecture: ModelArchitecture
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

  /// Creates a network of `hidden.count + 1` convolutions.
  ///
  /// - Parameters:
  ///   - widening: how many times its size a hidden layer has columns, as attention heads side by side do.
  ///   - convolution: makes the one from `input` columns to `output` ones, of every head where there are several.
  public init(
    _ architecture: ModelArchitecture, activation: ElementwiseFunction = .relu, widening: Int = 1,
    seed: UInt64, convolution: (_ input: Int, _ output: Int, _ isLast: Bool, RandomStream) -> Convolution
  ) {
    self.architecture = architecture
    self.activation = activation
    inputDropout = Dropout(rate: architecture.inputDropout)
    dropout = Dropout(rate: architecture.dropout)
    let stream = { (number: Int) in
      RandomStream(seed: seed, purpose: .initialization, ordinal: UInt64(number))
    }
    let connections = architecture.connections
    let jumps = [.jumping, .jumpingMaximum, .jumpingAttention].contains(connections)
    let widths = architecture.hidden.map { $0 * widening }
    let outputs = jumps ? architecture.hidden : architecture.hidden + [architecture.classCount]
    convolutions = outputs.enumerated().map { layer, size in
      let input =
        switch connections {
        case _ where layer == 0: architecture.featureCount
        case .dense: widths[..<layer].reduce(0, +)
        default: widths[layer - 1]
        }
      return convolution(input, size, layer == architecture.hidden.count, stream(layer))
    }
    normalizations = widths.map { AnyNormalization(architecture.normalization, size: $0) }
    guard jumps else { return }
    let mode: JumpingKnowledge.Mode =
      switch connections {
      case .jumpingMaximum: .maximum
      case .jumpingAttention: .attention(size: widths.first ?? 0, layers: widths.count)
      default: .concatenation
      }
    jumping = JumpingKnowledge(mode, stream: stream(widths.count + 1))
    classifier = Linear(
      inputSize: mode == .concatenation ? widths.reduce(0, +) : widths.first ?? 0,
      outputSize: architecture.classCount, stream: stream(widths.count))
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
      architecture.connections == .plain || !(Convolution.self is any HypergraphConvolution.Type)
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
      context.activations?.append(output.value)
      guard layer < normalizations.count else { return output }
      output = normalizations[layer](output, context)
      if architecture.connections == .plain && activation == .relu {
        input = .dense(dropout.afterReLU(output, context))
        continue
      }
      output = output.map(activation)
      switch architecture.connections {
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

  init(_ kind: ModelArchitecture.Normalization, size: Int) {
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
