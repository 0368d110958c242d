internal import CGraphKernels

/// The tiles of 4 x 4 outputs into which Winograd's convolution cuts images (see `winograd_body.h`), some rows of them at a time.
struct WinogradTiles {
  /// Rows and columns of tiles of one image.
  let rows: Int
  let columns: Int

  init(_ size: Extent2D) {
    rows = (size.height + 3) / 4
    columns = (size.width + 3) / 4
  }

  /// Rows of tiles that are worked on at a time: of several whole images, or of a part of one.
  struct Chunk {
    let images: Range<Int>
    let rows: Range<Int>
  }

  /// Chunks of whole images such that `channels` channels of points stay in the cache, or are as many as `least` numbers; very large
  /// images are divided.
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

  /// The points of one chunk: [point, block of 16 channels, tile, channel], blocks and points a cache line apart.
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

    /// How many pieces of up to eight rows of tiles of a block there are.
    func pieceCount(images: Int) -> Int { images * blocks * ((rows.count + 7) / 8) }

    /// The image, the block and the rows of a piece, and where its points begin.
    func piece(_ index: Int) -> (image: Int, block: Int, rows: Range<Int>, start: Int) {
      let bands = (rows.count + 7) / 8
      let (image, block, band) = (index / bands / blocks, index / bands % blocks, index % bands)
      let low = rows.lowerBound + 8 * band
      return (
        image, block, low..<min(rows.upperBound, low + 8),
        block * blockStep + (image * rows.count + 8 * band) * tiles.columns * 16
      )
    }

    /// Their order for the kernels, with rows of `rowStep` numbers in the images.
    func order(rowStep: Int) -> gnk_tiles_t {
      gnk_tiles_t(columns: Int64(tiles.columns), rowStep: Int64(rowStep), pointStep: Int64(pointStep))
    }

    /// The points as rows of a product, `channels` of them summed.
    func settings(channels: Int, to other: Points, tiles count: Int, taps: SharedBuffer<Int64>)
      -> gnk_blocks_t
    {
      unsafe gnk_blocks_t(
        height: 1, width: Int64(count), xRow: 0, xBlock: Int64(blockStep), yRow: 0, yStep: 16,
        yBlock: Int64(other.blockStep), channels: Int64(channels), tapCount: 1, taps: taps.pointer)
    }
  }
}

/// Weights as points: [point, block of 16 lanes, channel, 16], the points a cache line apart.
struct WinogradWeights {
  let lanes: Int
  let channels: Int
  let points: Tensor

  var panels: Int { (lanes + 15) / 16 }
  var panelStep: Int { channels * 16 }
  var pointStep: Int { panels * panelStep + 16 }

  /// Room for points.
  init(lanes: Int, channels: Int) {
    self.lanes = lanes
    self.channels = channels
    points = Tensor(uninitialized: [36 * (((lanes + 15) / 16) * channels * 16 + 16)])
  }

  /// The points of weights [outputs, inputs, 3, 3] whose lanes are the outputs, or the inputs.
  init(_ weight: Tensor, lanesAreInputs: Bool) {
    let (outputs, inputs) = (weight.shape[0], weight.shape[1])
    self.init(lanes: lanesAreInputs ? inputs : outputs, channels: lanesAreInputs ? outputs : inputs)
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
        kernels, Int64(channels), points.ownedPointer + panel * panelStep, Int64(pointStep))
    }
  }

  /// The gradient of weights [outputs, inputs, 3, 3] by these, the gradients of points whose lanes are outputs.
  func weightGradient() -> Tensor {
    let result = Tensor(uninitialized: [lanes, channels, 3, 3])
    unsafe forEachPanel { panel, lanes, kernels in
      unsafe gnk_winograd_weight_gradient(
        points.pointer + panel * panelStep, Int64(pointStep), Int64(channels), kernels)
      unsafe gnk_unpack_blocks(
        kernels, Int64(channels * 9), Int64(lanes), nil, 0, result.ownedPointer + 16 * panel * channels * 9,
        Int64(channels * 9))
    }
    return result
  }

  /// Calls `body` with every block of lanes and room for its kernels [channel, 9, 16].
  private func forEachPanel(
    _ body: (_ panel: Int, _ lanes: Int, _ kernels: UnsafeMutablePointer<Float>) -> Void
  ) {
    Parallelism.forEachPiece(panels, nanoseconds: lanes * channels * 8) { panel in
      let scratch = PooledMemory(byteCount: channels * 144 * MemoryLayout<Float>.stride)
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
