// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

/// A pointer network (Vinyals, Fortunato and Jaitly 2015), whose output at each step is a place of its input:
/// the scores of additive attention of a decoder's state d to the encodings e,
/// `u_j = v . tanh(W_1 e_j + W_2 d)`, are not used to weight the encodings, but are the output.
///
/// Encoder and decoder have the same number of layers, and the decoder starts with the encoder's last states.
/// The encodings of two directions are next to each other, so the decoder is twice as wide then.
///
/// ```swift
/// var network = PointerNetwork(inputSize: 1, hiddenSize: 64).initialized(seed: 1)
/// let scores = network(numbers, targets: order, context).scores
/// let loss = scores.crossEntropy(labels: order.flatMap { $0 })
/// ```
///
/// Shapes: x `[batch, places, inputSize]`, scores `[batch, steps, places]`. Parameter names: those of the
/// encoder and the decoder under `encoder` and `decoder`, those of ``AdditiveScore`` under `score`, and
/// `start` `[size]`, the decoder's first input.
public struct PointerNetwork<Encoder: SequenceEncoder>: Module {
  /// What the decoder receives after each step.
  public enum Feedback: Sendable, Hashable {
    /// The mean of the encodings, weighted by the probabilities of the places. It needs no targets.
    case pointer
    /// The encoding of the place that was pointed at: that of the target, or the most probable one where
    /// there are no targets. This is what the paper does; training is several times faster.
    case place
  }

  /// The scores of the places at each step, and what follows from them.
  public struct Output {
    /// The score of each place at each step, `[batch, steps, places]`. Padding and excluded places have
    /// scores near -1e9.
    public let scores: Variable
    /// The means of the encodings, weighted by the softmax of the scores, `[batch, steps, size]`.
    public let pointers: Variable
    /// The place with the highest score at each step, `[batch][steps]`.
    public let places: [[Int32]]
  }

  /// The encoder.
  public var encoder: Encoder
  /// The decoder.
  public var decoder: LSTM
  /// The score of an encoding at a state of the decoder.
  public var score: AdditiveScore
  /// The decoder's first input, `[size]`.
  public var start: Parameter
  /// What the decoder receives after each step.
  public let feedback: Feedback
  /// Whether a place that was pointed at is not pointed at again.
  public let excludesChosen: Bool
  /// The place that stands for the end and is never excluded; nil if there is none.
  public let endPlace: Int32?

  /// Creates the network with any encoder.
  ///
  /// - Parameters:
  ///   - encoder: the encoder.
  ///   - size: the size of an encoding.
  ///   - layers: the number of layers of the state that the encoder returns.
  ///   - feedback: what the decoder receives after each step.
  ///   - excludesChosen: whether a place that was pointed at is not pointed at again.
  ///   - endPlace: the place that stands for the end and is never excluded.
  public init(
    encoder: Encoder, size: Int, layers: Int = 1, feedback: Feedback = .place, excludesChosen: Bool = false,
    endPlace: Int32? = nil
  ) {
    self.encoder = encoder
    decoder = LSTM(inputSize: size, hiddenSize: size, layers: layers)
    score = AdditiveScore(querySize: size, keySize: size, units: size)
    start = Parameter([size], .zeros)
    self.feedback = feedback
    self.excludesChosen = excludesChosen
    self.endPlace = endPlace
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("encoder", &encoder)
    visitor("decoder", &decoder)
    visitor("score", &score)
    visitor("start", &start)
  }

  /// Returns the scores and pointers of each step. Traps if the targets do not fit the input.
  ///
  /// - Parameters:
  ///   - input: the sequences, `[batch, places, inputSize]`.
  ///   - targets: the places to point at, `[batch][steps]`, padded with -1. They determine the number of steps,
  ///     the feedback if it is ``Feedback/place``, and the excluded places. Nil: the places with the highest
  ///     scores take their role.
  ///   - steps: the number of steps without targets; nil means the number of places.
  ///   - mask: the places that exist, `[batch, places]`: 0 for padding.
  public func callAsFunction(
    _ input: Variable, targets: [[Int32]]? = nil, steps: Int? = nil, mask: Tensor? = nil,
    _ context: ForwardContext
  ) -> Output {
    let (keys, encoded) = encoder.encode(input, mask: mask, context)
    // Encoders other than LSTMs return no cell.
    let state = RecurrentState(
      hidden: encoded.hidden, cell: encoded.cell ?? Variable(Tensor(zeros: encoded.hidden.shape)))
    let (batch, places) = (keys.shape[0], keys.shape[1])
    let steps = targets?.first?.count ?? steps ?? places
    if let targets {
      guard targets.count == batch, targets.allSatisfy({ $0.count == steps && $0.allSatisfy { $0 < places } })
      else {
        shapeFailure(
          "PointerNetwork", [input.shape],
          "expected targets [\(batch)][steps] below \(places), padded with -1")
      }
    }
    guard steps > 0, batch > 0, places > 0 else {
      let none = { (size: Int) in Variable(Tensor(zeros: [batch, steps, size])) }
      return Output(
        scores: none(places), pointers: none(keys.shape[2]), places: [[Int32]](repeating: [], count: batch))
    }
    var open = OpenPlaces(mask, batch: batch, places: places)
    var scores: Variable
    if let targets, feedback == .place {
      let fed = Variable.concatenated(
        [first(batch, context)]
          + (steps > 1 ? [encodings(of: targets.map { Array($0.dropLast()) }, keys)] : []), axis: 1)
      let states = decoder.read(fed, from: state, context).output
      scores = score(query: states, keys: keys, context)
      if let masks = open.masks(before: targets, self) { scores = scores + Variable(masks) }
    } else {
      scores = stepByStep(keys, state, targets, steps, &open, context)
    }
    let chosen = scores.value.argmax(axis: 2)
    return Output(
      scores: scores, pointers: scores.softmax().matmul(keys),
      places: (0..<batch).map { Array(chosen[$0 * steps..<($0 + 1) * steps]) })
  }

