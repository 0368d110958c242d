internal import CGraphKernels

/// How images are repacked for convolutions: in blocks of 16 channels of one group, padded with zeros, with the columns that a
/// step of the window reaches side by side.
struct ChannelBlocks {
  /// Channels of one group.
  var channels: Int
  var groups: Int
  /// The size of an image.
  let size: Extent2D
  /// Numbers between channels and between images of the tensor.
  var planeStep: Int
  let imageStep: Int
  /// Rows and columns of zeros before the image; cut off where negative.
  let top: Int
  let left: Int
  /// Rows of a block.
  let rows: Int
  /// Every phases-th column stands side by side, phaseWidth of them.
  let phases: Int
  let phaseWidth: Int

  var blocksPerGroup: Int { (channels + 15) / 16 }
  var blockCount: Int { groups * blocksPerGroup }
  var rowStep: Int { phases * phaseWidth * 16 }
  /// A cache line more than the block, so that equal places of blocks do not share a set of the cache.
  var blockStep: Int { rows * rowStep + 16 }
  /// Numbers of one packed image.
  var packedStep: Int { blockCount * blockStep }

  /// How many images are packed at a time: as many as stay in the cache.
  func imagesAtATime(_ batch: Int) -> Int { max(1, min(batch, (1 << 19) / max(1, packedStep))) }

  /// How many channels block `block` of the image has, and which is the first.
  func channels(of block: Int) -> (first: Int, count: Int) {
    let (group, position) = (block / blocksPerGroup, block % blocksPerGroup)
    return (group * channels + position * 16, min(16, channels - position * 16))
  }

  /// Packs some images of a batch. Where `output` is not above 0, the number counts 0.
  func pack(
    _ images: Range<Int>, of x: UnsafePointer<Float>, where output: UnsafePointer<Float>?,
    into packed: UnsafeMutablePointer<Float>
  ) {
    Parallelism.forEachPiece(images.count * blockCount, nanoseconds: images.count * packedStep / 2) { piece in
      let (first, count) = channels(of: piece % blockCount)
      let start = (images.lowerBound + piece / blockCount) * imageStep + first * planeStep
      let packing = gnk_packing_t(
        channels: Int64(count), planeStep: Int64(planeStep), height: Int64(size.height),
        width: Int64(size.width), top: Int64(top), left: Int64(left), phases: Int64(phases),
        phaseWidth: Int64(phaseWidth))
      unsafe gnk_pack_blocks(
        packing, x + start, output.map { unsafe $0 + start }, packed + piece * blockStep, 0, Int64(rows))
    }
  }
}

/// The pixels of an output that the same taps lead to, and where these taps are.
struct TapPhase {
  /// The first pixel, the step between pixels, and how many there are.
  let first: Extent2D
  let step: Extent2D
  let count: Extent2D
  /// Where in a packed block the first pixel's numbers are, one number a tap.
  let offsets: SharedBuffer<Int64>
  /// Which weights of a kernel belong to them.
  let kernelTaps: SharedBuffer<Int64>

  /// Which of the phase's rows are among `rows` of the output.
  func rows(among rows: Range<Int>) -> Range<Int> {
    func before(_ row: Int) -> Int {
      min(count.height, max(0, (row - first.height + step.height - 1) / step.height))
    }
    return before(rows.lowerBound)..<before(rows.upperBound)
  }
}

extension [TapPhase] {
  /// Whether every pixel of an output belongs to one of them.
  func cover(_ size: Extent2D) -> Bool {
    reduce(0) { $0 + $1.count.height * $1.count.width } == size.height * size.width
  }
}

extension ConvolutionPlan {
  /// The input, packed so that every tap of every output pixel is there.
  var inputBlocks: ChannelBlocks {
    let (stride, dilation) = (geometry.stride, geometry.dilation)
    let columns = (outputSize.width - 1) * stride.width + (kernel.width - 1) * dilation.width + 1
    return ChannelBlocks(
      channels: channelsPerGroup, groups: geometry.groups, size: size, planeStep: pixels,
      imageStep: channels * pixels, top: geometry.padding.top, left: geometry.padding.left,
      rows: (outputSize.height - 1) * stride.height + (kernel.height - 1) * dilation.height + 1,
      phases: stride.width, phaseWidth: (columns + stride.width - 1) / stride.width)
  }

