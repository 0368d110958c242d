// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import GraphCore
internal import TensorCore

/// The comparison of a parameter's gradient with finite differences, at the element where they differ
/// most.
public struct GradientDeviation: Sendable, CustomStringConvertible {
  /// The path of the parameter, such as `conv1.weight`.
  public let path: String
  /// The index of the element in the parameter's elements.
  public let element: Int
  /// The element of the gradient.
  public let gradient: Double
  /// The central difference of the loss.
  public let difference: Double
  /// The difference between the two, less what rounding of the loss to single precision can explain,
  /// divided by the largest absolute value among the gradient's checked elements and their central
  /// differences; 0 if all of them are 0.
  public let relativeError: Double

  /// A description in one line, such as
  /// `conv1.weight[7]: gradient 0.12, central difference 0.24, relative error 0.5`.
  public var description: String {
    "\(path)[\(element)]: gradient \(Float(gradient)), central difference \(Float(difference)), relative error \(Float(relativeError))"
  }
}

extension Module {
  /// Compares the gradients of a loss with finite differences, to check operations, layers and losses
  /// that you have written.
  ///
  /// ```swift
  /// let deviations = model.gradientDeviations { model, context in
  ///   model(features, context).crossEntropy(labels: labels)
  /// }
  /// assert(deviations.allSatisfy { $0.relativeError < 0.01 }, "\(deviations)")
  /// ```
  ///
  /// The difference quotient is `(8 (L(w + h) - L(w - h)) - (L(w + 2h) - L(w - 2h))) / 12h`, with
  /// h = `step * max(1, |w|)`. Correct gradients of smooth losses deviate by less than about 0.01. Check
  /// initial weights rather than trained ones, whose gradients are close to 0. At a kink, such as that of
  /// `relu` at 0, a correct gradient can deviate by any amount: use inputs that are not near one. All
  /// passes use the same random numbers, so that the loss may contain dropout. Each checked element takes
  /// four passes.
  ///
  /// - Parameters:
  ///   - step: the step h relative to the size of a weight.
  ///   - elements: the maximum number of elements to check per parameter, spread evenly over it.
  ///   - seed: the seed of the random numbers of the passes.
  ///   - loss: a function that computes the loss, as for ``valueAndGradients(seed:step:penalties:_:)``.
  /// Traps if `step` or `elements` is not positive, and where a training step would trap.
  ///
  /// - Returns: one comparison per parameter that is not frozen, those that deviate most first.
  public func gradientDeviations(
    step: Float = 0.003, elements: Int = 10, seed: UInt64 = 0,
    _ loss: (_ model: Self, _ context: ForwardContext) throws -> Variable
  ) rethrows -> [GradientDeviation] {
    guard step > 0 && elements > 0 else {
      fatalError("gradientDeviations: step is \(step) and elements \(elements); expected positive numbers")
    }
    var model = self
    model.separateCopies()
    let (value, gradients) = try model.valueAndGradients(seed: seed, step: 0, loss)
    // Losses are rounded to multiples of this, or computed from numbers around 1 that are.
    let rounding = Double(Float.ulpOfOne) * max(1, Double(abs(value)))
    var parameters: [(path: String, parameter: Parameter)] = []
    var seen: Set<Parameter.Identity> = []
    model.forEachParameter { path, parameter, _ in
      if !parameter.isFrozen && seen.insert(parameter.identity).inserted {
        parameters.append((path, parameter))
      }
    }
    var result: [GradientDeviation] = []
    for (path, parameter) in parameters {
      let count = parameter.shape.elementCount
      let gradient = gradients[parameter]?.scalars ?? [Float](repeating: 0, count: count)
      let chosen = count <= elements ? Array(0..<count) : (0..<elements).map { $0 * count / elements }
      var pairs: [(element: Int, gradient: Double, difference: Double, rounding: Double)] = []
      for element in chosen {
        let h = step * max(1, abs(parameter.value.scalars[element]))
        let losses = try ([-2, -1, 1, 2] as [Float]).map { steps in
          let shifted = model.shifting(parameter, element, by: steps * h)
          return Double(try shifted.valueAndGradients(seed: seed, step: 0, loss).value)
        }
        let (near, far) = (losses[2] - losses[1], losses[3] - losses[0])
        pairs.append(
          (element, Double(gradient[element]), (8 * near - far) / (12 * Double(h)), rounding / Double(h)))
      }
      let scale = pairs.map { max(abs($0.gradient), abs($0.difference)) }.max() ?? 0
      let error = { (pair: (element: Int, gradient: Double, difference: Double, rounding: Double)) in
        scale == 0 ? 0 : max(0, abs(pair.gradient - pair.difference) - pair.rounding) / scale
      }
      guard let worst = pairs.max(by: { error($0) < error($1) }) else { continue }
      result.append(
        GradientDeviation(
          path: path, element: worst.element, gradient: worst.gradient, difference: worst.difference,
          relativeError: error(worst)))
    }
    return result.sorted { $0.relativeError > $1.relativeError }
  }

  /// Returns the same module with `change` added to one element of a parameter.
  private func shifting(_ parameter: Parameter, _ element: Int, by change: Float) -> Self {
    var copy = self
    copy.visitParameters(
      ParameterVisitor({ _, other, _ in
        guard other.identity == parameter.identity else { return }
        unsafe other.value.withUnsafeMutableBufferPointer { unsafe $0[element] += change }
      }))
    return copy
  }
}
