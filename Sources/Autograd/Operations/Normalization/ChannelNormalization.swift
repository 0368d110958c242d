// SPDX-License-Identifier: Apache-2.0

public import TensorCore

extension Variable {
  /// Normalises each channel with its mean and variance over the whole batch:
  /// `y = (x - mean) / sqrt(variance + epsilon) w + b`. If `rectifying` is true, the result is
  /// `max(y, 0)`.
  ///
  /// The variance is divided by count, not by count - 1. Gradients, with n the normalised channel:
  /// `dx = w (dy - mean(dy) - n mean(n dy)) / sqrt(variance + epsilon)`, dw is the sum of `n dy`, and db
  /// is the sum of dy.
  ///
  /// Shapes: x `[batch, channels, ...]`, w and b `[channels]`; nil means 1 for w and 0 for b.
  public func batchNormalized(weight: Variable?, bias: Variable?, epsilon: Float, rectifying: Bool = false)
    -> (
      output: Variable, mean: Tensor, variance: Tensor
    )
  {
    let (mean, variance) = value.channelMoments()
    let count = value.count / max(1, mean.count)
    let output = normalizedChannels(
      mean: mean, variance: variance, weight: weight, bias: bias, epsilon: epsilon, rectifying: rectifying
    ) { factor, scale, sums, products in
      let slope = -(scale * factor * factor * products * (1 / Float(count)))
      return (slope, -(scale * sums * (1 / Float(count))))
    }
    return (output, mean, variance)
  }

  /// Normalises each channel with a given mean and variance, which are constants:
  /// `dx = w dy / sqrt(variance + epsilon)`.
  public func channelsNormalized(
    mean: Tensor, variance: Tensor, weight: Variable?, bias: Variable?, epsilon: Float,
    rectifying: Bool = false
  ) -> Variable {
    normalizedChannels(
      mean: mean, variance: variance, weight: weight, bias: bias, epsilon: epsilon, rectifying: rectifying
    ) { factor, _, _, _ in (Tensor(zeros: factor.shape), Tensor(zeros: factor.shape)) }
  }

  /// Normalises channels. `share` returns the part of the gradient that reaches each element of a
  /// channel through the mean and the variance, as a linear function of x - mean, given the sums of dy
  /// and of dy (x - mean).
  private func normalizedChannels(
    mean: Tensor, variance: Tensor, weight: Variable?, bias: Variable?, epsilon: Float, rectifying: Bool,
    share:
      @escaping (_ factor: Tensor, _ scale: Tensor, _ sums: Tensor, _ products: Tensor) -> (
        slope: Tensor, offset: Tensor
      )
  ) -> Variable {
    guard value.rank >= 2, mean.shape == [shape[1]], variance.shape == mean.shape,
      weight?.shape ?? mean.shape == mean.shape, bias?.shape ?? mean.shape == mean.shape
    else {
      shapeFailure(
        "channelsNormalized", [shape, mean.shape, weight?.shape ?? mean.shape, bias?.shape ?? mean.shape],
        "expected a mean, variance, weight and bias per channel of [batch, channels, ...]")
    }
    let factor = (variance + epsilon).map(.squareRoot).map(.reciprocal)
    let function = ChannelAffine(
      centre: mean, scale: weight.map { $0.value * factor } ?? factor,
      shift: bias?.value ?? Tensor(zeros: mean.shape), rectifying: rectifying)
    return Variable(value.affine(function), from: [self] + [weight, bias].compactMap(\.self)) {
      [x = value, node, weightNode = weight?.node, biasNode = bias?.node] gradient, tape in
      let (sums, products) = x.affineGradientSums(function, gradient)
      if node != nil {
        let line = share(factor, function.scale, sums, products)
        tape.add(x.affineGradient(function, gradient, slope: line.slope, offset: line.offset), to: node)
      }
      tape.add(products * factor, to: weightNode)
      tape.add(sums, to: biasNode)
    }
  }

