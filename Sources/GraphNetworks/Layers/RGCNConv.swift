public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Relational graph convolution: y_i = x_i W_root + b + the sum over the relations r of the mean of w_ij x_j W_r over the edges in r, w_ij their weights,
/// (Schlichtkrull et al. 2018, "Modeling relational data with graph convolutional networks", equation 2).
///
/// Shapes: x `[sources, inputSize]`, y `[targets, outputSize]`. Names: `weight`, `comp` of a basis, `root`, `bias`.
public struct RGCNConv: Module {
  /// How the weights of the relations hang together.
  public enum Decomposition: Sendable, Hashable {
    /// Not at all: `weight` is `[relations, in, out]`.
    case none
    /// W_r is a sum of few matrices, times `comp` `[relations, bases]`: `weight` is `[bases, in, out]` (equation 3).
    case basis(Int)
    /// W_r is block-diagonal: `weight` is `[relations, blocks, in / blocks, out / blocks]` (equation 4).
    case blocks(Int)
  }

  /// The weights, or what they are made of.
  public var weight: Parameter
  /// The shares of a basis.
  public var composition: Parameter?
  /// W_root, `[inputSize, outputSize]`.
  public var root: Parameter
  /// b, `[outputSize]`.
  public var bias: Parameter?
  /// How the weights hang together.
  public let decomposition: Decomposition
  /// The number of relations.
  public let relationCount: Int

  /// Initial weights are drawn after Glorot and Bengio; the bias, where there is one, starts at 0. Blocks that do not divide both sizes
  /// stop the program.
  public init(
    inputSize: Int, outputSize: Int, relations: Int, decomposition: Decomposition = .none,
    hasBias: Bool = true
  ) {
    relationCount = relations
    self.decomposition = decomposition
    let draw = { (shape: Shape, fanIn: Int, fanOut: Int) in
      Parameter(shape, .glorotUniform, fanIn: fanIn, fanOut: fanOut)
    }
    switch decomposition {
    case .none:
      weight = draw([relations, inputSize, outputSize], inputSize, outputSize)
      composition = nil
    case .basis(let count):
      weight = draw([count, inputSize, outputSize], inputSize, outputSize)
      composition = draw([relations, count], relations, count)
    case .blocks(let count):
      guard count > 0 && inputSize % count == 0 && outputSize % count == 0 else {
        fatalError("RGCNConv: \(count) blocks do not divide sizes \(inputSize) and \(outputSize)")
      }
      weight = draw(
        [relations, count, inputSize / count, outputSize / count], inputSize / count, outputSize / count)
      composition = nil
    }
    root = draw([inputSize, outputSize], inputSize, outputSize)
    bias = hasBias ? Parameter([outputSize], .zeros) : nil
  }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("weight", &weight)
    visitor("comp", &composition)
    visitor("root", &root)
    visitor("bias", &bias)
  }

  /// The output for dense or sparse features; blocks need them dense.
  ///
  /// - Parameter relations: the edges of every relation between the same nodes.
  public func callAsFunction(
    _ features: FeatureVariable, on relations: [MessageEdges], _ context: ForwardContext
  ) -> Variable {
    guard relations.count == relationCount, let first = relations.first else {
      fatalError("RGCNConv: \(relations.count) relations, the layer has \(relationCount)")
    }
    var output = first.targetRows(of: features.multiplied(by: context[root]))
    for (number, edges) in relations.enumerated() {
      output = output + edges.aggregate(projected(features, number, context), .mean, context)
    }
    return bias.map { output + context[$0] } ?? output
  }

  /// X W_r.
  private func projected(_ features: FeatureVariable, _ relation: Int, _ context: ForwardContext) -> Variable
  {
    let whole = context[weight]
    let shape = whole.shape
    switch decomposition {
    case .none:
      return features.multiplied(
        by: whole.slice(axis: 0, relation..<relation + 1).reshaped([shape[1], shape[2]]))
    case .basis(let count):
      guard let composition else { fatalError("RGCNConv: a basis without shares") }
      let shares = context[composition].slice(axis: 0, relation..<relation + 1)
      let flat = whole.reshaped([count, shape[1] * shape[2]])
      return features.multiplied(by: shares.matmul(flat).reshaped([shape[1], shape[2]]))
    case .blocks(let count):
      let x = features.dense()
      let matrices = whole.slice(axis: 0, relation..<relation + 1).reshaped([count, shape[2], shape[3]])
      return .concatenated(
        (0..<count).map { block in
          x.slice(axis: 1, block * shape[2]..<(block + 1) * shape[2])
            .matmul(matrices.slice(axis: 0, block..<block + 1).reshaped([shape[2], shape[3]]))
        }, axis: 1)
    }
  }
}

extension MessageEdges {
  /// The edges of each of `count` relations, from the relation of every edge. A relation that does not exist stops the program.
  public func split(byRelation relation: [Int32], count: Int) -> [MessageEdges] {
    guard relation.count == edgeCount, relation.allSatisfy({ $0 >= 0 && $0 < count }) else {
      fatalError("split: \(edgeCount) relations in 0..<\(count) were expected")
    }
    return (0..<Int32(count)).map { number in
      filtered { edgeNumbers[$0] >= 0 && relation[Int(edgeNumbers[$0])] == number }
    }
  }
}
