public import Autograd
internal import TensorCore

/// A learnt row for every token. Name: `weight` `[count, size]`.
public struct Embedding: Module {
  /// The rows.
  public var weight: Parameter
  /// The token that only fills up: it gives zeros, and no gradient reaches its row.
  public let paddingToken: Int32?

  /// Initial rows are drawn from a normal distribution.
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

  /// The number of features of a token.
  public var size: Int { weight.shape[1] }

  /// Shows `weight`.
  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("weight", &weight) }

  /// The rows of the tokens, row by row of a batch: `[rows, steps, size]`. Rows of tokens of different lengths, and tokens that have no
  /// row, stop the program.
  public func callAsFunction(_ tokens: [[Int32]], _ context: ForwardContext) -> Variable {
    let steps = tokens.first?.count ?? 0
    guard tokens.allSatisfy({ $0.count == steps }) else {
      fatalError("Embedding: rows of different lengths (\(Set(tokens.map(\.count)).sorted())); fill them up")
    }
    let flat = tokens.flatMap { $0 }
    var rows = context[weight].rows(flat)
    if let paddingToken, flat.contains(paddingToken) {
      // Weights from elsewhere may have numbers in the row that stands for nothing.
      let counts = Tensor(flat.map { $0 == paddingToken ? 0 : 1 }, shape: [flat.count, 1])
      rows = rows * Variable(counts)
    }
    return rows.reshaped([tokens.count, steps, size])
  }
}
