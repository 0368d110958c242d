// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Relational graph convolution: `y_i` is `x_i W_root + b` plus, for each relation r, the mean of
/// `w_ij x_j W_r` over the edges of r into i, where w_ij is the edge weight (Schlichtkrull et al. 2018,
/// "Modeling relational data with graph convolutional networks", equation 2).
///
/// Shapes: x `[sources, inputSize]`, y `[targets, outputSize]`. Parameter names: `weight`, `comp` with a
/// basis, `root`, `bias`.
public struct RGCNConv: Module {
  /// The decomposition of the weight matrices W_r of the relations.
  public enum Decomposition: Sendable, Hashable {
    /// No decomposition: `weight` is `[relations, in, out]`.
    case none
    /// W_r is a linear combination of a given number of matrices, the bases. Its coefficients are `comp`
    /// `[relations, bases]`, and `weight` is `[bases, in, out]` (equation 3).
    case basis(Int)
    /// W_r is block-diagonal with a given number of blocks: `weight` is
    /// `[relations, blocks, in / blocks, out / blocks]` (equation 4).
    case blocks(Int)
  }

  /// The weights W_r, or the bases or blocks that they are composed of.
  public var weight: Parameter
  /// The coefficients of the bases; nil for the other decompositions.
  public var composition: Parameter?
  /// W_root, `[inputSize, outputSize]`.
  public var root: Parameter
  /// The bias b, `[outputSize]`; nil if there is none.
  public var bias: Parameter?
  /// The decomposition of the weight matrices.
  public let decomposition: Decomposition
  /// The number of relations.
  public let relationCount: Int

  /// Creates the layer with Glorot-uniform initial weights and, if `hasBias` is true, a bias that starts
  /// at 0. Traps if the number of blocks does not divide both sizes.
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
        fatalError(
          "RGCNConv: the number of blocks must divide inputSize and outputSize, found \(count) blocks for sizes \(inputSize) and \(outputSize)"
        )
      }
      weight = draw(
        [relations, count, inputSize / count, outputSize / count], inputSize / count, outputSize / count)
      composition = nil
    }
    root = draw([inputSize, outputSize], inputSize, outputSize)
    bias = hasBias ? Parameter([outputSize], .zeros) : nil
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("weight", &weight)
    visitor("comp", &composition)
    visitor("root", &root)
    visitor("bias", &bias)
  }

  /// Returns the output, one row per target, for dense or sparse features of the sources. Block-diagonal
  /// weights make sparse features dense.
  ///
  /// - Parameter relations: the edges of each relation, all between the same nodes. Traps if their
  ///   number is not ``relationCount``.
  public func callAsFunction(
    _ features: FeatureVariable, on relations: [MessageEdges], _ context: ForwardContext
  ) -> Variable {
    guard relations.count == relationCount, let first = relations.first else {
      fatalError("RGCNConv: expected the edges of \(relationCount) relations, found \(relations.count)")
    }
    var output = first.targetRows(of: features, times: context[root])
    for (number, edges) in relations.enumerated() {
      output = output + heard(features, number, edges, context)
    }
    return bias.map { output + context[$0] } ?? output
  }

  /// Returns the mean of X W_r over the edges of relation r.
  private func heard(
    _ features: FeatureVariable, _ relation: Int, _ edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    let whole = context[weight]
    let shape = whole.shape
    switch decomposition {
    case .none:
      let matrix = whole.slice(axis: 0, relation..<relation + 1).reshaped([shape[1], shape[2]])
      return edges.aggregate(features, times: matrix, .mean, context)
    case .basis(let count):
      guard let composition else { fatalError("RGCNConv: missing coefficients of the bases") }
      let shares = context[composition].slice(axis: 0, relation..<relation + 1)
      let flat = whole.reshaped([count, shape[1] * shape[2]])
      let matrix = shares.matmul(flat).reshaped([shape[1], shape[2]])
      return edges.aggregate(features, times: matrix, .mean, context)
    case .blocks(let count):
      let x = features.dense()
      let matrices = whole.slice(axis: 0, relation..<relation + 1).reshaped([count, shape[2], shape[3]])
      let projected = Variable.concatenated(
        (0..<count).map { block in
          x.slice(axis: 1, block * shape[2]..<(block + 1) * shape[2])
            .matmul(matrices.slice(axis: 0, block..<block + 1).reshaped([shape[2], shape[3]]))
        }, axis: 1)
      return edges.aggregate(projected, .mean, context)
    }
  }
}

extension MessageEdges {
  /// Returns the edges of each of `count` relations.
  ///
  /// - Parameter relation: the relation of each edge, by edge number. Traps if there is not one for each
  ///   edge, or if one is outside 0..<count.
  public func split(byRelation relation: [Int32], count: Int) -> [MessageEdges] {
    guard relation.count == edgeCount, relation.allSatisfy({ $0 >= 0 && $0 < count }) else {
      fatalError("split: expected \(edgeCount) relations in 0..<\(count), one per edge")
    }
    return (0..<Int32(count)).map { number in
      filtered { edgeNumbers[$0] >= 0 && relation[Int(edgeNumbers[$0])] == number }
    }
  }
}