  /// Normalises each group of channels of each image with its mean and variance (Wu and He 2018):
  /// `y = (x - mean) / sqrt(variance + epsilon) w + b`. With one group per channel this is instance
  /// normalisation.
  ///
  /// Gradients, with n the normalised group:
  /// `dx = (w dy - mean(w dy) - n mean(n w dy)) / sqrt(variance + epsilon)`, dw is the sum of `n dy`,
  /// and db is the sum of dy.
  ///
  /// Shapes: x `[batch, channels, ...]`, w and b `[channels]`; nil means 1 for w and 0 for b.
  public func groupsNormalized(groups: Int, weight: Variable?, bias: Variable?, epsilon: Float) -> Variable {
    guard value.rank >= 2, groups > 0, shape[1] % groups == 0, weight?.shape ?? [shape[1]] == [shape[1]],
      bias?.shape ?? [shape[1]] == [shape[1]]
    else {
      shapeFailure(
        "groupsNormalized", [shape, weight?.shape ?? [], bias?.shape ?? []],
        "expected [batch, channels, ...] with channels divisible by \(groups) groups, and [channels] weights"
      )
    }
    let layout = GroupLayout(shape: shape, groups: groups)
    let (means, factors) = layout.moments(value, epsilon: epsilon)
    let ones = Tensor(repeating: 1, shape: [shape[1]])
    let function = ChannelAffine(
      centre: layout.perPlane(means),
      scale: layout.perPlane(factors) * layout.perImage(weight?.value ?? ones),
      shift: layout.perImage(bias?.value ?? Tensor(zeros: [shape[1]])), rectifying: false)
    return Variable(value.affine(function), from: [self] + [weight, bias].compactMap(\.self)) {
      [x = value, node, weightNode = weight?.node, biasNode = bias?.node] gradient, tape in
      let (sums, products) = x.affineGradientSums(function, gradient)
      let factor = layout.perPlane(factors)
      if node != nil {
        let share = Float(1 / Double(max(1, layout.elementsPerGroup)))
        let slope = layout.groupSums(function.scale * products) * factors * factors * -share
        let offset = layout.groupSums(function.scale * sums) * -share
        tape.add(
          x.affineGradient(
            function, gradient, slope: layout.perPlane(slope), offset: layout.perPlane(offset)),
          to: node)
      }
      tape.add(layout.channelSums(products * factor), to: weightNode)
      tape.add(layout.channelSums(sums), to: biasNode)
    }
  }
}

/// The sizes that relate planes (one channel of one image), groups of planes and channels.
private struct GroupLayout {
  let batch: Int
  let channels: Int
  let groups: Int
  let planeSize: Int

  init(shape: Shape, groups: Int) {
    batch = shape[0]
    channels = shape[1]
    self.groups = groups
    planeSize = shape.product(2..<shape.rank)
  }

  var elementsPerGroup: Int { channels / groups * planeSize }

  /// Returns the mean and 1 / sqrt(variance + epsilon) of each group, `[batch * groups]`.
  func moments(_ x: Tensor, epsilon: Float) -> (means: Tensor, factors: Tensor) {
    let planes = x.planeMoments()
    let perGroup = channels / groups
    let (planeMeans, planeSquares) = (planes.means.scalars, planes.squares.scalars)
    var means: [Float] = []
    var factors: [Float] = []
    for group in 0..<batch * groups {
      let members = group * perGroup..<(group + 1) * perGroup
      let mean = members.reduce(0.0) { $0 + Double(planeMeans[$1]) } / Double(perGroup)
      let squares = members.reduce(0.0) {
        let difference = Double(planeMeans[$1]) - mean
        return $0 + Double(planeSquares[$1]) + difference * difference * Double(planeSize)
      }
      means.append(Float(mean))
      factors.append(Float(1 / (squares / Double(elementsPerGroup) + Double(epsilon)).squareRoot()))
    }
    return (Tensor(means, shape: [batch * groups]), Tensor(factors, shape: [batch * groups]))
  }

  /// Repeats the number of each group for each of its planes.
  func perPlane(_ values: Tensor) -> Tensor {
    values.reshaped([batch * groups, 1]).broadcast(to: [batch * groups, channels / groups]).reshaped([
      batch * channels
    ])
  }

  /// Repeats the number of each channel for each image.
  func perImage(_ values: Tensor) -> Tensor {
    values.broadcast(to: [batch, channels]).reshaped([batch * channels])
  }

  /// Returns the sums over the planes of each group.
  func groupSums(_ values: Tensor) -> Tensor {
    values.reshaped([batch * groups, channels / groups]).sum(axis: 1)
  }

  /// Returns the sums over the images.
  func channelSums(_ values: Tensor) -> Tensor { values.reshaped([batch, channels]).sum(axis: 0) }
}
