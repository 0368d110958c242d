// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// A trainable row for each token. Parameter name: `weight` `[count, size]`.
public struct Embedding: Module {
  /// The rows, `[count, size]`.
  public var weight: Parameter
  /// The token used for padding: its embedding is always 0, and no gradient reaches its row. Nil if
  /// there is none.
  public let paddingToken: Int32?

  /// Creates the embedding. Rows are drawn from a normal distribution with mean 0 and standard deviation
  /// `deviation`; the row of the padding token is 0.
  public init(
    count: Int, size: Int, paddingToken: Int32? = nil, deviation: Double = 1
  ) {
    self.paddingToken = paddingToken
    weight = Parameter([count, size]) { stream in
      var rows = stream.normal([count, size], deviation: deviation)
      if let paddingToken {
        for column in 0..<size { rows[Int(paddingToken), column] = 0 }
      }
      return rows
    }
  }

  /// The number of features per token.
  public var size: Int { weight.shape[1] }

  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("weight", &weight) }

  /// Returns the embeddings of the tokens of a batch, `[rows, steps, size]`. Traps if the rows have
  /// different lengths, or if a token has no embedding.
  public func callAsFunction(_ tokens: [[Int32]], _ context: ForwardContext) -> Variable {
    let steps = tokens.first?.count ?? 0
    guard tokens.allSatisfy({ $0.count == steps }) else {
      fatalError("Embedding: rows of different lengths (\(Set(tokens.map(\.count)).sorted())); pad them")
    }
    let flat = tokens.flatMap { $0 }
    var rows = context[weight].rows(flat)
    if let paddingToken, flat.contains(paddingToken) {
      // Loaded weights may have other numbers than 0 in the row of the padding token.
      let counts = Tensor(flat.map { $0 == paddingToken ? 0 : 1 }, shape: [flat.count, 1])
      rows = rows * Variable(counts)
    }
    return rows.reshaped([tokens.count, steps, size])
  }
}
