internal import Plots
internal import TensorCore

extension PixelImage {
  /// Gray pictures `[count, 1, height, width]`, 0 black and 1 white, as a sheet, row by row; every pixel a square of `factor` x
  /// `factor`.
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
