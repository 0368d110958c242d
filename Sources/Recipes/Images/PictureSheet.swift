// SPDX-License-Identifier: Apache-2.0

internal import Images
internal import TensorCore

extension PixelImage {
  /// Returns a sheet of grey images `[count, 1, height, width]`, row by row, where 0 is black and 1 is
  /// white. Each pixel becomes a square of `factor` x `factor` pixels.
  static func sheet(of images: Tensor, columns: Int, enlarged factor: Int = 1) -> PixelImage {
    let (height, width) = (images.shape[2], images.shape[3])
    let values = images.scalars
    let pictures = (0..<images.shape[0]).map { number in
      let start = number * height * width
      return PixelImage(width: width, height: height, values: values[start..<start + height * width])
        .enlarged(by: factor)
    }
    return sheet(pictures, columns: columns)
  }
}
