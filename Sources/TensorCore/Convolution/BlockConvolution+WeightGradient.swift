internal import CGraphKernels

extension ConvolutionPlan {
  /// dw[k, c, i] = the sum over n, p of dy[n, k, p] x[n, c, s p + d i - padding]. Where `output` is not above 0, dy counts 0.
  ///
  /// Images are summed in order, in a number of groups that depends on the shape alone, and then the groups.
  func weightGradient(_ x: Tensor, _ dy: Tensor, where output: Tensor?) -> Tensor {
    let source = inputBlocks
    let phase = outputPhase(in: source)
    let outer = ChannelBlocks(
      channels: outputsPerGroup, groups: geometry.groups, size: outputSize, planeStep: outputPixels,
      imageStep: outputs * outputPixels, top: 0, left: 0, rows: outputSize.height, phases: 1,
      phaseWidth: outputSize.width)
    let imagesAtATime = min(source.imagesAtATime(batch), outer.imagesAtATime(batch))
    let packedInput = Tensor(uninitialized: [imagesAtATime * source.packedStep])
    let packedOutput = Tensor(uninitialized: [imagesAtATime * outer.packedStep])
    // Two blocks of outputs by one of inputs a piece, and where these are few, several groups of images.
    let (panels, blocks) = (outer.blocksPerGroup, source.blocksPerGroup)
    let pairs = (panels + 1) / 2
    let cells = geometry.groups * pairs * blocks
    let parts = min(imagesAtATime, max(1, 16 / cells))
    let panelSize = channelsPerGroup * taps * 16
    let sums = Tensor(uninitialized: [parts, geometry.groups * panels * panelSize])
    for first in stride(from: 0, to: batch, by: imagesAtATime) {
      let images = first..<min(batch, first + imagesAtATime)
      unsafe source.pack(images, of: x.pointer, where: nil, into: packedInput.ownedPointer)
      unsafe outer.pack(images, of: dy.pointer, where: output?.pointer, into: packedOutput.ownedPointer)
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
          unsafe sums.ownedPointer
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

  /// Weights from `[group, block of outputs, block of inputs, tap, channel, 16]`.
  private func unpacked(_ packed: Tensor, _ phase: TapPhase) -> Tensor {
    let result = Tensor(uninitialized: [outputs, channelsPerGroup, kernel.height, kernel.width])
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
      unsafe gnk_unpack_weights(order, packed.pointer + piece * panelSize, result.ownedPointer + start)
    }
    return result
  }
}
