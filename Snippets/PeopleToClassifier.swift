// Trains and saves a classifier on people and their friendships in memory, then predicts the team of a
// new person.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import Foundation
import GraphLearning

_ = FileManager.default.changeCurrentDirectoryPath(FileManager.default.temporaryDirectory.path)
// snippet.show
enum Team: String { case red, blue }

struct Person {
  var name: String
  var age: Double
  var commute: Double
  var team: Team?
}

struct Friendship {
  var one: String
  var other: String
  var years: Int
}

// snippet.hide
// Twelve red and twelve blue people, each a friend of the next three in the team. Two friendships join
// the teams. The teams of six people are unknown.
var people: [Person] = []
var friendships: [Friendship] = []
for number in 0..<24 {
  let team = number < 12 ? Team.red : .blue
  people.append(
    Person(
      name: "person \(number)", age: Double(team == .red ? 22 + number : 30 + number),
      commute: Double(number % 4) / 10 + (team == .red ? 0.2 : 0.5), team: number % 4 == 3 ? nil : team))
  for step in 1...3 {
    let other = number / 12 * 12 + (number + step) % 12
    friendships.append(
      Friendship(one: "person \(number)", other: "person \(other)", years: 1 + (number + step) % 5))
  }
  if number < 2 {
    friendships.append(Friendship(one: "person \(number)", other: "person \(number + 12)", years: 1))
  }
}
// snippet.show
func features(of people: [Person]) -> [String: [Double]] {
  Dictionary(uniqueKeysWithValues: people.map { ($0.name, [$0.age, $0.commute]) })
}

let friends = try NodeDataset(
  edges: friendships.map { ($0.one, $0.other, $0.years) }, features: features(of: people),
  labels: Dictionary(
    uniqueKeysWithValues: people.compactMap { person in person.team.map { (person.name, $0) } }),
  featureNames: ["age", "commute"], nodes: people.map(\.name), name: "friends",
  split: .fractions(train: 0.4, validation: 0.2))
print(friends)

let run = try Trainer(epochs: 200, featureScaling: .standard, seed: 1).fit(GCN(for: friends), to: friends)
for note in friends.notes + run.notes { print("note: \(note)") }
print("\(run.split): test accuracy \(run.testAccuracy)")
let predictions = try run.classifier.nodePredictions(for: friends)
for person in people where person.team == nil {
  guard let prediction = predictions[person.name] else { continue }
  print("\(person.name): \(prediction.className), probability \(prediction.probability)")
}
try run.classifier.save(to: "friends.safetensors")

// A new person: the saved classifier predicts on the same data with one more person and two more
// friendships.
let newcomer = Person(name: "zoe", age: 47, commute: 0.6)
let everybody = try friends.adding(
  edges: [("zoe", "person 13", 1), ("zoe", "person 20", 2)], features: features(of: [newcomer]))
let classifier = try TrainedClassifier(contentsOf: "friends.safetensors")
let zoe = try classifier.nodePredictions(for: everybody)["zoe"]
print("zoe: \(zoe?.className ?? "unknown"), \(zoe?.ranking ?? [])")
// snippet.hide
guard zoe?.className == "blue" else { fatalError("expected blue, the team of both friends of zoe") }
guard run.testAccuracy > 0.7 else { fatalError("the accuracy is only \(run.testAccuracy)") }
try FileManager.default.removeItem(atPath: "friends.safetensors")
