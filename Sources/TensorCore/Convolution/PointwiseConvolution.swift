internal import COpenBLAS

/// Convolutions with kernels of one pixel, step 1 and no padding: matrix products on the images as they are.
extension ConvolutionPlan {
  /// y[n] = w x[n], group by group, or the other way round dx[n] = w^T dy[n].
  func pointwise(
    _ x: Tensor, weight: Tensor, transposing: Bool, bias: Tensor?, into y: UnsafeMutablePointer<Float>
  ) {
    _ = blasOnOneThread
    let (rows, inner) =
      transposing ? (channelsPerGroup, outputsPerGroup) : (outputsPerGroup, channelsPerGroup)
    let tile = 2048
    let tiles = max(1, (pixels + tile - 1) / tile)
    Parallelism.forEachPiece(batch * geometry.groups * tiles, nanoseconds: nanoseconds) { piece in
      let (slice, group, first) = (piece / tiles, piece / tiles % geometry.groups, piece % tiles * tile)
      let count = min(tile, pixels - first)
      let target = unsafe y + slice * rows * pixels + first
      if let bias {
        for row in 0..<rows {
          unsafe (target + row * pixels).update(repeating: bias.pointer[group * rows + row], count: count)
        }
      }
      unsafe cblas_sgemm(
        CblasRowMajor, transposing ? CblasTrans : CblasNoTrans, CblasNoTrans, blasint(rows), blasint(count),
        blasint(inner), 1, weight.pointer + group * rows * inner, blasint(channelsPerGroup),
        x.pointer + slice * inner * pixels + first, blasint(pixels), bias == nil ? 0 : 1, target,
        blasint(pixels))
    }
  }

  /// dw = the sum over n of dy[n] x[n]^T, images in order in a fixed number of groups, and then these.
  func pointwiseWeightGradient(_ x: Tensor, _ dy: Tensor) -> Tensor {
    _ = blasOnOneThread
    let (rows, columns) = (outputsPerGroup, channelsPerGroup)
    let panel = 128
    let panels = (rows + panel - 1) / panel
    let parts = min(batch, max(1, 16 / (panels * geometry.groups)))
    let sums = Tensor(uninitialized: [parts, outputs, channelsPerGroup])
    let cells = geometry.groups * panels
    Parallelism.forEachPiece(parts * cells, nanoseconds: nanoseconds) { piece in
      let (part, group, first) = (piece / cells, piece % cells / panels, piece % panels * panel)
      let images = part * batch / parts..<(part + 1) * batch / parts
      let target = unsafe sums.ownedPointer + (part * outputs + group * rows + first) * columns
      for image in images {
        unsafe cblas_sgemm(
          CblasRowMajor, CblasNoTrans, CblasTrans, blasint(min(panel, rows - first)), blasint(columns),
          blasint(pixels), 1, dy.pointer + (image * outputs + group * rows + first) * pixels,
          blasint(pixels), x.pointer + (image * channels + group * columns) * pixels, blasint(pixels),
          image == images.lowerBound ? 0 : 1, target, blasint(columns))
      }
    }
    return parts == 1 ? sums : sums.sum(axis: 0)
  }
}
