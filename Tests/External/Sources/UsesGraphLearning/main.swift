import GraphLearning

let people = try NodeDataset(
  edges: [("ada", "bob", 1), ("bob", "cyd", 2.5)],
  features: ["ada": [1, 0], "bob": [0, 1], "cyd": [1, 1]],
  labels: ["ada": "x", "bob": "y", "cyd": "x"],
  split: .nodes(train: ["ada", "bob"]))
precondition(people.graph.edgeCount == 4 && people.classNames == ["x", "y"])
let split = try people.resolvedSplit(seed: 0)
precondition(split == NodeSplit(train: [0, 1], test: [2]))

let trainer = Trainer(epochs: 20, earlyStopping: .never, seed: 42)
let run = try trainer.fit(GCN(GCN.Configuration(hiddenSize: 8, dropout: 0), for: people), to: people)
precondition(run.predictions.count == 3 && run.trainAccuracy > 0, "\(run.trainAccuracy)")
