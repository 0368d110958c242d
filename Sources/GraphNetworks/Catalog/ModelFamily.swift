/// A kind of model that can be made by its name.
public struct ModelFamily: Sendable {
  /// The model's name on the command line and in files.
  public let name: String
  /// The model's name in the papers, and the paper.
  public let title: String
  /// What it looks at.
  public let input: Input
  /// The settings that it has, with the values that count where nothing else is said.
  public let settings: [ModelSetting: Float]
  /// What its hidden layers may be.
  public let hiddenLayers: HiddenLayers
  /// Whether models are networks of graph convolutions, whose connections and normalisation can be chosen.
  public let isConvolutionNetwork: Bool
  /// A lower bound of the number of weights, from the sum of products of neighbouring sizes: what sizes in a file are checked
  /// against.
  let leastWeightCount: @Sendable (_ architecture: ModelArchitecture, _ products: Double) -> Double
  let make: @Sendable (ModelArchitecture, UInt64) -> any NodeClassifier

  /// What a model looks at besides features.
  public enum Input: Sendable, Hashable {
    /// Nothing.
    case features
    /// Nothing, and features as a sequence of words.
    case words
    /// The edges of a graph.
    case graph
    /// The hyperedges; of a graph without any, those of its neighbourhoods.
    case hypergraph

    /// Whether edges or hyperedges are looked at.
    public var hasEdges: Bool { self == .graph || self == .hypergraph }
  }

  /// What the hidden layers of a model may be.
  public enum HiddenLayers: Sendable, Hashable {
    /// There are none.
    case none
    /// Exactly one.
    case one
    /// One or more of the same size, between two linear layers that do not count.
    case uniform
    /// The same, a multiple of the number of heads.
    case uniformSharedByHeads
    /// Any number of any size; the output is a further layer.
    case any
    /// The same, each a multiple of the number of heads, which share its columns.
    case sharedByHeads

    /// Whether a model can have hidden layers of these sizes.
    public func accepts(_ sizes: [Int], heads: Int = 1) -> Bool {
      switch self {
      case .none: sizes.isEmpty
      case .one: sizes.count == 1
      case .uniform: !sizes.isEmpty && Set(sizes).count == 1
      case .uniformSharedByHeads: !sizes.isEmpty && Set(sizes).count == 1 && sizes[0] % heads == 0
      case .any: true
      case .sharedByHeads: sizes.allSatisfy { $0 % heads == 0 }
      }
    }

    /// How many hidden layers a model of `layers` layers has; nil where there is no such model.
    public func count(layers: Int) -> Int? {
      switch self {
      case .none: layers == 1 ? 0 : nil
      case .one: layers == 2 ? 1 : nil
      case .uniform, .uniformSharedByHeads: layers >= 1 ? layers : nil
      case .any, .sharedByHeads: layers >= 1 ? layers - 1 : nil
      }
    }
  }

  init(
    _ name: String, _ title: String, input: Input = .graph, hiddenLayers: HiddenLayers = .any,
    settings: [ModelSetting: Float] = [:],
    isConvolutionNetwork: Bool = false,
    leastWeightCount: @escaping @Sendable (ModelArchitecture, Double) -> Double = { $1 },
    make: @escaping @Sendable (ModelArchitecture, UInt64) -> any NodeClassifier
  ) {
    self.name = name
    self.title = title
    self.input = input
    self.settings = settings
    self.hiddenLayers = hiddenLayers
    self.isConvolutionNetwork = isConvolutionNetwork
    self.leastWeightCount = leastWeightCount
    self.make = make
  }

  /// All families.
  public static let all: [ModelFamily] = graphs + sequences + hypergraphs

  /// The family of a name; nil where there is none.
  public init?(named name: String) {
    guard let family = Self.all.first(where: { $0.name == name }) else { return nil }
    self = family
  }
}

extension ModelFamily {
  /// A family of networks of one convolution.
  static func network<Convolution: GraphConvolution>(
    _ name: String, _ title: String, input: Input = .graph, settings: [ModelSetting: Float] = [:],
    leastWeightCount: @escaping @Sendable (ModelArchitecture, Double) -> Double = { $1 },
    make: @escaping @Sendable (ModelArchitecture, UInt64) -> ConvolutionNetwork<Convolution>
  ) -> ModelFamily {
    ModelFamily(
      name, title, input: input, settings: settings, isConvolutionNetwork: true,
      leastWeightCount: leastWeightCount
    ) { make($0, $1) }
  }

  /// The same of hypergraph convolutions.
  static func hypergraphNetwork<Convolution: HypergraphConvolution>(
    _ name: String, _ title: String, settings: [ModelSetting: Float] = [:],
    leastWeightCount: @escaping @Sendable (ModelArchitecture, Double) -> Double = { $1 },
    make: @escaping @Sendable (ModelArchitecture, UInt64) -> ConvolutionNetwork<Convolution>
  ) -> ModelFamily {
    network(
      name, title, input: .hypergraph, settings: settings, leastWeightCount: leastWeightCount, make: make)
  }

  /// The families that look at edges or at nothing but features.
  private static let graphs: [ModelFamily] = [
    gcn, mlp, gat, gatv2, transformer, cheb, sgc, ssgc, appnp, gcn2, sage, sageMaximum, sagePooling, sageLSTM,
    gin, graphConv,
    tag, arma, mixhop, fagcn, gated, resgated, pna, clusterGCN, leConv, linkx,
  ]

  /// The families that read the features of each node as a sequence.
  private static let sequences: [ModelFamily] = [cnn, rnn, lstm, gru, wordAttention, transformerEncoder]

  /// The families that look at hyperedges.
  private static let hypergraphs: [ModelFamily] = [
    hgnn, hgnnPlus, hypergraphConv, hypergraphAttention, hyperGCN, oneHyperGCN, fastHyperGCN, hnhn, uniGCN,
    uniGAT, uniSAGE,
    uniGIN, allSet,
  ]
}
