// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels

/// Convolutions of 3 x 3 by Winograd's method. Each tile of an image and each kernel is transformed into
/// 36 points, and the points are multiplied as matrices. This takes a quarter of the multiplications;
/// errors are about seven times those of direct summation (2e-6 of the largest number).
extension ConvolutionPlan {
  /// Computes the output, plus `bias` if given, and with `rectifying` the maximum of that and 0.
  func winograd(
    _ x: Tensor, weight: Tensor, bias: Tensor?, rectifying: Bool, into y: UnsafeMutablePointer<Float>
  ) {
    let tiles = WinogradTiles(outputSize)
    let weights = WinogradWeights(weight, lanesAreInputs: false)
    let taps = SharedBuffer<Int64>([0])
    for chunk in tiles.chunks(batch, channels: channels + outputs) {
      let input = WinogradTiles.Points(
        tiles, images: chunk.images.count, rows: chunk.rows, channels: channels)
      let output = WinogradTiles.Points(
        tiles, images: chunk.images.count, rows: chunk.rows, channels: outputs)
      var inputPoints = Tensor(uninitialized: [input.count])
      let inputPointsPointer = unsafe inputPoints.uniquePointer()
      var outputPoints = Tensor(uninitialized: [output.count])
      unsafe inputToPoints(x, chunk, input, into: inputPointsPointer)
      let settings = unsafe input.settings(
        channels: channels, to: output, tiles: chunk.images.count * chunk.rows.count * tiles.columns,
        taps: taps)
      unsafe multiply(
        input, inputPoints, weights, output, settings, into: outputPoints.uniquePointer())
      unsafe pointsToOutput(outputPoints, chunk, output, bias: bias, rectifying: rectifying, into: y)
    }
  }

  /// Computes the gradients from `dy`, each only if requested: returns that of the weights if `x` is
  /// given, and writes that of the input, plus `bias`, to `dx`. If `output` is given, dy counts as 0
  /// where `output` is not above 0.
  func winogradGradients(
    _ x: Tensor?, _ dy: Tensor, weight: Tensor, where output: Tensor?, bias: Tensor?,
    into dx: UnsafeMutablePointer<Float>?
  ) -> Tensor? {
    let tiles = WinogradTiles(outputSize)
    let weights = unsafe dx == nil ? nil : WinogradWeights(weight, lanesAreInputs: true)
    var sums = x == nil ? nil : WinogradWeights(lanes: outputs, channels: channels)
    let sumsPointer = unsafe sums?.points.uniquePointer()
    let taps = SharedBuffer<Int64>([0])
    let pointChannels = unsafe outputs + (x == nil ? 0 : channels) + (dx == nil ? 0 : channels)
    // The sums are read and written once per chunk, so chunks have at least as many numbers as the sums.
    let chunks = tiles.chunks(batch, channels: pointChannels, least: sums?.points.count ?? 0)
    for (number, chunk) in chunks.enumerated() {
      // Tiles overlap by two rows of the input, so the row of tiles above contributes too.
      let above = unsafe dx != nil && chunk.rows.lowerBound > 0 ? 1 : 0
      let rows = chunk.rows.lowerBound - above..<chunk.rows.upperBound
      let outer = WinogradTiles.Points(tiles, images: chunk.images.count, rows: rows, channels: outputs)
      var outerPoints = Tensor(uninitialized: [outer.count])
      let outerPointsPointer = unsafe outerPoints.uniquePointer()
      unsafe outputGradientToPoints(dy, chunk, outer, where: output, into: outerPointsPointer)
      if let x, let sums, let sumsPointer = unsafe sumsPointer {
        let input = WinogradTiles.Points(
          tiles, images: chunk.images.count, rows: chunk.rows, channels: channels)
        var inputPoints = Tensor(uninitialized: [input.count])
        let inputPointsPointer = unsafe inputPoints.uniquePointer()
        unsafe inputToPoints(x, chunk, input, into: inputPointsPointer)
        let count = chunk.images.count * chunk.rows.count * tiles.columns
        let settings = unsafe input.settings(channels: 16, to: outer, tiles: count, taps: taps)
        let skipped = above * tiles.columns * 16
        Parallelism.forEachPiece(36, nanoseconds: 36 * count * channels * outputs / 50) { point in
          for block in 0..<input.blocks {
            var settings = unsafe settings
            unsafe settings.channels = Int64(min(16, channels - 16 * block))
            unsafe gnk_block_outer(
              settings, inputPoints.pointer + point * input.pointStep + block * input.blockStep,
              outerPoints.pointer + point * outer.pointStep + skipped,
              sumsPointer + point * sums.pointStep + block * 256, Int64(sums.panels),
              Int64(sums.panelStep), number > 0 ? 1 : 0)
          }
        }
      }
      if let dx = unsafe dx, let weights {
        let input = WinogradTiles.Points(tiles, images: chunk.images.count, rows: rows, channels: channels)
        var inputPoints = Tensor(uninitialized: [input.count])
        let settings = unsafe outer.settings(
          channels: outputs, to: input, tiles: chunk.images.count * rows.count * tiles.columns, taps: taps)
        unsafe multiply(
          outer, outerPoints, weights, input, settings, into: inputPoints.uniquePointer())
        unsafe pointsToInputGradient(inputPoints, chunk, input, bias: bias, into: dx)
      }
    }
    return sums?.weightGradient()
  }

