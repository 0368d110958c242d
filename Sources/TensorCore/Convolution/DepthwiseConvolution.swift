// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels

/// Convolutions of each channel separately. A channel c may have m output channels, with the
/// numbers c m + r for r in 0..<m. A vector holds the same pixel of 16 channels.
extension ConvolutionPlan {
  /// Returns the layout in which each channel is a lane.
  private func lanes(_ blocks: ChannelBlocks) -> ChannelBlocks {
    var blocks = blocks
    blocks.channels = channels
    blocks.groups = 1
    return blocks
  }

  /// Returns the ranges of output rows that are computed at a time.
  private func bands(_ size: Extent2D) -> [Range<Int>] {
    let rows = max(1, 1024 / max(1, size.width))
    return stride(from: 0, to: size.height, by: rows).map { $0..<min(size.height, $0 + rows) }
  }

  /// Returns the weights of a phase, `[r, block, tap, 16]`.
  private func lanes(_ weight: Tensor, _ blocks: ChannelBlocks, _ phase: TapPhase) -> Tensor {
    var result = Tensor(uninitialized: [outputsPerGroup, blocks.blockCount, phase.kernelTaps.count * 16])
    let resultPointer = unsafe result.uniquePointer()
    unsafe forEachKernelBlock(blocks, phase) { piece, start, order in
      unsafe gnk_pack_weights(
        order, weight.pointer + start, resultPointer + piece * phase.kernelTaps.count * 16)
    }
    return result
  }

  private func forEachKernelBlock(
    _ blocks: ChannelBlocks, _ phase: TapPhase,
    _ body: (_ piece: Int, _ start: Int, _ order: gnk_weights_t) -> Void
  ) {
    for piece in 0..<outputsPerGroup * blocks.blockCount {
      let (r, (first, count)) = (piece / blocks.blockCount, blocks.channels(of: piece % blocks.blockCount))
      unsafe body(
        piece, (first * outputsPerGroup + r) * taps,
        unsafe gnk_weights_t(
          lanes: Int64(count), laneStep: Int64(outputsPerGroup * taps), channels: 1, channelStep: 0,
          tapCount: Int64(phase.kernelTaps.count), taps: phase.kernelTaps.pointer))
    }
  }

  /// Computes rows of one block of an output. Consecutive rows of a phase are `sourceRows` rows of the
  /// source apart.
  private func multiply(
    _ x: UnsafePointer<Float>, _ source: ChannelBlocks, sourceRows: Int, _ phase: TapPhase, rows: Range<Int>,
    width: Int, weights: UnsafePointer<Float>, accumulating: Bool, into sums: UnsafeMutablePointer<Float>
  ) {
    let part = phase.rows(among: rows)
    let settings = unsafe gnk_blocks_t(
      height: Int64(part.count), width: Int64(phase.count.width), xRow: Int64(sourceRows * source.rowStep),
      xBlock: 0, yRow: Int64(phase.step.height * width * 16), yStep: Int64(phase.step.width * 16), yBlock: 0,
      channels: 16, tapCount: Int64(phase.offsets.count), taps: phase.offsets.pointer)
    let row = phase.first.height + part.lowerBound * phase.step.height - rows.lowerBound
    unsafe gnk_lane_product(
      settings, x + part.lowerBound * sourceRows * source.rowStep, weights,
      sums + (row * width + phase.first.width) * 16, accumulating ? 1 : 0)
  }

