// SPDX-License-Identifier: Apache-2.0

// Times reading an edge list from text into a CSR graph on one thread. Prints the median of repeated
// calls in one process as one JSON line.
//
// usage: ReadingTimes FILE [CALLS]   (CALLS: the number of calls, default 3)

import GraphCore
import GraphDatasets
import TensorCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

guard CommandLine.arguments.count >= 2 else { fatalError("usage: ReadingTimes FILE [CALLS]") }
let path = CommandLine.arguments[1]
let calls = CommandLine.arguments.count > 2 ? Int(CommandLine.arguments[2]) ?? 3 : 3

var status = stat()
guard unsafe stat(path, &status) == 0 else { fatalError("\(path): no such file") }
let bytes = Double(status.st_size)

let clock = ContinuousClock()
var times = [Double]()
var graph = Graph(nodeCount: 0, sources: [], targets: [])
for _ in 0..<calls {
  times.append(
    clock.measure {
      Parallelism.$threadCount.withValue(1) {
        do { graph = try NodeDataset.graph(ofEdges: path) } catch { fatalError("\(error)") }
      }
    } / .seconds(1))
}
let seconds = times.sorted()[times.count / 2]
print(
  #"{"file": "\#(path)", "seconds": \#(seconds), "mb_per_s": \#(bytes / seconds / 1e6), "nodes": \#(graph.nodeCount), "entries": \#(graph.edgeCount)}"#
)
