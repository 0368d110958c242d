// SPDX-License-Identifier: Apache-2.0

internal import GraphLearning

/// The attention weights as CSV with rows `layer,source,target,head 1,...`.
struct AttentionTable {
  let layers: [LayerAttention]
  let data: NodeDataset

  var csv: String {
    let heads = layers.map { $0.weights.shape[1] }.max() ?? 0
    var text = "layer,source,target," + (1...max(1, heads)).map { "head \($0)" }.joined(separator: ",") + "\n"
    for (number, layer) in layers.enumerated() {
      let (pattern, width) = (layer.pattern, layer.weights.shape[1])
      let values = layer.weights.scalars
      for row in 0..<pattern.rowCount {
        for entry in pattern.rowOffsets[row]..<pattern.rowOffsets[row + 1] {
          let weights = (0..<heads).map { $0 < width ? values[entry * width + $0].description : "" }
          text +=
            "\(number + 1),\(name(Int(pattern.columnIndices[entry]), pattern.columnCount)),"
            + "\(name(row, pattern.rowCount)),\(weights.joined(separator: ","))\n"
        }
      }
    }
    return text
  }

  /// Returns a node's id, quoted if necessary, or the index of a hyperedge.
  private func name(_ index: Int, _ count: Int) -> String {
    count == data.nodeCount ? TableField.written(data.nodeIdentifiers[index]) : String(index)
  }
}