  /// Computes the 36 products of points with weights.
  private func multiply(
    _ from: WinogradTiles.Points, _ x: Tensor, _ weights: WinogradWeights, _ to: WinogradTiles.Points,
    _ settings: gnk_blocks_t, into y: UnsafeMutablePointer<Float>
  ) {
    // If there are many channels, a piece has four blocks of them.
    let parts = (to.blocks + 3) / 4
    let nanoseconds = unsafe 36 * Int(settings.width) * channels * outputs / 50
    Parallelism.forEachPiece(36 * parts, nanoseconds: nanoseconds) { piece in
      let (point, first) = (piece / parts, piece % parts * 4)
      unsafe gnk_block_product(
        settings, x.pointer + point * from.pointStep,
        weights.points.pointer + point * weights.pointStep + first * weights.panelStep,
        y + point * to.pointStep + first * to.blockStep, Int64(min(4, to.blocks - first)))
    }
  }

  /// Transforms the input's tiles of 6 x 6 into points.
  private func inputToPoints(
    _ x: Tensor, _ chunk: WinogradTiles.Chunk, _ points: WinogradTiles.Points,
    into target: UnsafeMutablePointer<Float>
  ) {
    let width = 4 * points.tiles.columns + 2
    Parallelism.forEachPiece(points.pieceCount(images: chunk.images.count), nanoseconds: points.count / 2) {
      let (image, block, rows, start) = points.piece($0)
      let height = 4 * rows.count + 2
      let scratch = MemoryBlock(byteCount: height * width * 16 * MemoryLayout<Float>.stride)
      let packed = unsafe scratch.pointer.bindMemory(to: Float.self, capacity: height * width * 16)
      let packing = gnk_packing_t(
        channels: Int64(min(16, channels - 16 * block)), planeStep: Int64(pixels), height: Int64(size.height),
        width: Int64(size.width), top: Int64(geometry.padding.top - 4 * rows.lowerBound),
        left: Int64(geometry.padding.left), phases: 1, phaseWidth: Int64(width))
      let plane = (chunk.images.lowerBound + image) * channels + 16 * block
      unsafe gnk_pack_blocks(packing, x.pointer + plane * pixels, nil, packed, 0, Int64(height))
      unsafe gnk_winograd_input(
        points.order(rowStep: width * 16), packed, target + start, 0, Int64(rows.count))
    }
  }

  /// Transforms the output's gradient, in tiles of 4 x 4, into points.
  private func outputGradientToPoints(
    _ dy: Tensor, _ chunk: WinogradTiles.Chunk, _ points: WinogradTiles.Points, where output: Tensor?,
    into target: UnsafeMutablePointer<Float>
  ) {
    let width = 4 * points.tiles.columns
    Parallelism.forEachPiece(points.pieceCount(images: chunk.images.count), nanoseconds: points.count / 2) {
      let (image, block, rows, start) = points.piece($0)
      let height = 4 * rows.count
      let scratch = MemoryBlock(byteCount: height * width * 16 * MemoryLayout<Float>.stride)
      let packed = unsafe scratch.pointer.bindMemory(to: Float.self, capacity: height * width * 16)
      let packing = gnk_packing_t(
        channels: Int64(min(16, outputs - 16 * block)), planeStep: Int64(outputPixels),
        height: Int64(outputSize.height), width: Int64(outputSize.width), top: Int64(-4 * rows.lowerBound),
        left: 0, phases: 1, phaseWidth: Int64(width))
      let plane = ((chunk.images.lowerBound + image) * outputs + 16 * block) * outputPixels
      unsafe gnk_pack_blocks(
        packing, dy.pointer + plane, output.map { unsafe $0.pointer + plane }, packed, 0, Int64(height))
      unsafe gnk_winograd_output_gradient(
        points.order(rowStep: width * 16), packed, target + start, 0, Int64(rows.count))
    }
  }

