// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import GraphCore
internal import NeuralNetworks
internal import TensorCore

/// The computation of one node's scores, in which messages and features can be multiplied by masks.
struct MaskedPass {
  /// A message along one of the steps: its edges, its target and its source. The same message in several
  /// steps counts once.
  struct Message: Hashable {
    let edges: ObjectIdentifier
    let target: Int32
    let source: Int32
    let ends: MessageEnds
  }

  /// All messages except those from a node to itself, in the order in which they are found.
  let messages: [Message]
  /// The features of the nodes within reach, `[nodes, features]`. They are dense, because these nodes
  /// are few.
  let features: Tensor
  /// The nodes within reach, ascending.
  let nodes: [Int32]
  private let propagation: Propagation
  /// The message index of each entry, per step. An index of `messages.count` means a mask of 1, for
  /// messages from a node to itself.
  private let numbers: [[Int32]]

  init(_ model: some NodeClassifier, node: Int32, _ features: FeatureMatrix, _ structure: GraphStructure) {
    let structure = structure.with(features)
    let steps = model.messageSteps(of: structure)
    let everything = Propagation(steps, in: structure)
    propagation = model.hasReceptiveFields ? Propagation(steps, targets: [node]) : everything
    nodes = propagation.inputs ?? (0..<Int32(structure.nodeCount)).map { $0 }
    switch propagation.inputFeatures(features) {
    case .dense(let tensor): self.features = tensor
    case .sparse(let matrix): self.features = matrix.dense()
    }
    let ends = MessageEnds.of(steps)
    var found: [Message: Int32] = [:]
    var messages: [Message] = []
    var numbers: [[Int32]] = []
    for (step, edges) in propagation.steps.enumerated() {
      let (sources, targets) = (propagation.sourceNodes(of: step), propagation.targetNodes(of: step))
      var numbersOfStep: [Int32] = []
      for row in 0..<edges.pattern.rowCount {
        for entry in edges.pattern.rowOffsets[row]..<edges.pattern.rowOffsets[row + 1] {
          let column = Int(edges.pattern.columnIndices[entry])
          let message = Message(
            edges: steps[step].identity, target: targets?[row] ?? Int32(row),
            source: sources?[column] ?? Int32(column), ends: ends[step])
          if edges.joinsSameNodes && message.target == message.source {
            numbersOfStep.append(-1)
          } else if let number = found[message] {
            numbersOfStep.append(number)
          } else {
            found[message] = Int32(messages.count)
            numbersOfStep.append(Int32(messages.count))
            messages.append(message)
          }
        }
      }
      numbers.append(numbersOfStep)
    }
    self.messages = messages
    let one = Int32(messages.count)
    self.numbers = numbers.map { $0.map { $0 < 0 ? one : $0 } }
    row = model.hasReceptiveFields ? 0 : Int(node)
  }

  /// The row of the node in the result.
  private let row: Int

  /// Returns the log-probabilities of the node's classes, `[1, classes]`.
  ///
  /// - Parameters:
  ///   - messageMask: the factor for each message, `[messages, 1]`, or nil for 1.
  ///   - features: the features to use instead of ``features``.
  ///   - context: the context of the pass. If there is a mask, it must have an observer, which receives
  ///     the masks.
  func logProbabilities(
    _ model: some NodeClassifier, messageMask: Variable?, features: Variable, _ context: ForwardContext
  ) -> Variable {
    if let messageMask {
      guard let observer = context.observer else {
        fatalError("MaskedPass: a mask needs a context with an observer")
      }
      let extended = Variable.concatenated(
        [messageMask, Variable(Tensor(repeating: 1, shape: [1, 1]))], axis: 0)
      for (edges, numbers) in zip(propagation.steps, numbers) {
        observer.masks[edges.identity] = extended.rows(numbers)
      }
    }
    let scores = model(.dense(features), along: propagation, context)
    return scores.slice(axis: 0, row..<row + 1).logSoftmax()
  }
}
