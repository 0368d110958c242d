// SPDX-License-Identifier: Apache-2.0

package import Autograd
package import TensorCore

/// Compares an operation and its gradients with a plain computation in double precision.
package enum GradientCheck {
  /// Returns what is wrong with an operation, or nil if its value is that of `reference` and its gradients,
  /// for a random cotangent, are the central differences of `reference`.
  package static func mismatch(
    _ inputs: [Tensor], relative: Double = 1e-5, absolute: Double = 1e-6,
    reference: ([[Double]]) -> [Double], operation: ([Variable]) -> Variable
  ) -> Mismatch? {
    let tape = Tape()
    let leaves = inputs.map { Variable(leaf: $0, on: tape) }
    let output = operation(leaves)
    var numbers = inputs.map { $0.scalars.map { Double($0) } }
    if let wrong = GraphLearningTestSupport.mismatch(
      output.value, reference(numbers), relative: relative, absolute: absolute)
    {
      return Mismatch(description: "value: \(wrong)")
    }
    let cotangent = Samples(seed: 4711).tensor(output.shape)
    let weights = cotangent.scalars.map { Double($0) }
    output.backward(cotangent: cotangent)
    for (number, leaf) in leaves.enumerated() {
      let expected = numbers[number].indices.map { index in
        let middle = numbers[number][index]
        let step = 1e-5 * max(1, abs(middle))
        let difference = [middle + step, middle - step].map { place in
          numbers[number][index] = place
          return zip(reference(numbers), weights).reduce(0) { $0 + $1.0 * $1.1 }
        }
        numbers[number][index] = middle
        return (difference[0] - difference[1]) / (2 * step)
      }
      let gradient = leaf.takeGradient()
      guard gradient.shape == inputs[number].shape else {
        return Mismatch(description: "gradient \(number): shape \(gradient.shape)")
      }
      if let wrong = GraphLearningTestSupport.mismatch(
        gradient, expected, relative: relative, absolute: absolute)
      {
        return Mismatch(description: "gradient \(number): \(wrong)")
      }
    }
    return nil
  }
}
