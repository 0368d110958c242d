// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import TensorCore

/// How a layer with a kernel and a bias draws, penalises and constrains them. Layers take the options as
/// arguments, named as in Keras.
struct KernelOptions: Sendable, Hashable {
  var kernelInitializer: Initializer
  var biasInitializer: Initializer
  var kernelRegularizer: Regularizer?
  var biasRegularizer: Regularizer?
  var activityRegularizer: Regularizer?
  var kernelConstraint: Constraint?
  var biasConstraint: Constraint?

  /// Returns a bias of `count` elements.
  func bias(_ count: Int) -> Parameter {
    var bias = Parameter([count], biasInitializer, fanIn: count, fanOut: count)
    if let biasConstraint { bias.projection = { biasConstraint.applied(to: $0) } }
    return bias
  }

  /// Returns a kernel that satisfies the constraint after each step.
  ///
  /// - Parameter isTransposed: whether the axes of the kernel are those in files in reverse.
  func constrained(_ kernel: Parameter, isTransposed: Bool = false) -> Parameter {
    guard let kernelConstraint else { return kernel }
    var result = kernel
    result.projection = { weights in
      isTransposed
        ? kernelConstraint.applied(to: weights.transposed()).transposed()
        : kernelConstraint.applied(to: weights)
    }
    return result
  }

  /// Returns the activation of the sums that a layer has computed, after adding the penalties of the
  /// weights and of the output to a training pass.
  ///
  /// - Parameter isRectified: whether the sums have been rectified in the same step as they were computed,
  ///   so that an activation `relu` has been applied.
  func output(
    of sums: Variable, _ activation: Activation?, isRectified: Bool = false, _ kernel: Parameter,
    _ bias: Parameter?, _ context: ForwardContext
  ) -> Variable {
    let output = isRectified ? sums : activation?(sums, context) ?? sums
    guard context.mode == .training else { return output }
    if let kernelRegularizer, !kernel.isFrozen { context.addPenalty(kernelRegularizer(context[kernel])) }
    if let biasRegularizer, let bias, !bias.isFrozen { context.addPenalty(biasRegularizer(context[bias])) }
    if let activityRegularizer { context.addPenalty(activityRegularizer(output)) }
    return output
  }
}
