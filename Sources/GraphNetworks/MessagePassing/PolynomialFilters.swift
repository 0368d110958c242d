// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import NeuralNetworks

/// Polynomials in the matrix of the edges, evaluated from the highest term down. Each product is only as
/// wide as the output, and each step keeps only the rows of the terms that later steps need.
extension ArraySlice<MessageEdges> {
  /// Returns the sum of `A^k z_k` over the terms z_0, z_1, ..., by Horner's rule. There is one more term
  /// than steps.
  func powers(of terms: [Variable], _ context: ForwardContext) -> Variable {
    var terms = terms
    var sum = terms.removeLast()
    for edges in self {
      terms = terms.map { edges.targetRows(of: $0) }
      sum = terms.removeLast() + edges.aggregate(sum, .sum, context)
    }
    return sum
  }

  /// Returns the sum of `T_k(A) z_k` over the terms z_0, z_1, ..., where T_k are the Chebyshev
  /// polynomials, by Clenshaw's recurrence `b_k = z_k + 2 A b_k+1 - b_k+2`. There is one more term than
  /// steps.
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
