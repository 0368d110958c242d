/// A number that some models have besides their sizes.
public enum ModelSetting: String, Sendable, CaseIterable, Hashable {
  /// The number of attention heads of hidden layers.
  case heads
  /// The number of attention heads of the last layer, whose outputs are averaged.
  case outputHeads = "output_heads"
  /// Dropout on attention weights.
  case attentionDropout = "attention_dropout"
  /// How many times messages are passed in one layer, or by a model without layers.
  case hops
  /// The share of the start at every step.
  case alpha
  /// The strength of identity mapping (GCNII's lambda).
  case theta
  /// The number of parallel stacks.
  case stacks
  /// 1 where every node first gets a hyperedge of its own, else 0.
  case selfLoops = "self_loops"
  /// The largest number of words of a sequence.
  case sequenceLength = "sequence_length"
  /// How many neighbouring words a convolution sees.
  case kernelSize = "kernel_size"
  /// The mean of log(degree + 1) over the nodes of the training graph.
  case meanLogDegree = "mean_log_degree"
  /// The number of nodes of the one graph that the model is made for.
  case nodes

  /// Whether the value comes from the data and nobody chooses it.
  public var followsFromData: Bool { self == .meanLogDegree || self == .nodes }

  /// The values that make sense.
  public var range: ClosedRange<Float> {
    switch self {
    case .attentionDropout, .alpha, .selfLoops: 0...1
    case .theta: 0...1000
    case .meanLogDegree: 0...100
    case .hops: 0...10_000
    case .heads, .outputHeads, .sequenceLength: 1...65_536
    case .stacks, .kernelSize: 1...1024
    case .nodes: 0...16_777_216
    }
  }

  /// Whether only whole numbers make sense.
  public var isWhole: Bool {
    switch self {
    case .attentionDropout, .alpha, .theta, .meanLogDegree: false
    case .heads, .outputHeads, .hops, .stacks, .selfLoops, .sequenceLength, .kernelSize, .nodes: true
    }
  }

  /// The value, where it makes sense.
  public func accepts(_ value: Float) -> Bool {
    range.contains(value) && (!isWhole || value == value.rounded())
  }
}
