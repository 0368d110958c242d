// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels

/// Products of packed images with weights. Any convolution and its gradient with respect to the input
/// has this form: each output pixel is a sum over its taps and all channels of its group.
struct BlockConvolution {
  let source: ChannelBlocks
  /// The number of source rows between consecutive rows of a phase.
  let sourceRows: Int
  /// The number of output channels per group.
  let channels: Int
  /// The size of an output image.
  let size: Extent2D
  let phases: [TapPhase]
  /// The weights of each phase, `[group, block of outputs, block of inputs, tap, channel, 16]`.
  private let weights: [Tensor]

  /// Creates the product y[n, k] = the sum over c of the convolution of x[n, c] with w[k, c].
  static func forward(_ plan: ConvolutionPlan, weight: Tensor) -> Self {
    let blocks = plan.inputBlocks
    let phase = plan.outputPhase(in: blocks)
    let packed = plan.packed(
      weight, phase, lanes: plan.outputsPerGroup, laneStep: plan.channelsPerGroup * plan.taps,
      channels: plan.channelsPerGroup, channelStep: plan.taps)
    return Self(
      source: blocks, sourceRows: plan.geometry.stride.height, channels: plan.outputsPerGroup,
      size: plan.outputSize, phases: [phase], weights: [packed])
  }

  /// Creates the product dx[n, c] = the sum over k of the transposed convolution of dy[n, k] with
  /// w[k, c].
  static func inputGradient(_ plan: ConvolutionPlan, weight: Tensor) -> Self {
    let (blocks, phases) = plan.inputPhases()
    let packed = phases.map {
      plan.packed(
        weight, $0, lanes: plan.channelsPerGroup, laneStep: plan.taps, channels: plan.outputsPerGroup,
        channelStep: plan.channelsPerGroup * plan.taps)
    }
    return Self(
      source: blocks, sourceRows: 1, channels: plan.channelsPerGroup, size: plan.size, phases: phases,
      weights: packed)
  }

  /// Computes the products for all images of x, plus `bias`, and with `rectifying` the maximum of that
  /// and 0. If `output` is given, x counts as 0 where `output` is not above 0.
  func run(
    _ x: Tensor, where output: Tensor? = nil, batch: Int, nanoseconds: Int, bias: Tensor? = nil,
    rectifying: Bool = false, into y: UnsafeMutablePointer<Float>
  ) {
    let imagesAtATime = source.imagesAtATime(batch)
    var packed = Tensor(uninitialized: [imagesAtATime * source.packedStep])
    let packedPointer = unsafe packed.uniquePointer()
    let panels = (channels + 15) / 16
    let pairs = (panels + 1) / 2
    let bandRows = max(1, min(size.height, 1024 / max(1, size.width)))
    let bands = (size.height + bandRows - 1) / bandRows
    let pieces = source.groups * pairs * bands
    for first in stride(from: 0, to: batch, by: imagesAtATime) {
      let images = first..<min(batch, first + imagesAtATime)
      unsafe source.pack(images, of: x.pointer, where: output?.pointer, into: packedPointer)
      Parallelism.forEachPiece(
        images.count * pieces, nanoseconds: nanoseconds * images.count / max(1, batch)
      ) { piece in
        let image = piece / pieces
        let (group, pair, band) = (
          piece % pieces / bands / pairs, piece % pieces / bands % pairs, piece % bands
        )
        let rows = band * bandRows..<min(size.height, (band + 1) * bandRows)
        let target =
          unsafe y + ((images.lowerBound + image) * source.groups + group) * channels * size.height
          * size.width
        let count = min(2, panels - 2 * pair)
        unsafe multiply(
          packed.pointer + image * source.packedStep + group * source.blocksPerGroup * source.blockStep,
          group: group, panels: 2 * pair..<2 * pair + count, rows: rows,
          bias: bias.map { unsafe $0.pointer + group * channels }, rectifying: rectifying, into: target)
      }
    }
  }

  /// Computes some rows of one or two blocks of output channels of one image.
  private func multiply(
    _ x: UnsafePointer<Float>, group: Int, panels: Range<Int>, rows: Range<Int>, bias: UnsafePointer<Float>?,
    rectifying: Bool, into y: UnsafeMutablePointer<Float>
  ) {
    let pixels = rows.count * size.width
    let panelStep = pixels * 16 + 16
    let scratch = MemoryBlock(byteCount: panels.count * panelStep * MemoryLayout<Float>.stride)
    let sums = unsafe scratch.pointer.bindMemory(to: Float.self, capacity: panels.count * panelStep)
    if !phases.cover(size) { unsafe sums.update(repeating: 0, count: panels.count * panelStep) }
    for (phase, weights) in zip(phases, weights) {
      let part = phase.rows(among: rows)
      let blocks = unsafe gnk_blocks_t(
        height: Int64(part.count), width: Int64(phase.count.width),
        xRow: Int64(sourceRows * source.rowStep), xBlock: Int64(source.blockStep),
        yRow: Int64(phase.step.height * size.width * 16), yStep: Int64(phase.step.width * 16),
        yBlock: Int64(panelStep), channels: Int64(source.channels), tapCount: Int64(phase.offsets.count),
        taps: phase.offsets.pointer)
      let row = phase.first.height + part.lowerBound * phase.step.height - rows.lowerBound
      let panelSize = source.channels * phase.offsets.count * 16
      let from = (group * ((channels + 15) / 16) + panels.lowerBound) * panelSize
      unsafe gnk_block_product(
        blocks, x + part.lowerBound * sourceRows * source.rowStep, weights.pointer + from,
        sums + (row * size.width + phase.first.width) * 16, Int64(panels.count))
    }
    for panel in panels {
      unsafe gnk_unpack_blocks(
        sums + (panel - panels.lowerBound) * panelStep, Int64(pixels), Int64(min(16, channels - 16 * panel)),
        bias.map { unsafe $0 + 16 * panel }, rectifying ? 1 : 0,
        y + 16 * panel * size.height * size.width + rows.lowerBound * size.width,
        Int64(size.height * size.width))
    }
  }
}

extension ConvolutionPlan {
  /// Returns the weights of a phase, `[group, block of lanes, block of channels, tap, channel, 16]`.
  func packed(
    _ weight: Tensor, _ phase: TapPhase, lanes: Int, laneStep: Int, channels: Int, channelStep: Int
  ) -> Tensor {
    let panels = (lanes + 15) / 16
    let panelSize = channels * phase.kernelTaps.count * 16
    var result = Tensor(uninitialized: [geometry.groups * panels, panelSize])
    let resultPointer = unsafe result.uniquePointer()
    Parallelism.forEachPiece(geometry.groups * panels, nanoseconds: geometry.groups * panels * panelSize) {
      piece in
      let (group, panel) = (piece / panels, piece % panels)
      let order = unsafe gnk_weights_t(
        lanes: Int64(min(16, lanes - 16 * panel)), laneStep: Int64(laneStep), channels: Int64(channels),
        channelStep: Int64(channelStep), tapCount: Int64(phase.kernelTaps.count),
        taps: phase.kernelTaps.pointer)
      let start = group * outputsPerGroup * channelsPerGroup * taps + 16 * panel * laneStep
      unsafe gnk_pack_weights(order, weight.pointer + start, resultPointer + piece * panelSize)
    }
    return result
  }
}
