// Restoration of pictures by a network of nine layers that learns to give back its input, with optional layer-wise
// pretraining; then the difference to the original and its measures. The pictures are generated.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import Foundation
import GraphLearning

let folder = NSTemporaryDirectory()

let side = 64
let count = 150
let stream = RandomStream(seed: 1, purpose: .generation)
let pictures = (0..<count).map { number -> PixelImage in
  let place = { (index: Int) in Float(stream.uniform(at: UInt64(2 * number + index))) * 30 + 17 }
  let (x, y) = (place(0), place(1))
  let values = (0..<side * side).map { pixel -> Float in
    let (across, down) = (Float(pixel % side) - x, Float(pixel / side) - y)
    return across * across + down * down < 144 ? 0.9 : 0.2
  }
  return PixelImage(width: side, height: side, values: values)
}
// snippet.show
let rows = Tensor.concatenated(pictures.map { $0.inGray.planes.reshaped([1, side * side]) }, axis: 0)
let sizes = [4096, 1500, 500, 200, 50, 200, 500, 1500, 4096]
var network = RestorationNetwork(sizes: sizes).initialized(seed: 1)

var stack = StackedDenoisingAutoencoder(sizes: [4096, 500, 200, 50])
try stack.pretrain(rows, masked: 0, optimizer: .sgd(learningRate: 0.5), epochs: 1)

let history = try network.fit(
  rows, targets: rows, loss: .meanSquaredError, optimizer: .adam(learningRate: 0.03), epochs: 30,
  batchSize: 150, seed: 1)

let restored = network.outputs(for: rows)
let output = PixelImage(planes: restored.slice(axis: 0, 0..<1).reshaped([1, side, side]))
let original = pictures[0].inGray.resized(width: side, height: side, by: .bilinear)
let difference = original.difference(from: output).thresholded(above: 0.1)
print("PSNR \(output.peakSignalToNoise(to: original)), MSE \(output.meanSquaredError(to: original))")
try PixelImage.sheet([original, output, difference], columns: 3).write(to: folder + "restored.png")
// snippet.hide
precondition(network.parameterCount == zip(sizes, sizes.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 })
precondition(history[.loss].last ?? 1 < history[.loss][0], "\(history)")
let codes = stack.encoded(Variable(rows), ForwardContext()).value
precondition(codes.shape == [count, 50] && output.peakSignalToNoise(to: original) > 8)
precondition(difference.bytes.allSatisfy { $0 == 0 || $0 == 255 })