  /// Computes the output, plus `bias` if given, and with `rectifying` the maximum of that and 0.
  func depthwise(
    _ x: Tensor, weight: Tensor, bias: Tensor?, rectifying: Bool, into y: UnsafeMutablePointer<Float>
  ) {
    let source = lanes(inputBlocks)
    let phase = outputPhase(in: source)
    let weights = lanes(weight, source, phase)
    // The bias in the order of the weights: all channels for r = 0, then for r = 1, and so on.
    let bias = bias?.reshaped([channels, outputsPerGroup]).transposed()
    let bands = bands(outputSize)
    let imagesAtATime = source.imagesAtATime(batch)
    var packed = Tensor(uninitialized: [imagesAtATime * source.packedStep])
    let packedPointer = unsafe packed.uniquePointer()
    let pieces = outputsPerGroup * source.blockCount * bands.count
    for first in stride(from: 0, to: batch, by: imagesAtATime) {
      let images = first..<min(batch, first + imagesAtATime)
      unsafe source.pack(images, of: x.pointer, where: nil, into: packedPointer)
      Parallelism.forEachPiece(
        images.count * pieces, nanoseconds: nanoseconds * images.count / max(1, batch)
      ) { piece in
        let (image, kernel, rows) = (
          piece / pieces, piece % pieces / bands.count, bands[piece % bands.count]
        )
        let (r, block) = (kernel / source.blockCount, kernel % source.blockCount)
        let (channel, count) = source.channels(of: block)
        let pixels = rows.count * outputSize.width
        let scratch = MemoryBlock(byteCount: pixels * 16 * MemoryLayout<Float>.stride)
        let sums = unsafe scratch.pointer.bindMemory(to: Float.self, capacity: pixels * 16)
        unsafe multiply(
          packed.pointer + image * source.packedStep + block * source.blockStep, source,
          sourceRows: geometry.stride.height, phase, rows: rows, width: outputSize.width,
          weights: weights.pointer + kernel * taps * 16, accumulating: false, into: sums)
        let plane = ((images.lowerBound + image) * channels + channel) * outputsPerGroup + r
        unsafe gnk_unpack_blocks(
          sums, Int64(pixels), Int64(count), bias.map { unsafe $0.pointer + r * channels + channel },
          rectifying ? 1 : 0, y + plane * outputPixels + rows.lowerBound * outputSize.width,
          Int64(outputsPerGroup * outputPixels))
      }
    }
  }

  /// Computes dx from dy, plus `bias`. If `output` is given, dy counts as 0 where `output` is not above
  /// 0.
  func depthwiseInputGradient(
    _ dy: Tensor, weight: Tensor, where output: Tensor?, bias: Tensor?,
    into dx: UnsafeMutablePointer<Float>
  ) {
    var (source, phases) = inputPhases()
    source = gradientLanes(source)
    let weights = phases.map { lanes(weight, source, $0) }
    let bands = bands(size)
    let imagesAtATime = source.imagesAtATime(batch)
    let partSize = imagesAtATime * source.packedStep
    var packed = Tensor(uninitialized: [outputsPerGroup, partSize])
    let packedPointer = unsafe packed.uniquePointer()
    let pieces = source.blockCount * bands.count
    for first in stride(from: 0, to: batch, by: imagesAtATime) {
      let images = first..<min(batch, first + imagesAtATime)
      unsafe pack(dy, images, source, where: output, partSize: partSize, into: packedPointer)
      Parallelism.forEachPiece(
        images.count * pieces, nanoseconds: nanoseconds * images.count / max(1, batch)
      ) { piece in
        let (image, block, rows) = (piece / pieces, piece % pieces / bands.count, bands[piece % bands.count])
        let (channel, count) = source.channels(of: block)
        let pixels = rows.count * size.width
        let scratch = MemoryBlock(byteCount: pixels * 16 * MemoryLayout<Float>.stride)
        let sums = unsafe scratch.pointer.bindMemory(to: Float.self, capacity: pixels * 16)
        if !phases.cover(size) { unsafe sums.update(repeating: 0, count: pixels * 16) }
        for r in 0..<outputsPerGroup {
          for (phase, weights) in zip(phases, weights) {
            unsafe multiply(
              packed.pointer + r * partSize + image * source.packedStep + block * source.blockStep, source,
              sourceRows: 1, phase, rows: rows, width: size.width,
              weights: weights.pointer + (r * source.blockCount + block) * phase.offsets.count * 16,
              accumulating: r > 0, into: sums)
          }
        }
        unsafe gnk_unpack_blocks(
          sums, Int64(pixels), Int64(count), bias.map { unsafe $0.pointer + channel }, 0,
          dx + ((images.lowerBound + image) * channels + channel) * self.pixels
            + rows.lowerBound * size.width, Int64(self.pixels))
      }
    }
  }

