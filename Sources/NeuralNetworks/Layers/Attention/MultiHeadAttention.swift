// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// Multi-head attention with trainable projections (Vaswani et al. 2017, section 3.2.2): each head
/// attends with its part of W_q x, W_k y and W_v y, and W_o combines the outputs of the heads.
///
/// Shapes: query `[batch, queries, size]`, keys and values `[batch, keys, size]`, output as the query.
/// Memory is linear in the number of keys. Parameter names are those of PyTorch: `in_proj_weight`
/// `[3 size, size]`, `in_proj_bias`, `out_proj.weight`, `out_proj.bias`.
public struct MultiHeadAttention: Module {
  /// W_q, W_k and W_v with their biases, `[size, 3 size]` in memory.
  public var inputLin: Linear
  /// W_o with its bias.
  public var outputLin: Linear
  /// The number of heads.
  public let heads: Int
  /// The dropout on the attention weights.
  public let dropout: Dropout

  /// Creates the module. W_q, W_k and W_v are initialised with ``Initializer/glorotUniform``, and W_o
  /// uniformly in `±1 / sqrt(size)`; biases start at 0. Traps if `size` is not divisible by `heads`.
  public init(size: Int, heads: Int, dropout: Float = 0, hasBias: Bool = true) {
    guard heads > 0 && size % heads == 0 else {
      fatalError("MultiHeadAttention: \(size) features are not divisible by \(heads) heads")
    }
    self.heads = heads
    self.dropout = Dropout(rate: dropout)
    inputLin = Linear(inputSize: size, outputSize: 3 * size, hasBias: hasBias)
    outputLin = Linear(
      inputSize: size, outputSize: size, hasBias: hasBias, initializer: Self.addedInitializer)
  }

  /// The initializer of weights whose output is added to the input of a layer: uniform in ±1 /
  /// sqrt(inputs). The values are smaller than with Glorot initialisation, so that a new layer changes
  /// its input little. PyTorch uses the same distribution.
  static let addedInitializer = Initializer.varianceScaling(scale: 1.0 / 3, .inputs, .uniform)

  /// The number of features.
  public var size: Int { outputLin.inputSize }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("in_proj_weight", &inputLin.weight, layout: .transposed)
    visitor("in_proj_bias", &inputLin.bias)
    visitor("out_proj", &outputLin)
  }

  /// Returns self-attention: queries, keys and values are all `input`, `[batch, steps, size]`.
  public func callAsFunction(_ input: Variable, mask: AttentionMask = .none, _ context: ForwardContext)
    -> Variable
  {
    self(query: input, keys: input, values: input, mask: mask, context)
  }

  /// Returns the output of each query, `[batch, queries, size]`.
  public func callAsFunction(
    query: Variable, keys: Variable, values: Variable, mask: AttentionMask = .none, _ context: ForwardContext
  ) -> Variable {
    let heard = Variable.multiHeadAttention(
      query: projected(query, 0, context), key: projected(keys, 1, context),
      value: projected(values, 2, context), heads: heads, mask: mask,
      dropout: context.mode == .training && dropout.rate > 0
        ? (1 - dropout.rate, context.nextStream(.dropout)) : nil)
    return outputLin(heard, context)
  }

  /// Returns the attention weights of each head before dropout, `[batch, heads, queries, keys]`, for
  /// inspection. This needs memory for queries x keys numbers per head.
  public func weights(
    query: Variable, keys: Variable, mask: AttentionMask = .none, _ context: ForwardContext
  ) -> Variable {
    let scale = 1 / Float(max(1, size / heads)).squareRoot()
    let scores = (split(projected(query, 0, context)) * scale)
      .matmul(split(projected(keys, 1, context)), transposingRight: true)
    return mask.visible(batch: query.shape[0], queries: query.shape[1], keys: keys.shape[1])
      .map { scores.softmax(mask: $0) } ?? scores.softmax()
  }

  /// Returns the output for given attention weights.
  func output(of weights: Variable, values: Variable, _ context: ForwardContext) -> Variable {
    let heard = weights.matmul(split(projected(values, 2, context))).transposed([0, 2, 1, 3])
    return outputLin(heard.reshaped([heard.shape[0], heard.shape[1], size]), context)
  }

  /// Returns the parts of each head, `[batch, steps, size] -> [batch, heads, steps, size / heads]`.
  private func split(_ x: Variable) -> Variable {
    x.reshaped([x.shape[0], x.shape[1], heads, size / heads]).transposed([0, 2, 1, 3])
  }

  /// Returns W_q x, W_k x or W_v x for `part` 0, 1 or 2.
  private func projected(_ input: Variable, _ part: Int, _ context: ForwardContext) -> Variable {
    let range = part * size..<(part + 1) * size
    let product = input.matmul(context[inputLin.weight].slice(axis: 1, range))
    return inputLin.bias.map { product + context[$0].slice(axis: 0, range) } ?? product
  }
}

extension AttentionMask {
  /// Returns a tensor with 1 where a query may attend to a key and 0 elsewhere, in a shape that
  /// broadcasts to `[batch, heads, queries, keys]`. Returns nil if the mask hides no key.
  func visible(batch: Int, queries: Int, keys: Int) -> Tensor? {
    var visible = self.keys?.reshaped([batch, 1, 1, keys])
    let limit = { (other: Tensor) in visible = visible.map { $0 * other } ?? other }
    if let pairs { limit(pairs.reshaped([1, 1, queries, keys])) }
    if isCausal {
      let scalars = (0..<queries * keys).map { Float($0 % keys <= $0 / keys ? 1 : 0) }
      limit(Tensor(scalars, shape: [1, 1, queries, keys]))
    }
    return visible
  }
}
