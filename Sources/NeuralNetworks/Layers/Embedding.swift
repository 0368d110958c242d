// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// A trainable row for each token, as Keras' `Embedding`. Parameter name: `weight`
/// `[inputCount, outputSize]`.
///
/// In a ``Sequential`` it is the first layer: the input is a tensor of token numbers, `[rows, steps]`, and
/// the output `[rows, steps, outputSize]` can be read by a recurrent layer.
public struct Embedding: Layer {
  /// The rows, `[inputCount, outputSize]`.
  public var weight: Parameter
  /// The number of tokens in each row of the input; nil if it may be any.
  public let inputLength: Int?
  /// The token used for padding: its embedding is always 0, and no gradient reaches its row. Nil if
  /// there is none.
  public let paddingToken: Int32?

  /// Creates the embedding. Rows are drawn from a normal distribution with mean 0 and standard deviation
  /// `deviation`; the row of the padding token is 0.
  ///
  /// - Parameters:
  ///   - inputCount: the number of different tokens, 0..<inputCount.
  ///   - outputSize: the number of features per token.
  ///   - inputLength: the number of tokens in each row of the input; nil if it may be any.
  public init(
    inputCount: Int, outputSize: Int, inputLength: Int? = nil, paddingToken: Int32? = nil,
    deviation: Double = 1
  ) {
    self.inputLength = inputLength
    self.paddingToken = paddingToken
    weight = Parameter([inputCount, outputSize]) { stream in
      var rows = stream.normal([inputCount, outputSize], deviation: deviation)
      if let paddingToken {
        for column in 0..<outputSize { rows[Int(paddingToken), column] = 0 }
      }
      return rows
    }
  }

  /// The number of different tokens.
  public var inputCount: Int { weight.shape[0] }
  /// The number of features per token.
  public var outputSize: Int { weight.shape[1] }

  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("weight", &weight) }

  /// Returns the embeddings of the tokens of a batch, `[rows, steps, outputSize]`. Traps if the rows have
  /// different lengths, or if a token has no embedding.
  public func callAsFunction(_ tokens: [[Int32]], _ context: ForwardContext) -> Variable {
    let steps = tokens.first?.count ?? inputLength ?? 0
    guard tokens.allSatisfy({ $0.count == steps }) else {
      fatalError("Embedding: rows of different lengths (\(Set(tokens.map(\.count)).sorted())); pad them")
    }
    return embedded(tokens.flatMap { $0 }, [tokens.count, steps], context)
  }

  /// Returns the embeddings of token numbers, `[rows, steps] -> [rows, steps, outputSize]`. Traps if a
  /// number is no token.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    guard input.shape.rank == 2 else {
      shapeFailure("Embedding", [input.shape], "expected token numbers [rows, steps]")
    }
    let tokens = input.value.scalars.map { number in
      guard let token = Int32(exactly: number) else {
        fatalError("Embedding: \(number) is no token; expected a whole number from 0 to \(inputCount - 1)")
      }
      return token
    }
    return embedded(tokens, input.shape, context)
  }

  private func embedded(_ tokens: [Int32], _ shape: Shape, _ context: ForwardContext) -> Variable {
    guard inputLength == nil || inputLength == shape[1] else {
      shapeFailure("Embedding", [shape], "expected rows of \(inputLength ?? 0) tokens (inputLength)")
    }
    if let token = tokens.first(where: { $0 < 0 || Int($0) >= inputCount }) {
      fatalError("Embedding: token \(token) has no embedding; expected 0 to \(inputCount - 1)")
    }
    var rows = context[weight].rows(tokens)
    if let paddingToken, tokens.contains(paddingToken) {
      // Loaded weights may have other numbers than 0 in the row of the padding token.
      let counts = Tensor(tokens.map { $0 == paddingToken ? 0 : 1 }, shape: [tokens.count, 1])
      rows = rows * Variable(counts)
    }
    return rows.reshaped([shape[0], shape[1], outputSize])
  }
}
