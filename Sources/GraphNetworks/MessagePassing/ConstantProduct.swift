// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import NeuralNetworks
internal import Synchronization
internal import TensorCore

/// The product of edges with rows that are the same in each pass, such as the features in the first layer of a
/// model without dropout on them. It is computed once instead of in each epoch.
///
/// Only a product that is requested a second time for the same rows is kept, so that a single pass keeps nothing.
final class ConstantProduct: Sendable {
  /// What is computed from the rows.
  enum Kind: Hashable {
    /// One aggregation.
    case aggregate(Aggregation)
    /// As many sums as there are steps.
    case power(steps: Int)
    /// The mean of powers, with a share of the rows themselves.
    case meanOfPowers(steps: Int, share: Float)
  }

  /// A request, which keeps neither the rows nor the edges.
  private struct Request: Sendable {
    let kind: Kind
    let rows: Tensor.Trace
    private let later: [Edges]

    private struct Edges: Sendable {
      weak let forms: (any AnyObject & Sendable)?
    }

    init(_ kind: Kind, _ rows: Tensor, _ later: ArraySlice<MessageEdges>) {
      self.kind = kind
      self.rows = Tensor.Trace(rows)
      self.later = later.map { Edges(forms: $0.anchor) }
    }

    func isFor(_ kind: Kind, _ rows: Tensor, _ later: ArraySlice<MessageEdges>) -> Bool {
      self.kind == kind && self.rows.leads(to: rows) && self.later.count == later.count
        && zip(self.later, later).allSatisfy { $0.forms === $1.anchor }
    }
  }

  private struct State {
    /// The latest requests whose rows still exist.
    var requests: [Request] = []
    var kept: (request: Request, rows: Tensor, product: Tensor)?
  }

  private let state = Mutex(State())

  /// Returns `compute()`, or what it returned before for the same kind, the same rows and the same edges.
  ///
  /// - Parameter later: the edges of the steps after the first, to which this belongs.
  func callAsFunction(
    _ kind: Kind, of x: Variable, along later: ArraySlice<MessageEdges> = [], _ context: ForwardContext,
    _ compute: () -> Variable
  ) -> Variable {
    // Observers change or note the messages of a single pass.
    guard !x.dependsOnParameters, context.observer == nil, !Tape.notesConstants, !x.value.isMapped else {
      return compute()
    }
    let (known, isRepeated) = state.withLock { state -> (Tensor?, Bool) in
      if let kept = state.kept, kept.request.isFor(kind, x.value, later) { return (kept.product, true) }
      if state.requests.contains(where: { $0.isFor(kind, x.value, later) }) { return (nil, true) }
      state.requests =
        state.requests.suffix(3).filter { $0.rows.exists } + [Request(kind, x.value, later)]
      return (nil, false)
    }
    if let known { return Variable(known) }
    let made = compute()
    if isRepeated { state.withLock { $0.kept = (Request(kind, x.value, later), x.value, made.value) } }
    return made
  }
}