  /// Returns the scores of steps that each depend on the one before.
  private func stepByStep(
    _ keys: Variable, _ start: RecurrentState, _ targets: [[Int32]]?, _ steps: Int, _ open: inout OpenPlaces,
    _ context: ForwardContext
  ) -> Variable {
    let (batch, places) = (keys.shape[0], keys.shape[1])
    let prepared = score.prepared(keys, context)
    var (state, fed) = (start, first(batch, context))
    var scores: [Variable] = []
    for step in 0..<steps {
      let next = decoder.read(fed, from: state, context)
      state = next.state
      var current = score.scores(query: next.output, prepared: prepared, context)
      if let mask = open.mask { current = current + Variable(mask) }
      scores.append(current)
      let chosen =
        targets.map { $0.map { $0[step] } } ?? current.value.reshaped([batch, places]).argmax(axis: 1)
      open.exclude(chosen, self)
      guard step + 1 < steps else { break }
      fed =
        feedback == .pointer
        ? current.softmax().matmul(keys) : encodings(of: chosen.map { [$0] }, keys)
    }
    return scores.count == 1 ? scores[0] : .concatenated(scores, axis: 1)
  }

  /// Returns the decoder's first input, `[batch, 1, size]`.
  private func first(_ batch: Int, _ context: ForwardContext) -> Variable {
    let start = context[start]
    return Variable(Tensor(zeros: [batch, 1, start.shape[0]])) + start
  }

  /// Returns the encodings of places, `[batch][steps] -> [batch, steps, size]`.
  private func encodings(of places: [[Int32]], _ keys: Variable) -> Variable {
    let (batch, count, size) = (keys.shape[0], keys.shape[1], keys.shape[2])
    let indices = places.enumerated().flatMap { row, steps in steps.map { Int32(row * count) + max(0, $0) } }
    return keys.reshaped([batch * count, size]).rows(indices).reshaped([batch, places[0].count, size])
  }
}

extension PointerNetwork where Encoder == LSTM {
  /// Creates the network with an LSTM as encoder, as in the paper.
  ///
  /// - Parameters:
  ///   - inputSize: the number of features of a place.
  ///   - hiddenSize: the size of the encoder's state in each direction.
  ///   - layers: the number of layers of the encoder and of the decoder.
  ///   - isBidirectional: whether the encoder reads in both directions.
  ///   - feedback: what the decoder receives after each step.
  ///   - excludesChosen: whether a place that was pointed at is not pointed at again.
  ///   - endPlace: the place that stands for the end and is never excluded.
  public init(
    inputSize: Int, hiddenSize: Int, layers: Int = 1, isBidirectional: Bool = true,
    feedback: Feedback = .place, excludesChosen: Bool = false, endPlace: Int32? = nil
  ) {
    self.init(
      encoder: LSTM(
        inputSize: inputSize, hiddenSize: hiddenSize, layers: layers,
        direction: isBidirectional ? .both(.concatenation) : .forward),
      size: isBidirectional ? 2 * hiddenSize : hiddenSize, layers: layers, feedback: feedback,
      excludesChosen: excludesChosen, endPlace: endPlace)
  }
}

/// The places that can be pointed at.
private struct OpenPlaces {
  /// 0 for each open place and -1e9 for the others; `[batch, places]` in memory.
  private var scalars: [Float]
  private let places: Int
  private var isMasked: Bool

  init(_ mask: Tensor?, batch: Int, places: Int) {
    self.places = places
    isMasked = mask != nil
    scalars =
      mask.map { $0.scalars.map { $0 > 0 ? 0 : -1e9 } } ?? [Float](repeating: 0, count: batch * places)
  }

  /// What is added to the scores of one step, `[batch, 1, places]`; nil if all places are open.
  var mask: Tensor? {
    isMasked ? Tensor(scalars, shape: [scalars.count / places, 1, places]) : nil
  }

  mutating func exclude<Encoder>(_ chosen: [Int32], _ network: PointerNetwork<Encoder>) {
    guard network.excludesChosen else { return }
    isMasked = true
    for (row, place) in chosen.enumerated() where place >= 0 && place != network.endPlace {
      scalars[row * places + Int(place)] = -1e9
    }
  }

  /// Returns what is added to the scores of all steps, `[batch, steps, places]`, if the targets are pointed
  /// at; nil if all places are open.
  mutating func masks<Encoder>(before targets: [[Int32]], _ network: PointerNetwork<Encoder>) -> Tensor? {
    guard isMasked || network.excludesChosen else { return nil }
    isMasked = true
    let steps = targets[0].count
    let masks = (0..<steps).compactMap { step in
      let current = mask
      exclude(targets.map { $0[step] }, network)
      return current
    }
    return .concatenated(masks, axis: 1)
  }
}
