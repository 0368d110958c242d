public import Autograd
internal import TensorCore

/// Attention of several heads with learnt projections (Vaswani et al. 2017, section 3.2.2): the heads attend to parts of
/// W_q x, W_k y and W_v y, and W_o brings what they hear together.
///
/// Shapes: query `[batch, queries, size]`, keys and values `[batch, keys, size]`, output as the query. Memory is linear in the
/// number of keys. Names as in PyTorch: `in_proj_weight` `[3 size, size]`, `in_proj_bias`, `out_proj.weight`, `out_proj.bias`.
public struct MultiHeadAttention: Module {
  /// W_q, W_k and W_v with their biases, `[size, 3 size]` in memory.
  public var inputLin: Linear
  /// W_o with its bias.
  public var outputLin: Linear
  /// The number of heads.
  public let heads: Int
  /// Dropout on the shares.
  public let dropout: Dropout

  /// Initial W_q, W_k and W_v are drawn after Glorot and Bengio, W_o uniformly in +-1 / sqrt(size); biases start at 0. A size that the heads do not share evenly stops the program.
  public init(size: Int, heads: Int, dropout: Float = 0, hasBias: Bool = true) {
    guard heads > 0 && size % heads == 0 else {
      fatalError("MultiHeadAttention: \(heads) heads do not share \(size) features evenly")
    }
    self.heads = heads
    self.dropout = Dropout(rate: dropout)
    inputLin = Linear(inputSize: size, outputSize: 3 * size, hasBias: hasBias)
    outputLin = Linear(
      inputSize: size, outputSize: size, hasBias: hasBias, initializer: Self.addedInitializer)
  }

  /// For weights whose product is added to a layer's input: uniform in +-1 / sqrt(inputs), less than after Glorot and Bengio, so that a
  /// new layer changes its input little. PyTorch draws these so.
  static let addedInitializer = Initializer.varianceScaling(scale: 1.0 / 3, .inputs, .uniform)

  /// The number of features.
  public var size: Int { outputLin.inputSize }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("in_proj_weight", &inputLin.weight, layout: .transposed)
    visitor("in_proj_bias", &inputLin.bias)
    visitor("out_proj", &outputLin)
  }

  /// Self-attention.
  public func callAsFunction(_ input: Variable, mask: AttentionMask = .none, _ context: ForwardContext)
    -> Variable
  {
    self(query: input, keys: input, values: input, mask: mask, context)
  }

  /// What every query hears.
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

  /// The shares of every head, `[batch, heads, queries, keys]`, before dropout: a look inside, whose memory is queries x keys.
  public func weights(
    query: Variable, keys: Variable, mask: AttentionMask = .none, _ context: ForwardContext
  ) -> Variable {
    let split = { (x: Variable) in
      x.reshaped([x.shape[0], x.shape[1], heads, size / heads]).transposed([0, 2, 1, 3])
    }
    let scale = 1 / Float(max(1, size / heads)).squareRoot()
    let scores = (split(projected(query, 0, context)) * scale)
      .matmul(split(projected(keys, 1, context)), transposingRight: true)
    return mask.visible(batch: query.shape[0], queries: query.shape[1], keys: keys.shape[1])
      .map { scores.softmax(mask: $0) } ?? scores.softmax()
  }

  /// W_q x, W_k x or W_v x.
  private func projected(_ input: Variable, _ part: Int, _ context: ForwardContext) -> Variable {
    let range = part * size..<(part + 1) * size
    let product = input.matmul(context[inputLin.weight].slice(axis: 1, range))
    return inputLin.bias.map { product + context[$0].slice(axis: 0, range) } ?? product
  }
}

extension AttentionMask {
  /// 1 where a query sees a key, of a shape that stretches to `[batch, heads, queries, keys]`; nil: everywhere.
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
