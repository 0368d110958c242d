// Trains a GCN on the karate club, predicts the faction of each member, and saves the classifier.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import Foundation
import GraphLearning

_ = FileManager.default.changeCurrentDirectoryPath(FileManager.default.temporaryDirectory.path)
// snippet.show
let club = try DatasetCatalog().dataset("karate")
let trainer = Trainer(optimizer: .adam(learningRate: 0.01, weightDecay: 5e-4), epochs: 200, seed: 42)
let run = try trainer.fit(GCN(for: club), to: club)
print("test accuracy \(run.testAccuracy)")
for member in try run.classifier.nodePredictions(for: club) {
  print("member \(member.node): \(member.className)")
}
try run.classifier.save(to: "club.safetensors")

let classifier = try TrainedClassifier(contentsOf: "club.safetensors")
let isSame = try classifier.predictions(for: club) == run.predictions  // true, bit for bit
// snippet.hide
guard run.testAccuracy > 0.8 else { fatalError("the test accuracy is only \(run.testAccuracy)") }
guard isSame else { fatalError("the saved classifier predicts different classes") }
try FileManager.default.removeItem(atPath: "club.safetensors")
