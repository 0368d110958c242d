// Keras' stack of convolutions: two convolutions with pooling, then ten classes. The pictures are generated: the
// class is the place of a bright square.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import GraphLearning

let count = 400
let labels = (0..<count).map { $0 % 10 }
var pixels = RandomStream(seed: 1, purpose: .generation).normal([count, 28, 28, 1], deviation: 0.3)
for (picture, label) in labels.enumerated() {
  for row in 0..<7 {
    for column in 0..<5 { pixels[picture, label / 5 * 14 + row, label % 5 * 5 + column, 0] += 1 }
  }
}
// snippet.show
var model = Sequential(
  Conv2D(filters: 64, kernelSize: 3, padding: .same, dataFormat: .channelsLast, activation: .relu),
  MaxPool2D(poolSize: 2, strides: 2, dataFormat: .channelsLast),
  Conv2D(filters: 128, kernelSize: 3, padding: .same, dataFormat: .channelsLast, activation: .relu),
  MaxPool2D(poolSize: 2, strides: 2, dataFormat: .channelsLast),
  Flatten(), Dense(units: 10, activation: .softmax))
let history = try model.fit(
  pixels, labels: labels, loss: .crossEntropy(fromLogits: false), epochs: 2, validationSplit: 0.2,
  metrics: [.accuracy])
// snippet.hide
print(model.summary(inputShape: [1, 28, 28, 1]))
precondition(model.parameterCount == 640 + 73_856 + 62_730)
precondition(history[.validationMetric(.accuracy)].last ?? 0 > 0.9, "\(history)")
