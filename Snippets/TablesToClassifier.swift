// Reads three CSV files, then trains, saves and evaluates a GAT.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import Foundation
import GraphLearning

// Customers in two regions. Each shares purchases with six customers of the same region; two edges join
// the regions.
let folder = FileManager.default.temporaryDirectory.appendingPathComponent("snippet-\(UUID().uuidString)")
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
defer { try? FileManager.default.removeItem(at: folder) }
_ = FileManager.default.changeCurrentDirectoryPath(folder.path)
func write(_ rows: [String], to name: String) throws {
  try Data((rows.joined(separator: "\n") + "\n").utf8).write(to: folder.appendingPathComponent(name))
}
let customers = 0..<60
try write(
  ["source,target,weight"]
    + customers.flatMap { customer in
      (1...3).map {
        "c\(customer),c\(customer / 30 * 30 + (customer + $0 * $0) % 30),\(1 + (customer + $0) % 3)"
      }
    } + ["c1,c40,1", "c20,c55,2"], to: "edges.csv")
try write(
  ["id,age,visits"] + customers.map { "c\($0),\(20 + $0 * 7 % 50),\($0 % 9 + $0 / 30 * 4)" },
  to: "features.csv")
try write(
  ["id,region"] + customers.filter { $0 % 5 < 4 }.map { "c\($0),\($0 < 30 ? "north" : "south")" },
  to: "labels.csv")
// snippet.show
let shop = try NodeDataset(
  edges: "edges.csv", features: "features.csv", labels: "labels.csv",
  split: .fractions(train: 0.6, validation: 0.2))
for note in shop.notes { print("note: \(note)") }
print(shop)

let run = try Trainer(featureScaling: .standard, seed: 1).fit(GAT(for: shop), to: shop)
for note in run.notes { print("note: \(note)") }
try run.classifier.save(to: "shop.safetensors")

let classifier = try TrainedClassifier(contentsOf: "shop.safetensors")
let evaluation = try classifier.evaluate(shop)
print(evaluation.report)

let patient = Trainer(
  epochs: 1000, earlyStopping: .lossOrAccuracy(patience: 100), featureScaling: .standard, seed: 1)
let patientRun = try patient.fit(GAT(for: shop), to: shop)
print("best epoch \(patientRun.bestEpoch), test accuracy \(patientRun.testAccuracy)")
// snippet.hide
guard evaluation.accuracy >= 0.8 else { fatalError("accuracy \(evaluation.accuracy)") }
