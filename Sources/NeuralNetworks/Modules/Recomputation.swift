// SPDX-License-Identifier: Apache-2.0

public import Autograd
package import TensorCore

/// A part of a pass whose intermediate values are not kept. The backward pass computes the part again
/// with the same random numbers.
package struct Recomputation {
  private let settings: ForwardContext.Settings
  private let start: UInt64
  private let parameters: [(identity: Parameter.Identity, node: Int?)]

  /// Runs `body` without a tape, as the next part of the pass `whole`, and returns its value.
  ///
  /// Traps if the value depends on parameters in any way other than through the context passed to
  /// `body`.
  package static func run(
    in whole: ForwardContext, _ operation: StaticString, _ body: (ForwardContext) -> Variable
  ) -> (value: Tensor, recomputation: Recomputation) {
    let part = ForwardContext(whole.settings, from: whole.ordinal, isRecorded: false)
    let start = whole.ordinal
    part.observations = whole.observations
    let result = body(part)
    if let tape = result.tape {
      fatalError(
        """
        \(operation): the closure uses a variable of \(tape.pass) from outside; it must use the inputs and \
        the context that it is given instead of those outside
        """)
    }
    let value = result.value
    guard part.penalties.isEmpty else { fatalError("recomputing: a part cannot add penalties to its pass") }
    whole.resume(after: part)
    let parameters = (part.used ?? []).map { (identity: $0.identity, node: whole[$0].node) }
    return (value, Recomputation(settings: whole.settings, start: start, parameters: parameters))
  }

  /// Runs `body` again with a separate tape, propagates `gradient` back through it and adds the
  /// gradients of the parameters to `tape`, the tape of the pass. Afterwards, the leaves that `body`
  /// creates hold their gradients.
  package func backward(_ gradient: Tensor, into tape: Tape, _ body: (ForwardContext) -> Variable) {
    let part = ForwardContext(settings, from: start, isRecorded: true)
    body(part).backward(cotangent: gradient)
    for (identity, node) in parameters {
      if let leaf = part.leaves[identity] { tape.add(leaf.takeGradient(), to: node) }
    }
  }
}

extension ForwardContext {
  /// Returns the layers 0..<count in consecutive groups for ``layer(_:_:)``: about the square root of their number in
  /// each if the pass recomputes layers, which takes the least memory (Chen et al. 2016, section 3.1); otherwise all.
  package func groups(of count: Int) -> [Range<Int>] {
    let length = recomputesLayers ? max(1, Int(Double(count).squareRoot())) : max(1, count)
    return stride(from: 0, to: count, by: length).map { $0..<min(count, $0 + length) }
  }

  /// Returns the result of a layer, or of several, for `inputs`. If the pass recomputes layers, only the result is
  /// kept; see ``recomputing(_:_:)`` for what `body` may use.
  package func layer(
    _ inputs: [Variable], _ body: @escaping (_ inputs: [Variable], _ context: ForwardContext) -> Variable
  ) -> Variable {
    recomputesLayers ? recomputing(inputs, body) : body(inputs, self)
  }

  /// Runs `body` on `inputs` and keeps only the result. This saves memory at the cost of a second
  /// forward pass (Chen et al. 2016, "Training deep nets with sublinear memory cost").
  ///
  /// `body` receives the inputs and a context, and must use them instead of those outside. Traps if the
  /// result depends on any other variable of the pass.
  public func recomputing(
    _ inputs: [Variable], _ body: @escaping (_ inputs: [Variable], _ context: ForwardContext) -> Variable
  ) -> Variable {
    // An observer needs the values of the whole pass, and its masks are variables of this tape, which
    // a recomputed part could not use.
    guard let tape, observer == nil, !tape.isNoting else { return body(inputs, self) }
    let constants = inputs.map(\.detached)
    let nodes = inputs.map(\.node)
    let (value, again) = Recomputation.run(in: self, "recomputing") { body(constants, $0) }
    return Variable(value, of: inputs, on: tape) { gradient, tape in
      var leaves = constants
      again.backward(gradient, into: tape) { part in
        leaves = zip(constants, nodes).map { $1 == nil ? $0 : part.leaf($0.value) }
        return body(leaves, part)
      }
      // In the order of a pass that keeps everything, if a variable is an input of several parts of `body`.
      for (leaf, node) in zip(leaves, nodes).reversed() where node != nil {
        tape.add(leaf.takeGradient(), to: node)
      }
    }
  }
}
