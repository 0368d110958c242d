// SPDX-License-Identifier: Apache-2.0

// Times training steps of networks and operations on tensors with the sizes of peers/images.py and
// peers/dense.py. Prints one JSON line.
//
// usage: DenseTimes NAME THREADS [STEPS]
// NAME: simplecnn, channelsfirst, channelslast, resnet18, lstm, gru, attention, textrnn (networks);
//       gemm, gemm-tall, gemm-transposed, gemm-narrow, add, add-small, relu, exp, sum, softmax, log-softmax,
//       chain (tensors)

import TensorCore

let arguments = CommandLine.arguments
let steps = arguments.count == 4 ? Int(arguments[3]) : nil
guard arguments.count == 3 || (steps ?? 0) > 0, arguments.count >= 3, let threads = Int(arguments[2]),
  let measured = Parallelism.$threadCount.withValue(
    threads,
    operation: { Networks.times(arguments[1], steps) ?? Arithmetic.times(arguments[1], steps) })
else { fatalError("usage: DenseTimes NAME THREADS [STEPS]; names are listed at the top of its main.swift") }
let sorted = measured.sorted()
print(
  #"{"name": "\#(arguments[1])", "threads": \#(threads), "median_ms": \#(sorted[sorted.count / 2]), "min_ms": \#(sorted[0]), "steps": \#(sorted.count)}"#
)