  /// Returns dw from dy. If `output` is given, dy counts as 0 where `output` is not above 0.
  func depthwiseWeightGradient(_ x: Tensor, _ dy: Tensor, where output: Tensor?) -> Tensor {
    let source = lanes(inputBlocks)
    let phase = outputPhase(in: source)
    let outer = gradientLanes(
      ChannelBlocks(
        channels: 1, groups: channels, size: outputSize, planeStep: outputPixels,
        imageStep: outputs * outputPixels, top: 0, left: 0, rows: outputSize.height, phases: 1,
        phaseWidth: outputSize.width))
    let imagesAtATime = min(source.imagesAtATime(batch), outer.imagesAtATime(batch))
    var packed = Tensor(uninitialized: [imagesAtATime * source.packedStep])
    let packedPointer = unsafe packed.uniquePointer()
    let partSize = imagesAtATime * outer.packedStep
    var packedOutput = Tensor(uninitialized: [outputsPerGroup, partSize])
    let packedOutputPointer = unsafe packedOutput.uniquePointer()
    let kernels = outputsPerGroup * source.blockCount
    let parts = min(imagesAtATime, max(1, 16 / kernels))
    var sums = Tensor(uninitialized: [parts, kernels * taps * 16])
    let sumsPointer = unsafe sums.uniquePointer()
    let settings = unsafe gnk_blocks_t(
      height: Int64(outputSize.height), width: Int64(outputSize.width),
      xRow: Int64(geometry.stride.height * source.rowStep), xBlock: 0, yRow: Int64(outer.rowStep), yStep: 16,
      yBlock: 0, channels: 16, tapCount: Int64(taps), taps: phase.offsets.pointer)
    for first in stride(from: 0, to: batch, by: imagesAtATime) {
      let images = first..<min(batch, first + imagesAtATime)
      unsafe source.pack(images, of: x.pointer, where: nil, into: packedPointer)
      unsafe pack(dy, images, outer, where: output, partSize: partSize, into: packedOutputPointer)
      Parallelism.forEachPiece(
        parts * kernels, nanoseconds: nanoseconds * images.count / max(1, batch)
      ) { piece in
        let (part, kernel) = (piece / kernels, piece % kernels)
        let (r, block) = (kernel / source.blockCount, kernel % source.blockCount)
        for image in part * images.count / parts..<(part + 1) * images.count / parts {
          unsafe gnk_lane_outer(
            settings, packed.pointer + image * source.packedStep + block * source.blockStep,
            packedOutput.pointer + r * partSize + image * outer.packedStep + block * outer.blockStep,
            sumsPointer + piece * taps * 16,
            first > 0 || image > part * images.count / parts ? 1 : 0)
        }
      }
    }
    let total = parts == 1 ? sums : sums.sum(axis: 0)
    var result = Tensor(uninitialized: [outputs, 1, kernel.height, kernel.width])
    let resultPointer = unsafe result.uniquePointer()
    unsafe forEachKernelBlock(source, phase) { piece, start, order in
      unsafe gnk_unpack_weights(order, total.pointer + piece * taps * 16, resultPointer + start)
    }
    return result
  }

  /// Returns the layout of an output's gradient in which every m-th channel is a lane.
  private func gradientLanes(_ blocks: ChannelBlocks) -> ChannelBlocks {
    var blocks = lanes(blocks)
    blocks.planeStep = outputsPerGroup * outputPixels
    return blocks
  }

  /// Packs the output channels r, m + r, 2 m + r, ... for each r.
  private func pack(
    _ dy: Tensor, _ images: Range<Int>, _ blocks: ChannelBlocks, where output: Tensor?, partSize: Int,
    into packed: UnsafeMutablePointer<Float>
  ) {
    for r in 0..<outputsPerGroup {
      unsafe blocks.pack(
        images, of: dy.pointer + r * outputPixels, where: output.map { unsafe $0.pointer + r * outputPixels },
        into: packed + r * partSize)
    }
  }
}
