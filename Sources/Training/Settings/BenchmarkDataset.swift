// SPDX-License-Identifier: Apache-2.0

package import GraphDatasets

/// A citation graph for which papers publish specific settings.
///
/// It is recognised by its content, not by its file name: by the numbers of nodes, features and classes,
/// of the whole graph or of its largest component.
package enum BenchmarkDataset: String, Sendable, CaseIterable {
  /// Cora (Sen et al. 2008): 2,708 nodes, 1,433 words, 7 classes.
  case cora
  /// CiteSeer (Sen et al. 2008): 3,327 nodes (3,312 without those that have no words), 3,703 words, 6
  /// classes.
  case citeseer
  /// PubMed (Namata et al. 2012): 19,717 nodes, 500 words, 3 classes.
  case pubmed

  /// Recognises the benchmark in `data`, or returns nil if it is none of them.
  package init?(recognizedIn data: NodeDataset) {
    guard let known = Self.allCases.first(where: { $0.matches(data) }) else { return nil }
    self = known
  }

  /// The name that papers use.
  package var title: String {
    switch self {
    case .cora: "Cora"
    case .citeseer: "CiteSeer"
    case .pubmed: "PubMed"
    }
  }

  private func matches(_ data: NodeDataset) -> Bool {
    let (nodes, features, classes): (Set<Int>, Int, Int) =
      switch self {
      case .cora: ([2_708, 2_485], 1_433, 7)
      case .citeseer: ([3_327, 3_312, 2_120, 2_110], 3_703, 6)
      case .pubmed: ([19_717], 500, 3)
      }
    return nodes.contains(data.nodeCount) && data.featureCount == features && data.classCount == classes
  }
}
