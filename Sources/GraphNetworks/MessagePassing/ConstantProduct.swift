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

  private struct State {
    /// The latest requests whose rows still exist.
    var requests: [(kind: Kind, rows: Tensor.Trace)] = []
    var kept: (kind: Kind, rows: Tensor, trace: Tensor.Trace, product: Tensor)?
  }

  private let state = Mutex(State())

  /// Returns `compute()`, or what it returned before for the same kind and the same rows.
  func callAsFunction(_ kind: Kind, of x: Variable, _ context: ForwardContext, _ compute: () -> Variable)
    -> Variable
  {
    // Observers change or note the messages of a single pass.
    guard !x.dependsOnParameters, context.observer == nil, !Tape.notesConstants, !x.value.isMapped else {
      return compute()
    }
    let (known, isRepeated) = state.withLock { state -> (Tensor?, Bool) in
      if let kept = state.kept, kept.kind == kind, kept.trace.leads(to: x.value) {
        return (kept.product, true)
      }
      if state.requests.contains(where: { $0.kind == kind && $0.rows.leads(to: x.value) }) {
        return (nil, true)
      }
      state.requests = state.requests.suffix(3).filter { $0.rows.exists } + [(kind, Tensor.Trace(x.value))]
      return (nil, false)
    }
    if let known { return Variable(known) }
    let made = compute()
    if isRepeated { state.withLock { $0.kept = (kind, x.value, Tensor.Trace(x.value), made.value) } }
    return made
  }
}
