// A generative adversarial network: the generator learns points on a circle, and the discriminator to tell them
// from its own; both in turn.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import Foundation
import GraphLearning

let stream = RandomStream(seed: 1, purpose: .generation)
let points = (0..<1024).flatMap { index -> [Float] in
  let angle = 2 * Double.pi * stream.uniform(at: UInt64(index))
  return [Float(cos(angle)), Float(sin(angle))]
}
let examples = Tensor(points, shape: [1024, 2])
// snippet.show
let generator = Sequential(
  Dense(units: 32, activation: .relu), Dense(units: 32, activation: .relu), Dense(units: 2))
let discriminator = Sequential(
  Dense(units: 32, activation: .leakyRelu(negativeSlope: 0.2)),
  Dense(units: 32, activation: .leakyRelu(negativeSlope: 0.2)),
  Dense(units: 1))
var gan = GAN(generator: generator, discriminator: discriminator, noiseSize: 4)
let history = try gan.fit(examples, optimizer: Adam(learningRate: 0.002, beta1: 0.5), epochs: 60, seed: 1)
let made = gan.examples(500, seed: 2)
// snippet.hide
let radii = Variable((made * made).sum(axis: 1)).squareRoot().value
let mean = radii.mean().scalar
print("mean radius \(mean), D(x) \(history[59].realProbability), D(G(z)) \(history[59].generatedProbability)")
precondition(abs(mean - 1) < 0.2)
precondition(
  abs(history[59].realProbability - 0.5) < 0.25 && abs(history[59].generatedProbability - 0.5) < 0.25)
