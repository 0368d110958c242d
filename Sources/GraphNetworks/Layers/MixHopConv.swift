// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Concatenated powers of the adjacency: Y consists of the columns `S^p X W_p` for each power p, plus b,
/// with `S = D~^-1/2 (A + I) D~^-1/2` (Abu-El-Haija et al. 2019, "MixHop", equation 1).
///
/// Shapes: X `[sources, inputSize]`, Y `[targets, powers * outputSize]`. Parameter names:
/// `lins.0.weight`, ... in the order of the powers, `bias`.
public struct MixHopConv: GraphConvolution {
  /// The linear layers with W_p, in the order of the powers.
  public var lins: [Linear]
  /// The bias b, `[powers * outputSize]`; nil if there is none.
  public var bias: Parameter?
  /// The powers, in ascending order.
  public let powers: [Int]

  /// Creates the layer with Glorot-uniform initial weights and, if `hasBias` is true, a bias that starts
  /// at 0.
  ///
  /// - Parameters:
  ///   - outputSize: the number of output columns per power.
  ///   - powers: the powers of S. Traps if they are empty, negative or not in ascending order.
  public init(
    inputSize: Int, outputSize: Int, powers: [Int] = [0, 1, 2], hasBias: Bool = true
  ) {
    guard let least = powers.first, least >= 0, zip(powers, powers.dropFirst()).allSatisfy({ $0 < $1 }) else {
      fatalError("MixHopConv: expected at least one power, ascending and not negative, found \(powers)")
    }
    self.powers = powers
    lins = powers.map { _ in
      Linear(
        inputSize: inputSize, outputSize: outputSize, hasBias: false)
    }
    bias = hasBias ? Parameter([powers.count * outputSize], .zeros) : nil
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lins.", &lins, first: 0)
    visitor("bias", &bias)
  }

  /// The number of steps, which is the largest power.
  public var stepCount: Int { powers.last ?? 0 }

  /// Returns S for each step.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    [MessageEdges](repeating: structure.edges(.symmetric(selfLoopWeight: 1)), count: stepCount)
  }

  /// Returns the output for dense or sparse features of the sources. Each step propagates the columns of
  /// all higher powers together.
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
