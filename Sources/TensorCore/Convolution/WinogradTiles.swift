// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels

/// The tiles of 4 x 4 outputs into which Winograd's convolution divides images (see `winograd_body.h`).
struct WinogradTiles {
  /// The number of rows of tiles per image.
  let rows: Int
  /// The number of columns of tiles per image.
  let columns: Int

  init(_ size: Extent2D) {
    rows = (size.height + 3) / 4
    columns = (size.width + 3) / 4
  }

  /// The rows of tiles that are processed at a time: those of several whole images, or some rows of one
  /// image.
  struct Chunk {
    let images: Range<Int>
    let rows: Range<Int>
  }

  /// Returns chunks of whole images such that `channels` channels of points fit in the cache or a chunk
  /// has about `least` numbers. Very large images are divided.
  func chunks(_ batch: Int, channels: Int, least: Int = 0) -> [Chunk] {
    let rowSize = 36 * channels * columns
    if rowSize * rows <= 4 << 20 {
      let images = max(1, max(1 << 19, least) / (rowSize * rows))
      return stride(from: 0, to: batch, by: images).map {
        Chunk(images: $0..<min(batch, $0 + images), rows: 0..<rows)
      }
    }
    let atATime = max(1, (2 << 20) / rowSize)
    return (0..<batch).flatMap { image in
      stride(from: 0, to: rows, by: atATime).map {
        Chunk(images: image..<image + 1, rows: $0..<min(rows, $0 + atATime))
      }
    }
  }

  /// The points of one chunk: `[point, block of 16 channels, tile, channel]`, with a cache line between
  /// blocks.
  struct Points {
    let tiles: WinogradTiles
    let rows: Range<Int>
    let blocks: Int
    let blockStep: Int

    init(_ tiles: WinogradTiles, images: Int, rows: Range<Int>, channels: Int) {
      self.tiles = tiles
      self.rows = rows
      blocks = (channels + 15) / 16
      blockStep = images * rows.count * tiles.columns * 16 + 16
    }

    var pointStep: Int { blocks * blockStep }
    var count: Int { 36 * pointStep }

    /// Returns the number of pieces, each of up to eight rows of tiles of a block.
    func pieceCount(images: Int) -> Int { images * blocks * ((rows.count + 7) / 8) }

    /// Returns the image, block and rows of a piece, and the position of its first point.
    func piece(_ index: Int) -> (image: Int, block: Int, rows: Range<Int>, start: Int) {
      let bands = (rows.count + 7) / 8
      let (image, block, band) = (index / bands / blocks, index / bands % blocks, index % bands)
      let low = rows.lowerBound + 8 * band
      return (
        image, block, low..<min(rows.upperBound, low + 8),
        block * blockStep + (image * rows.count + 8 * band) * tiles.columns * 16
      )
    }

    /// Returns the order of the points for the kernels. Rows of the images have `rowStep` numbers.
    func order(rowStep: Int) -> gnk_tiles_t {
      gnk_tiles_t(columns: Int64(tiles.columns), rowStep: Int64(rowStep), pointStep: Int64(pointStep))
    }

    /// Returns the settings of a product that sums `channels` channels, with the points as rows.
    func settings(channels: Int, to other: Points, tiles count: Int, taps: SharedBuffer<Int64>)
      -> gnk_blocks_t
    {
      unsafe gnk_blocks_t(
        height: 1, width: Int64(count), xRow: 0, xBlock: Int64(blockStep), yRow: 0, yStep: 16,
        yBlock: Int64(other.blockStep), channels: Int64(channels), tapCount: 1, taps: taps.pointer)
    }
  }
}

/// Weights as points: `[point, block of 16 lanes, channel, 16]`, with a cache line between points.
struct WinogradWeights {
  let lanes: Int
  let channels: Int
  var points: Tensor

  var panels: Int { (lanes + 15) / 16 }
  var panelStep: Int { channels * 16 }
  var pointStep: Int { panels * panelStep + 16 }

  /// Creates uninitialized points.
  init(lanes: Int, channels: Int) {
    self.lanes = lanes
    self.channels = channels
    points = Tensor(uninitialized: [36 * (((lanes + 15) / 16) * channels * 16 + 16)])
  }

  /// Transforms weights `[outputs, inputs, 3, 3]` into points. The lanes are the inputs if
  /// `lanesAreInputs` is true and the outputs otherwise.
  init(_ weight: Tensor, lanesAreInputs: Bool) {
    let (outputs, inputs) = (weight.shape[0], weight.shape[1])
    self.init(lanes: lanesAreInputs ? inputs : outputs, channels: lanesAreInputs ? outputs : inputs)
    let pointsPointer = unsafe points.uniquePointer()
    unsafe forEachPanel { panel, lanes, kernels in
      if lanesAreInputs {
        for output in 0..<outputs {
          unsafe gnk_pack_blocks(
            Self.order(lanes, laneStep: 9, count: 9), weight.pointer + (output * inputs + 16 * panel) * 9,
            nil,
            kernels + output * 144, 0, 1)
        }
      } else {
        unsafe gnk_pack_blocks(
          Self.order(lanes, laneStep: inputs * 9, count: inputs * 9),
          weight.pointer + 16 * panel * inputs * 9,
          nil, kernels, 0, 1)
      }
      unsafe gnk_winograd_weights(
        kernels, Int64(channels), pointsPointer + panel * panelStep, Int64(pointStep))
    }
  }

  /// Returns the gradient of weights `[outputs, inputs, 3, 3]` from these gradients of points, whose
  /// lanes are outputs.
  func weightGradient() -> Tensor {
    var result = Tensor(uninitialized: [lanes, channels, 3, 3])
    let resultPointer = unsafe result.uniquePointer()
    unsafe forEachPanel { panel, lanes, kernels in
      unsafe gnk_winograd_weight_gradient(
        points.pointer + panel * panelStep, Int64(pointStep), Int64(channels), kernels)
      unsafe gnk_unpack_blocks(
        kernels, Int64(channels * 9), Int64(lanes), nil, 0, resultPointer + 16 * panel * channels * 9,
        Int64(channels * 9))
    }
    return result
  }

  /// Calls `body` with each block of lanes and scratch memory for its kernels `[channel, 9, 16]`.
  private func forEachPanel(
    _ body: (_ panel: Int, _ lanes: Int, _ kernels: UnsafeMutablePointer<Float>) -> Void
  ) {
    Parallelism.forEachPiece(panels, nanoseconds: lanes * channels * 8) { panel in
      let scratch = MemoryBlock(byteCount: channels * 144 * MemoryLayout<Float>.stride)
      unsafe body(
        panel, min(16, lanes - 16 * panel),
        scratch.pointer.bindMemory(to: Float.self, capacity: channels * 144))
    }
  }

  private static func order(_ lanes: Int, laneStep: Int, count: Int) -> gnk_packing_t {
    gnk_packing_t(
      channels: Int64(lanes), planeStep: Int64(laneStep), height: 1, width: Int64(count), top: 0, left: 0,
      phases: 1, phaseWidth: Int64(count))
  }
}
