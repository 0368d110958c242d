// SPDX-License-Identifier: Apache-2.0

package import GraphCore

extension NodeDataset {
  /// Returns the same data with more labels, by node name. Classes keep their numbers if none is new;
  /// otherwise all are numbered again in the order of their names.
  ///
  /// Throws ``DataError`` that names the element if a name is not that of a node, a label is empty, or the
  /// node already has another label.
  package func withLabels(_ added: [String: String]) throws(DataError) -> NodeDataset {
    guard !added.isEmpty else { return self }
    var texts = labels.map { $0 >= 0 ? classNames[Int($0)] : nil }
    for (name, label) in added.sorted(by: { $0.key < $1.key }) {
      let place = DataError.Place.argument("labels[\"\(name.prefix(40))\"]")
      guard let node = nodeIdentifiers.index(of: name) else {
        throw DataError(.badData, "no node has this name; is it misspelled?", at: place)
      }
      guard !label.isEmpty else {
        throw DataError(.badData, "the label is empty; leave out nodes whose class is unknown", at: place)
      }
      if let own = texts[node], own != label {
        throw DataError(
          .badData,
          "the node already has the label '\(own.prefix(40))'; expected the same, found '\(label.prefix(40))'",
          at: place)
      }
      texts[node] = label
    }
    let known = Dictionary(classNames.enumerated().map { ($1, Int32($0)) }) { first, _ in first }
    if added.values.allSatisfy({ known[$0] != nil }) {
      return with(labels: texts.map { $0.flatMap { known[$0] } ?? -1 }, classNames: classNames)
    }
    var column = LabelColumn()
    for text in texts { column.append(literal: text) }
    let (classes, _) = column.settled(path: "labels")
    return with(labels: classes.labels, classNames: classes.names)
  }
}
