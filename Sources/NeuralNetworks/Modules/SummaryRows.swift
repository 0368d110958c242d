// SPDX-License-Identifier: Apache-2.0

internal import Autograd

/// Converts the notes of a pass into rows: one per layer, and one per operation between layers.
struct SummaryRows {
  private(set) var rows: [ModelSummary.Row] = []
  private var places: [String: Int] = [:]

  /// Creates the rows.
  ///
  /// - Parameter leaves: the layer path and the number of weights of each parameter, by its node number
  ///   on the tape.
  init(_ notes: [OperationNote], leaves: [Int: (path: String, count: Int)]) {
    // Slices, reshapes and transposes of weights still belong to the layer of the weights.
    let shaping: Set = ["slice", "reshaped", "transposed"]
    var parameters = leaves
    var paths = [String?]()
    for note in notes {
      let path = note.inputs.lazy.compactMap { parameters[$0]?.path }.first
      if shaping.contains(note.name), let path { parameters[note.node] = (path, 0) }
      paths.append(path)
    }
    // An operation without weights between two operations of the same layer is part of that layer.
    var following = [String?](repeating: nil, count: notes.count)
    for index in notes.indices.dropLast().reversed() {
      following[index] = paths[index + 1] ?? following[index + 1]
    }
    var (last, lastKey) = (String?.none, "")
    var counted = Set<Int>()
    for (index, note) in notes.enumerated() where parameters[note.node] == nil {
      let layer = paths[index] ?? (following[index] == last ? last : nil)
      if let path = paths[index] { last = path }
      if layer == nil && note.work == 0 && note.byteCount == 0 { continue }
      // The same operation after the same layer, as in a loop over time, has one row.
      let operation = note.enclosingOperation ?? note.name
      let isSameOperation = note.enclosingOperation != nil && lastKey.hasSuffix("/" + operation)
      let key = layer.map { "layer " + $0 } ?? (isSameOperation ? lastKey : lastKey + "/" + operation)
      lastKey = key
      add(note, key: key, name: layer ?? operation, isLayer: layer != nil)
      for input in note.inputs where counted.insert(input).inserted {
        rows[places[key] ?? 0].parameterCount += leaves[input]?.count ?? 0
      }
    }
    countCuts(notes, leaves, counted)
  }

  private mutating func add(_ note: OperationNote, key: String, name: String, isLayer: Bool) {
    let place = places[key] ?? rows.count
    if place == rows.count {
      places[key] = place
      rows.append(
        ModelSummary.Row(
          name: name.isEmpty ? "model" : name, isLayer: isLayer, outputShape: [], parameterCount: 0,
          floatingPointOperations: 0, activationBytes: 0))
    }
    rows[place].outputShape = Array(note.shape)
    rows[place].floatingPointOperations += note.work
    rows[place].activationBytes += note.byteCount
  }

  /// Counts weights that operations use only through slices, reshapes or transposes.
  private mutating func countCuts(
    _ notes: [OperationNote], _ leaves: [Int: (path: String, count: Int)], _ counted: Set<Int>
  ) {
    for (node, leaf) in leaves where !counted.contains(node) {
      guard let place = places["layer " + leaf.path] else { continue }
      if notes.contains(where: { $0.inputs.contains(node) }) { rows[place].parameterCount += leaf.count }
    }
  }
}
