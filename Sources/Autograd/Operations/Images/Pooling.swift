package import TensorCore

extension Variable {
  /// y = the largest number of every window; dy goes to where it stands first.
  package func maximumPooled(_ windows: PoolingWindows) -> Variable {
    let (output, places) = value.maximumPooled(windows)
    return Variable(output, from: self, kept: output.count) { [shape, node] gradient, tape in
      tape.add(Tensor.maximumPoolGradient(windows, places: places, shape: shape, by: gradient), to: node)
    }
  }

  /// y = the mean of every window; dx = the sum of dy / count over the windows that a pixel is in.
  package func averagePooled(_ windows: PoolingWindows) -> Variable {
    Variable(value.averagePooled(windows), from: self) { [shape, node] gradient, tape in
      tape.add(Tensor.averagePoolGradient(windows, shape: shape, by: gradient), to: node)
    }
  }

  /// y = the images at other places; dx gathers dy with the same shares.
  package func resampled(_ resampling: Resampling) -> Variable {
    Variable(value.resampled(resampling), from: self) { [shape, node] gradient, tape in
      tape.add(Tensor.resamplingGradient(resampling, shape: shape, by: gradient), to: node)
    }
  }

  /// y = the images with zeros around them, or without rows and columns where margins are negative; dx = dy inside.
  package func framed(_ margins: Margins) -> Variable {
    Variable(value.framed(margins), from: self) { [node] gradient, tape in
      let back = Margins(
        top: -margins.top, bottom: -margins.bottom, left: -margins.left, right: -margins.right)
      tape.add(gradient.framed(back), to: node)
    }
  }
}
