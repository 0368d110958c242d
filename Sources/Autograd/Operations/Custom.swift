public import TensorCore

extension Variable {
  /// An operation of your own: `value` computes the result from the values of the inputs, `gradient` computes the gradients
  /// of the inputs from that of the result.
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
  /// Model summaries list the operation under its name. Nothing is recorded where all inputs are constants.
  ///
  /// - Parameters:
  ///   - name: what summaries and messages call the operation.
  ///   - inputs: the operands, of any shapes.
  ///   - value: the result, of any shape; called once, at once.
  ///   - gradient: takes the gradient of the result, in its shape, and the values of the inputs. Returns one gradient for each
  ///     input, in the input's shape, also for inputs that are constants. Called at most once, in the backward pass, which
  ///     traps if the number or the shapes of the gradients are wrong.
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
          "\(name): the gradient of input \(index) has shape \(found.shape), expected \(value.shape), that of the input"
        )
      }
      for (found, node) in zip(gradients, nodes) { tape.add(found, to: node) }
    }
  }
}
