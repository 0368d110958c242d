// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels

/// The layout of images that are repacked for convolutions: blocks of 16 channels of one group, padded
/// with zeros. Columns that are a multiple of the window's stride apart are next to each other.
struct ChannelBlocks {
  /// The number of channels per group.
  var channels: Int
  var groups: Int
  /// The size of an image.
  let size: Extent2D
  /// The distance between channels of the tensor, in numbers.
  var planeStep: Int
  /// The distance between images of the tensor, in numbers.
  let imageStep: Int
  /// The number of rows of zeros above the image. If negative, rows are cut off.
  let top: Int
  /// The number of columns of zeros to the left of the image. If negative, columns are cut off.
  let left: Int
  /// The number of rows of a block.
  let rows: Int
  /// The distance of columns that are next to each other, which is the stride.
  let phases: Int
  /// The number of columns that are next to each other.
  let phaseWidth: Int

  var blocksPerGroup: Int { (channels + 15) / 16 }
  var blockCount: Int { groups * blocksPerGroup }
  var rowStep: Int { phases * phaseWidth * 16 }
  /// The distance between blocks: one cache line more than a block, so that equal positions of blocks do
  /// not share a set of the cache.
  var blockStep: Int { rows * rowStep + 16 }
  /// The number of numbers in one packed image.
  var packedStep: Int { blockCount * blockStep }

  /// Returns the number of images to pack at a time: as many as fit in the cache.
  func imagesAtATime(_ batch: Int) -> Int { max(1, min(batch, (1 << 19) / max(1, packedStep))) }

  /// Returns the first channel of a block of the image and the number of its channels.
  func channels(of block: Int) -> (first: Int, count: Int) {
    let (group, position) = (block / blocksPerGroup, block % blocksPerGroup)
    return (group * channels + position * 16, min(16, channels - position * 16))
  }

  /// Packs some images of a batch. If `output` is given, numbers count as 0 where `output` is not above
  /// 0.
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

/// The pixels of an output to which the same taps contribute, and the positions of these taps.
struct TapPhase {
  /// The first pixel.
  let first: Extent2D
  /// The distance between pixels.
  let step: Extent2D
  /// The number of pixels per axis.
  let count: Extent2D
  /// The position in a packed block of the first pixel's number for each tap.
  let offsets: SharedBuffer<Int64>
  /// The weight of the kernel for each tap.
  let kernelTaps: SharedBuffer<Int64>

  /// Returns the phase's rows that are among the rows `rows` of the output.
  func rows(among rows: Range<Int>) -> Range<Int> {
    func before(_ row: Int) -> Int {
      min(count.height, max(0, (row - first.height + step.height - 1) / step.height))
    }
    return before(rows.lowerBound)..<before(rows.upperBound)
  }
}

extension [TapPhase] {
  /// Returns whether each pixel of an output belongs to one of the phases.
  func cover(_ size: Extent2D) -> Bool {
    reduce(0) { $0 + $1.count.height * $1.count.width } == size.height * size.width
  }
}

extension ConvolutionPlan {
  /// The packed input, including all zeros that taps of output pixels refer to.
  var inputBlocks: ChannelBlocks {
    let (stride, dilation) = (geometry.stride, geometry.dilation)
    let columns = (outputSize.width - 1) * stride.width + (kernel.width - 1) * dilation.width + 1
    return ChannelBlocks(
      channels: channelsPerGroup, groups: geometry.groups, size: size, planeStep: pixels,
      imageStep: channels * pixels, top: geometry.padding.top, left: geometry.padding.left,
      rows: (outputSize.height - 1) * stride.height + (kernel.height - 1) * dilation.height + 1,
      phases: stride.width, phaseWidth: (columns + stride.width - 1) / stride.width)
  }

  /// Returns all taps of the output, with their positions in the packed input.
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

  /// Returns the packed gradient of the output, which includes all outputs that a pixel of the input
  /// contributed to, and the phases of the input.
  ///
  /// Pixel h is tap i of output o if h + padding = stride o + dilation i, so pixels with the same
  /// remainder modulo the stride have the same taps.
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

  /// The pixels first, first + stride, ... of one axis. Pixel number q contributed through tap `tap` to
  /// the output pixel `output` + q - offset.
  private struct AxisPhase {
    let first: Int
    let count: Int
    let output: Int
    let taps: [(tap: Int, offset: Int)]
  }

  /// Returns the phases that have taps.
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
