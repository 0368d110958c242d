// SPDX-License-Identifier: Apache-2.0

package import TensorCore

extension Variable {
  /// Returns the largest number of each window. The gradient flows to its first occurrence in the
  /// window.
  package func maximumPooled(_ windows: PoolingWindows) -> Variable {
    let (output, places) = value.maximumPooled(windows)
    return Variable(output, from: self, kept: output.count) { [shape, node] gradient, tape in
      tape.add(Tensor.maximumPoolGradient(windows, places: places, shape: shape, by: gradient), to: node)
    }
  }

  /// Returns the mean of each window. The gradient of a pixel is the sum of dy / count over the windows
  /// that contain it.
  package func averagePooled(_ windows: PoolingWindows) -> Variable {
    Variable(value.averagePooled(windows), from: self) { [shape, node] gradient, tape in
      tape.add(Tensor.averagePoolGradient(windows, shape: shape, by: gradient), to: node)
    }
  }

  /// Returns the images resampled at other positions. The gradient collects dy with the same weights.
  package func resampled(_ resampling: Resampling) -> Variable {
    Variable(value.resampled(resampling), from: self) { [shape, node] gradient, tape in
      tape.add(Tensor.resamplingGradient(resampling, shape: shape, by: gradient), to: node)
    }
  }

  /// Returns the images with zeros around them, or without rows and columns at edges whose margin is
  /// negative. Gradient: dy inside the image.
  package func framed(_ margins: Margins) -> Variable {
    Variable(value.framed(margins), from: self) { [node] gradient, tape in
      let back = Margins(
        top: -margins.top, bottom: -margins.bottom, left: -margins.left, right: -margins.right)
      tape.add(gradient.framed(back), to: node)
    }
  }
}
