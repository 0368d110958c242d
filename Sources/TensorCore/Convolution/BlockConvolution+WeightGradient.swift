// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels

extension ConvolutionPlan {
  /// Returns dw[k, c, i] = the sum over n, p of dy[n, k, p] x[n, c, s p + d i - padding]. If `output` is
  /// given, dy counts as 0 where `output` is not above 0.
  ///
  /// The images are divided into groups whose number depends only on the shape. Each group is summed in
  /// order, and then the groups.
  func weightGradient(_ x: Tensor, _ dy: Tensor, where output: Tensor?) -> Tensor {
    let source = inputBlocks
    let phase = outputPhase(in: source)
    let outer = ChannelBlocks(
      channels: outputsPerGroup, groups: geometry.groups, size: outputSize, planeStep: outputPixels,
      imageStep: outputs * outputPixels, top: 0, left: 0, rows: outputSize.height, phases: 1,
      phaseWidth: outputSize.width)
    let imagesAtATime = min(source.imagesAtATime(batch), outer.imagesAtATime(batch))
    var packedInput = Tensor(uninitialized: [imagesAtATime * source.packedStep])
    let packedInputPointer = unsafe packedInput.uniquePointer()
    var packedOutput = Tensor(uninitialized: [imagesAtATime * outer.packedStep])
    let packedOutputPointer = unsafe packedOutput.uniquePointer()
    // A piece is two blocks of outputs by one of inputs. If there are few of these, there are also
    // several groups of images.
    let (panels, blocks) = (outer.blocksPerGroup, source.blocksPerGroup)
    let pairs = (panels + 1) / 2
    let cells = geometry.groups * pairs * blocks
    let parts = min(imagesAtATime, max(1, 16 / cells))
    let panelSize = channelsPerGroup * taps * 16
    var sums = Tensor(uninitialized: [parts, geometry.groups * panels * panelSize])
    let sumsPointer = unsafe sums.uniquePointer()
    for first in stride(from: 0, to: batch, by: imagesAtATime) {
      let images = first..<min(batch, first + imagesAtATime)
      unsafe source.pack(images, of: x.pointer, where: nil, into: packedInputPointer)
      unsafe outer.pack(images, of: dy.pointer, where: output?.pointer, into: packedOutputPointer)
      Parallelism.forEachPiece(parts * cells, nanoseconds: nanoseconds * images.count / max(1, batch)) {
        piece in
        let (part, cell) = (piece / cells, piece % cells)
        let (group, pair, block) = (cell / blocks / pairs, cell / blocks % pairs, cell % blocks)
        let settings = unsafe gnk_blocks_t(
          height: Int64(outputSize.height), width: Int64(outputSize.width),
          xRow: Int64(geometry.stride.height * source.rowStep), xBlock: Int64(source.blockStep),
          yRow: Int64(outer.rowStep), yStep: 16, yBlock: Int64(outer.blockStep),
          channels: Int64(source.channels(of: block).count), tapCount: Int64(taps),
          taps: phase.offsets.pointer)
        let target =
          unsafe sumsPointer
          + ((part * geometry.groups + group) * panels + 2 * pair) * panelSize + block * 16 * taps * 16
        for image in part * images.count / parts..<(part + 1) * images.count / parts {
          unsafe gnk_block_outer(
            settings,
            packedInput.pointer + image * source.packedStep + (group * blocks + block) * source.blockStep,
            packedOutput.pointer + image * outer.packedStep + (group * panels + 2 * pair) * outer.blockStep,
            target, Int64(min(2, panels - 2 * pair)), Int64(panelSize),
            first > 0 || image > part * images.count / parts ? 1 : 0)
        }
      }
    }
    let total = parts == 1 ? sums : sums.sum(axis: 0)
    return unpacked(total, phase)
  }

  /// Returns the weights in their usual order from
  /// `[group, block of outputs, block of inputs, tap, channel, 16]`.
  private func unpacked(_ packed: Tensor, _ phase: TapPhase) -> Tensor {
    var result = Tensor(uninitialized: [outputs, channelsPerGroup, kernel.height, kernel.width])
    let resultPointer = unsafe result.uniquePointer()
    let panels = (outputsPerGroup + 15) / 16
    let panelSize = channelsPerGroup * taps * 16
    Parallelism.forEachPiece(geometry.groups * panels, nanoseconds: geometry.groups * panels * panelSize) {
      piece in
      let (group, panel) = (piece / panels, piece % panels)
      let order = unsafe gnk_weights_t(
        lanes: Int64(min(16, outputsPerGroup - 16 * panel)), laneStep: Int64(channelsPerGroup * taps),
        channels: Int64(channelsPerGroup), channelStep: Int64(taps), tapCount: Int64(taps),
        taps: phase.kernelTaps.pointer)
      let start = (group * outputsPerGroup + 16 * panel) * channelsPerGroup * taps
      unsafe gnk_unpack_weights(order, packed.pointer + piece * panelSize, resultPointer + start)
    }
    return result
  }
}
