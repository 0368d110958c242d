// Times training steps of image models as the peer in peers/images.py does: random images, cross-entropy, Adam, one JSON line a model.
//
// usage: DenseTimes MODEL THREADS [STEPS]      MODEL: simplecnn, resnet18

import Autograd
import NeuralNetworks
import TensorCore

let arguments = CommandLine.arguments
let settings: [String: (batch: Int, side: Int, steps: Int)] = [
  "simplecnn": (64, 32, 60), "resnet18": (16, 64, 8),
]
guard arguments.count == 3 || arguments.count == 4, let setting = settings[arguments[1]],
  let threads = Int(arguments[2]), let steps = arguments.count == 4 ? Int(arguments[3]) : setting.steps,
  steps > 0
else { fatalError("usage: DenseTimes simplecnn|resnet18 THREADS [STEPS]") }

/// The milliseconds of every step, after two that do not count.
func times(_ initial: some Layer, classes: Int) -> [Double] {
  var (model, optimizer) = (initial, Adam(learningRate: 0.001))
  let stream = RandomStream(seed: 1, purpose: .generation)
  let images = stream.normal([setting.batch, 3, setting.side, setting.side])
  let labels = (0..<setting.batch).map { Int32(stream.integer(below: classes, at: UInt64($0))) }
  let rows = labels.indices.map { Int32($0) }
  return (-2..<steps).compactMap { step in
    let elapsed = ContinuousClock().measure {
      let gradients: Gradients
      do {
        let context = ForwardContext(training: 1, step: step + 2)
        let loss = model(Variable(images), context).crossEntropy(rows: rows, labels: labels)
        gradients = context.gradients(of: loss)
      }
      optimizer.update(&model, along: gradients)
    }
    return step < 0 ? nil : elapsed / .milliseconds(1)
  }
}

let stream = RandomStream(seed: 1, purpose: .initialization)
let measured = Parallelism.$threadCount.withValue(threads) {
  arguments[1] == "simplecnn"
    ? times(SimpleCNN(stream: stream), classes: 10)
    : times(ResNet18(classes: 10, stem: .small, stream: stream), classes: 10)
}
let sorted = measured.sorted()
print(
  #"{"model": "\#(arguments[1])", "threads": \#(threads), "median_ms": \#(sorted[sorted.count / 2]), "min_ms": \#(sorted[0]), "steps": \#(steps)}"#
)
