internal import GraphLearning

/// The nodes on which `graphlearn evaluate` compares predictions with labels.
struct EvaluatedNodes {
  let nodes: [Int32]
  /// What they are.
  let description: String
  /// How many of them trained the model; 0 where its file does not say.
  let trainedCount: Int

  /// - Parameters:
  ///   - set: the set that was asked for; nil: the test nodes where there are some.
  ///   - hasSplit: whether the user has named a split.
  init(of model: SavedModel, in data: NodeDataset, set: String?, hasSplit: Bool, seed: UInt64)
    throws(DataError)
  {
    let saved = hasSplit ? nil : model.split(in: data)
    let hasTests = saved.map { !$0.test.isEmpty } ?? (hasSplit || data.hasPublishedSplit)
    let set = set ?? (hasTests ? "test" : "all")
    let chosen: [Int32]
    if set == "all" {
      chosen = (0..<Int32(data.nodeCount)).filter { data.labels[Int($0)] >= 0 }
      description = "all labelled nodes"
    } else {
      let split: NodeSplit
      if let saved { split = saved } else { split = try data.resolvedSplit(seed: seed) }
      chosen = set == "train" ? split.train : set == "test" ? split.test : split.validation
      let name = set == "train" ? "training" : set
      let origin =
        saved != nil
        ? "the model's own split" : data.split == .standard ? "the default split" : "the split \(data.split)"
      description = "\(name) nodes of \(origin)"
      guard !chosen.isEmpty else {
        throw DataError(.badData, "there are no \(description)", hint: "--all compares all labelled nodes")
      }
    }
    let trained = model.trainedNodes(in: data)
    nodes = chosen
    trainedCount = chosen.count { trained.contains($0) }
  }

  /// What the user should know of them.
  var notes: [DataNote] {
    guard trainedCount > 0 else { return [] }
    let share = trainedCount == nodes.count ? "all" : Format.count(trainedCount)
    return [
      DataNote(
        "\(share) of the \(Format.count(nodes.count)) evaluated nodes trained the model: it is better on them than on others"
      )
    ]
  }
}
