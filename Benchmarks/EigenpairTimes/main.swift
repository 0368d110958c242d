// SPDX-License-Identifier: Apache-2.0

// Times eigenpairs of a normalized Laplacian in the same way as peers/eigenpairs.py. Prints the median
// of repeated calls in one process as one JSON line. With COUNT 0, all eigenpairs of the whole graph are
// computed, otherwise those of its largest component.
//
// usage: EigenpairTimes GRAPH.npz COUNT smallest|largest THREADS

import GraphCore
import GraphDatasets
import SpectralGraphs
import TensorCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

let arguments = CommandLine.arguments
guard arguments.count == 5, let count = Int(arguments[2]), let threads = Int(arguments[4]),
  ["smallest", "largest"].contains(arguments[3])
else { fatalError("usage: EigenpairTimes GRAPH.npz COUNT smallest|largest THREADS") }
let end = arguments[3] == "smallest" ? SpectrumEnd.smallest : .largest

var graph = try NodeDataset(edges: arguments[1]).graph
if count > 0 {
  let components = graph.connectedComponents()
  if components.count > 1 { graph = graph.inducedSubgraph(components.largest) }
}

let clock = ContinuousClock()
var times = [Double]()
var residual = 0.0
Parallelism.$threadCount.withValue(threads) {
  // The number of calls is that of the peers: at least three, and up to fifteen within two seconds.
  while times.count < 3 || (times.count < 15 && times.reduce(0, +) < 2) {
    times.append(
      clock.measure {
        do {
          let laplacian = try graph.laplacian(.symmetric)
          let pairs = try count == 0 ? laplacian.eigenpairs() : laplacian.eigenpairs(count, end)
          residual = pairs.residuals.max() ?? 0
        } catch { fatalError("\(error)") }
      } / .seconds(1))
  }
}
var usage = rusage()
#if canImport(Darwin)
  unsafe getrusage(RUSAGE_SELF, &usage)
  let bytes = Double(usage.ru_maxrss)
#else
  unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  let bytes = Double(usage.ru_maxrss) * 1024
#endif
print(
  #"{"seconds": \#(times.sorted()[times.count / 2]), "first_seconds": \#(times[0]), "max_residual": \#(residual), "peak_memory_mb": \#(bytes / 1e6)}"#
)
