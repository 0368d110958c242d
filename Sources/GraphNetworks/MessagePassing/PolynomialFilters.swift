internal import Autograd
internal import NeuralNetworks

/// Polynomials in the matrix of the steps' edges, applied from the highest term down: every product is as wide as the
/// output, and the terms' rows shrink with the steps.
extension ArraySlice<MessageEdges> {
  /// The sum of A^k z_k over the terms z_0, z_1, ..., one more than there are steps (Horner's rule).
  func powers(of terms: [Variable], _ context: ForwardContext) -> Variable {
    var terms = terms
    var sum = terms.removeLast()
    for edges in self {
      terms = terms.map { edges.targetRows(of: $0) }
      sum = terms.removeLast() + edges.aggregate(sum, .sum, context)
    }
    return sum
  }

  /// The sum of T_k(A) z_k over the terms z_0, z_1, ..., one more than there are steps; T_k are the Chebyshev polynomials
  /// (Clenshaw's recurrence b_k = z_k + 2 A b_k+1 - b_k+2).
  func chebyshev(of terms: [Variable], _ context: ForwardContext) -> Variable {
    var terms = terms
    var last = terms.removeLast()
    var lastButOne: Variable?
    for edges in self {
      terms = terms.map { edges.targetRows(of: $0) }
      let product = edges.aggregate(last, .sum, context)
      var next = terms.removeLast() + (terms.isEmpty ? product : product * 2)
      if let lastButOne { next = next - edges.targetRows(of: lastButOne) }
      lastButOne = edges.targetRows(of: last)
      last = next
    }
    return last
  }
}
