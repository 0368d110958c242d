// Removes noise from a signal on a graph: the part of the signal that is smooth along the edges remains.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import SpectralGraphs

// snippet.show
// A grid of 16 x 16 nodes with a smooth hill as the signal, and noise.
var edges = [(Int, Int)]()
for node in 0..<256 {
  if node % 16 < 15 { edges.append((node, node + 1)) }
  if node < 240 { edges.append((node, node + 16)) }
}
let grid = try Graph(nodeCount: 256, edges: edges)
let hill = (0..<256).map { node in
  let (x, y) = (Double(node % 16) / 15, Double(node / 16) / 15)
  return 16 * x * (1 - x) * y * (1 - y)
}
let noise = RandomStream(seed: 1, purpose: .generation)
let noisy = hill.enumerated().map { $1 + noise.uniform(at: UInt64($0)) - 0.5 }

let laplacian = try grid.laplacian(.combinatorial)
let smooth = try laplacian.filter(GraphSignals(noisy), .tikhonov(2)).signals.column(0)
let wavelets = FilterBank.meyer(count: 5, largestEigenvalue: laplacian.eigenvalueBounds.upperBound)
let bands = try laplacian.analyze(noisy, wavelets)

let error = { (signal: [Double]) in
  (zip(signal, hill).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 256).squareRoot()
}
print("root mean square error: \(error(noisy)) noisy, \(error(smooth)) after the filter")
for band in 0..<bands.signalCount {
  print("band \(band): energy \(bands.column(band).reduce(0) { $0 + $1 * $1 })")
}
// snippet.hide
guard error(smooth) < 0.5 * error(noisy) else { fatalError("the filter removed less than half of the noise") }
