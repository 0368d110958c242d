// Reads a citation graph from files, trains a GCN, saves it, and predicts with the saved classifier.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import Foundation
import GraphLearning

// Uses Cora if the data set is available, else a small generated graph in the same format.
let manager = FileManager.default
let folder = manager.temporaryDirectory.appendingPathComponent("snippet-\(UUID().uuidString)")
try manager.createDirectory(at: folder, withIntermediateDirectories: true)
defer { try? manager.removeItem(at: folder) }
let isThere = manager.changeCurrentDirectoryPath(
  (ProcessInfo.processInfo.environment["GRAPHLEARN_DATA"] ?? "") + "/cora")
for name in ["cora.content", "cora.cites"] where isThere {
  try manager.copyItem(atPath: name, toPath: folder.appendingPathComponent(name).path)
}
_ = manager.changeCurrentDirectoryPath(folder.path)
if !isThere {
  let papers = 0..<240
  let words = { (paper: Int) in (0..<24).map { ($0 * 7 + paper) % 5 == 0 || $0 / 8 == paper % 3 ? "1" : "0" }
  }
  let content = papers.map { (["p\($0)"] + words($0) + ["topic\($0 % 3)"]).joined(separator: "\t") }
  try Data((content.joined(separator: "\n") + "\n").utf8).write(
    to: folder.appendingPathComponent("cora.content"))
  let cites = papers.map { "p\($0)\tp\(($0 + 3) % 240)" }
  try Data((cites.joined(separator: "\n") + "\n").utf8).write(to: folder.appendingPathComponent("cora.cites"))
}
// snippet.show
let cora = try NodeDataset(
  content: "cora.content", cites: "cora.cites", split: .random(perClass: 20, validationPerClass: 30))
let run = try Trainer(seed: 42).fit(GCN(for: cora), to: cora)
print(run.testAccuracy)
try run.classifier.save(to: "cora.safetensors")

let classifier = try TrainedClassifier(contentsOf: "cora.safetensors")
let same = try classifier.predictions(for: cora) == run.predictions  // true, bit for bit
print(same)
// snippet.hide
guard same && run.testAccuracy > 0.75 else { fatalError("accuracy \(run.testAccuracy), same: \(same)") }
