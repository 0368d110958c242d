// SPDX-License-Identifier: Apache-2.0

public import TensorCore

extension Variable {
  /// Creates a custom operation: `value` computes the result from the values of the inputs, and
  /// `gradient` computes the gradients of the inputs from that of the result.
  ///
  /// ```swift
  /// let y = Variable.custom("softsign", inputs: [x]) { values in
  ///   values[0] / (1 + values[0].abs())
  /// } gradient: { gradient, values in
  ///   let scale = 1 + values[0].abs()
  ///   return [gradient / (scale * scale)]
  /// }
  /// ```
  ///
  /// Model summaries list the operation under its name. Nothing is recorded if all inputs are constants.
  ///
  /// - Parameters:
  ///   - name: the name of the operation in summaries and messages.
  ///   - inputs: the operands, of any shapes.
  ///   - value: a function that returns the result, of any shape. It is called once, immediately.
  ///   - gradient: a function that takes the gradient of the result, which has the shape of the result,
  ///     and the values of the inputs. It returns one gradient for each input, in the shape of the
  ///     input, including inputs that are constants. It is called at most once, in the backward pass,
  ///     which traps if the number or the shapes of the gradients are wrong.
  public static func custom(
    _ name: String, inputs: [Variable], value: (_ values: [Tensor]) -> Tensor,
    gradient: @escaping (_ gradient: Tensor, _ values: [Tensor]) -> [Tensor]
  ) -> Variable {
    let values = inputs.map(\.value)
    let nodes = inputs.map(\.node)
    return Variable(value(values), from: inputs, name: name) { cotangent, tape in
      let gradients = gradient(cotangent, values)
      guard gradients.count == values.count else {
        fatalError(
          "\(name): expected \(values.count) gradients, one for each input, found \(gradients.count)")
      }
      for (index, (found, value)) in zip(gradients, values).enumerated() where found.shape != value.shape {
        fatalError(
          "\(name): the gradient of input \(index) has shape \(found.shape), expected \(value.shape)"
        )
      }
      for (found, node) in zip(gradients, nodes) { tape.add(found, to: node) }
    }
  }
}