  /// All taps of the output, in the packed input.
  func outputPhase(in blocks: ChannelBlocks) -> TapPhase {
    var offsets: [Int64] = []
    for row in 0..<kernel.height {
      for column in 0..<kernel.width {
        let place = column * geometry.dilation.width
        let at = place % blocks.phases * blocks.phaseWidth + place / blocks.phases
        offsets.append(Int64(row * geometry.dilation.height * blocks.rowStep + at * 16))
      }
    }
    return TapPhase(
      first: Extent2D(0), step: 1, count: outputSize, offsets: SharedBuffer(offsets),
      kernelTaps: SharedBuffer((0..<taps).map { Int64($0) }))
  }

  /// The gradient of the output, packed so that every pixel of the input finds the outputs that it went to, and the phases of the
  /// input: pixel h is tap i of output o where h + padding = stride o + dilation i, so that pixels with the same remainder by
  /// the stride have the same taps.
  func inputPhases() -> (blocks: ChannelBlocks, phases: [TapPhase]) {
    let rows = Self.gradientPhases(
      size.height, kernel.height, geometry.stride.height, geometry.dilation.height, geometry.padding.top)
    let columns = Self.gradientPhases(
      size.width, kernel.width, geometry.stride.width, geometry.dilation.width, geometry.padding.left)
    func range(_ phases: [AxisPhase]) -> (low: Int, high: Int) {
      let low = phases.map { $0.output - ($0.taps.map(\.offset).max() ?? 0) }.min() ?? 0
      let high = phases.map { $0.output + $0.count - 1 - ($0.taps.map(\.offset).min() ?? 0) }.max() ?? 0
      return (low, high)
    }
    let (rowRange, columnRange) = (range(rows), range(columns))
    let blocks = ChannelBlocks(
      channels: outputsPerGroup, groups: geometry.groups, size: outputSize, planeStep: outputPixels,
      imageStep: outputs * outputPixels, top: -rowRange.low, left: -columnRange.low,
      rows: rowRange.high - rowRange.low + 1, phases: 1,
      phaseWidth: columnRange.high - columnRange.low + 1)
    var phases: [TapPhase] = []
    for row in rows {
      for column in columns {
        var (offsets, kernelTaps): ([Int64], [Int64]) = ([], [])
        for i in row.taps {
          for j in column.taps {
            let at = (row.output - i.offset - rowRange.low, column.output - j.offset - columnRange.low)
            offsets.append(Int64(at.0 * blocks.rowStep + at.1 * 16))
            kernelTaps.append(Int64(i.tap * kernel.width + j.tap))
          }
        }
        phases.append(
          TapPhase(
            first: Extent2D(height: row.first, width: column.first), step: geometry.stride,
            count: Extent2D(height: row.count, width: column.count), offsets: SharedBuffer(offsets),
            kernelTaps: SharedBuffer(kernelTaps)))
      }
    }
    return (blocks, phases)
  }

  /// The pixels first, first + stride, ... of one axis: tap `tap` of pixel number q is output + q - offset.
  private struct AxisPhase {
    let first: Int
    let count: Int
    let output: Int
    let taps: [(tap: Int, offset: Int)]
  }

  /// The phases that have taps.
  private static func gradientPhases(
    _ size: Int, _ kernel: Int, _ stride: Int, _ dilation: Int, _ padding: Int
  )
    -> [AxisPhase]
  {
    (0..<min(stride, size)).compactMap { first in
      let remainder = (first + padding) % stride
      let taps = (0..<kernel).filter { $0 * dilation % stride == remainder }
      guard !taps.isEmpty else { return nil }
      return AxisPhase(
        first: first, count: (size - first + stride - 1) / stride, output: (first + padding) / stride,
        taps: taps.map { ($0, $0 * dilation / stride) })
    }
  }
}