  /// Transforms products of points into the output.
  private func pointsToOutput(
    _ products: Tensor, _ chunk: WinogradTiles.Chunk, _ points: WinogradTiles.Points, bias: Tensor?,
    rectifying: Bool, into y: UnsafeMutablePointer<Float>
  ) {
    let width = 4 * points.tiles.columns
    Parallelism.forEachPiece(points.pieceCount(images: chunk.images.count), nanoseconds: points.count / 2) {
      let (image, block, rows, start) = points.piece($0)
      let scratch = MemoryBlock(byteCount: 4 * rows.count * width * 16 * MemoryLayout<Float>.stride)
      let packed = unsafe scratch.pointer.bindMemory(to: Float.self, capacity: 4 * rows.count * width * 16)
      unsafe gnk_winograd_output(
        points.order(rowStep: width * 16), products.pointer + start, packed, 0, Int64(rows.count))
      let target =
        unsafe y + ((chunk.images.lowerBound + image) * outputs + 16 * block) * outputPixels
      unsafe unpack(
        packed, rowWidth: width, rows: 4 * rows.lowerBound..<min(outputSize.height, 4 * rows.upperBound),
        size: outputSize, channels: min(16, outputs - 16 * block),
        bias: bias.map { unsafe $0.pointer + 16 * block },
        rectifying: rectifying, into: target)
    }
  }

  /// Transforms the gradient of the input's points into that of the input. Overlapping tiles add up.
  private func pointsToInputGradient(
    _ gradients: Tensor, _ chunk: WinogradTiles.Chunk, _ points: WinogradTiles.Points, bias: Tensor?,
    into dx: UnsafeMutablePointer<Float>
  ) {
    let width = 4 * points.tiles.columns + 2
    let height = 4 * points.rows.count + 2
    // These rows of the padded image are complete. The last two rows also depend on the next row of
    // tiles, if there is one.
    let isLast = chunk.rows.upperBound == points.tiles.rows
    let (first, last) = (4 * chunk.rows.lowerBound, 4 * chunk.rows.upperBound + (isLast ? 2 : 0))
    let top = geometry.padding.top
    let rows = min(size.height, max(0, first - top))..<max(0, min(size.height, last - top))
    guard rows.lowerBound < rows.upperBound else { return }
    Parallelism.forEachPiece(chunk.images.count * points.blocks, nanoseconds: points.count / 2) { piece in
      let (image, block) = (piece / points.blocks, piece % points.blocks)
      let scratch = MemoryBlock(byteCount: height * width * 16 * MemoryLayout<Float>.stride)
      let packed = unsafe scratch.pointer.bindMemory(to: Float.self, capacity: height * width * 16)
      unsafe packed.update(repeating: 0, count: height * width * 16)
      let start = block * points.blockStep + image * points.rows.count * points.tiles.columns * 16
      unsafe gnk_winograd_input_gradient(
        points.order(rowStep: width * 16), gradients.pointer + start, packed, 0, Int64(points.rows.count))
      let skipped = (rows.lowerBound + top - 4 * points.rows.lowerBound) * width + geometry.padding.left
      unsafe unpack(
        packed + skipped * 16, rowWidth: width, rows: rows, size: size,
        channels: min(16, channels - 16 * block), bias: bias.map { unsafe $0.pointer + 16 * block },
        rectifying: false,
        into: dx + ((chunk.images.lowerBound + image) * channels + 16 * block) * pixels)
    }
  }

  /// Unpacks some rows of up to 16 planes, from rows of `rowWidth` pixels.
  private func unpack(
    _ packed: UnsafePointer<Float>, rowWidth: Int, rows: Range<Int>, size: Extent2D, channels: Int,
    bias: UnsafePointer<Float>?, rectifying: Bool, into y: UnsafeMutablePointer<Float>
  ) {
    let planeStep = Int64(size.height * size.width)
    if rowWidth == size.width {
      unsafe gnk_unpack_blocks(
        packed, Int64(rows.count * rowWidth), Int64(channels), bias, rectifying ? 1 : 0,
        y + rows.lowerBound * size.width, planeStep)
      return
    }
    for row in rows {
      unsafe gnk_unpack_blocks(
        packed + (row - rows.lowerBound) * rowWidth * 16, Int64(size.width), Int64(channels), bias,
        rectifying ? 1 : 0, y + row * size.width, planeStep)
    }
  }
}
