// SPDX-License-Identifier: Apache-2.0

internal import GraphLearning

/// The attention weights as CSV with rows `layer,source,target,head 1,...`. The fields of heads that a
/// layer does not have are empty.
struct AttentionTable {
  let layers: [LayerAttention]
  let data: NodeDataset

  var csv: String {
    let heads = layers.map { $0.weights.shape[1] }.max() ?? 0
    var text = "layer,source,target," + (1...max(1, heads)).map { "head \($0)" }.joined(separator: ",") + "\n"
    for (number, layer) in layers.enumerated() {
      for entry in layer.entries {
        let weights = (0..<heads).map {
          $0 < entry.weights.count ? entry.weights[$0].description : ""
        }
        text +=
          "\(number + 1),\(written(entry.source, isHyperedge: layer.ends.hasHyperedgeSources)),"
          + "\(written(entry.target, isHyperedge: layer.ends.hasHyperedgeTargets)),\(weights.joined(separator: ","))\n"
      }
    }
    return text
  }

  private func written(_ index: Int32, isHyperedge: Bool) -> String {
    TableField.written(data.name(of: index, isHyperedge: isHyperedge))
  }
}
