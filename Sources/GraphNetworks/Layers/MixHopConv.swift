public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Powers of the adjacency side by side: Y = [S^p X W_p for every power p] + b with S = D~^-1/2 (A + I) D~^-1/2 (Abu-El-Haija et al.
/// 2019, "MixHop", equation 1).
///
/// Shapes: X `[sources, inputSize]`, Y `[targets, powers * outputSize]`. Names: `lins.0.weight`, ... in the order of the
/// powers, `bias`.
public struct MixHopConv: GraphConvolution {
  /// W of every power.
  public var lins: [Linear]
  /// b, `[powers * outputSize]`.
  public var bias: Parameter?
  /// The powers, ascending.
  public let powers: [Int]

  /// Initial weights are drawn after Glorot and Bengio; the bias, where there is one, starts at 0.
  ///
  /// - Parameter outputSize: of every power.
  public init(
    inputSize: Int, outputSize: Int, powers: [Int] = [0, 1, 2], hasBias: Bool = true
  ) {
    guard let least = powers.first, least >= 0, zip(powers, powers.dropFirst()).allSatisfy({ $0 < $1 }) else {
      fatalError("MixHopConv: powers \(powers) are not ascending from 0 on")
    }
    self.powers = powers
    lins = powers.map { _ in
      Linear(
        inputSize: inputSize, outputSize: outputSize, hasBias: false)
    }
    bias = hasBias ? Parameter([powers.count * outputSize], .zeros) : nil
  }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lins.", &lins, first: 0)
    visitor("bias", &bias)
  }

  /// The largest power.
  public var stepCount: Int { powers.last ?? 0 }

  /// S every time.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    [MessageEdges](repeating: structure.edges(.symmetric(selfLoopWeight: 1)), count: stepCount)
  }

  /// The output for dense or sparse features. A step moves the columns of all higher powers at once.
  public func callAsFunction(
    _ features: FeatureVariable, along steps: ArraySlice<MessageEdges>, _ context: ForwardContext
  ) -> Variable {
    steps.first?.requireForm(of: Self.self)
    let outputSize = lins[0].outputSize
    var moving = Variable.concatenated(lins.map { $0(features, context) }, axis: 1)
    var done = [Variable]()
    var remaining = powers[...]
    for (step, edges) in steps.enumerated() {
      if remaining.first == step {
        done.append(moving.slice(axis: 1, 0..<outputSize))
        moving = moving.slice(axis: 1, outputSize..<moving.shape[1])
        remaining.removeFirst()
      }
      done = done.map { edges.targetRows(of: $0) }
      moving = edges.aggregate(moving, .sum, context)
    }
    let output = Variable.concatenated(done + [moving], axis: 1)
    return bias.map { output + context[$0] } ?? output
  }
}
