// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import GraphDatasets
import GraphFiles
import Testing

@Suite("Reading OGB and Geom-GCN directories")
struct PublishedDirectoryTests {
  /// A temporary directory with files in subdirectories.
  private struct Tree {
    let folder: TemporaryFolder
    init(_ files: [String: [UInt8]]) throws {
      folder = try TemporaryFolder()
      for (name, bytes) in files {
        let parent = URL(fileURLWithPath: folder.path(name)).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        _ = try folder.file(name, bytes)
      }
    }
  }

  private static func packed(_ text: String) -> [UInt8] { ArchiveTests.storedGzip(Array(text.utf8)) }

  private static let ogb: [String: [UInt8]] = [
    "ogbn_toy/raw/edge.csv.gz": packed("0,1\n1,2\n3,0\n"), "ogbn_toy/raw/num-node-list.csv.gz": packed("5\n"),
    "ogbn_toy/raw/node-feat.csv.gz": packed("1,0\n0,2.5\n0,0\n-1,1\n0,1\n"),
    "ogbn_toy/raw/node-label.csv.gz": packed("2.0\n0.0\nnan\n\"\"\n2.0\n"),
    "ogbn_toy/split/time/train.csv.gz": packed("0\n4\n"), "ogbn_toy/split/time/valid.csv.gz": packed("1\n"),
    "ogbn_toy/split/time/test.csv.gz": packed("2\n"),
  ]

  @Test("An OGB directory gives edges, features, labels and its split, by either spelling of its name")
  func ogb() throws {
    let tree = try Tree(Self.ogb)
    defer { tree.folder.remove() }
    let root = tree.folder.path("")
    for data in [
      try NodeDataset(ogb: root + "/ogbn_toy"), try NodeDataset(ogb: root + "/ogbn_toy/raw"),
      try DatasetCatalog(directories: [root]).dataset("ogbn_toy"),
      try DatasetCatalog(directories: [root]).dataset("ogbn-toy"),
      try DatasetCatalog(directories: [root + "/ogbn_toy"]).dataset("ogbn-toy"),
      try DatasetCatalog(directories: [root + "/ogbn_toy"]).dataset("mine"),
    ] {
      #expect(data.nodeCount == 5 && data.graph.undirectedPairCount == 3)
      #expect(data.classNames == ["0", "2"] && data.labels == [1, 0, -1, -1, 1])
      #expect(FeatureRow(data.features, 3).values == [0: -1, 1: 1])
      #expect(data.publishedSplit == NodeSplit(train: [0, 4], validation: [1], test: [2]))
    }
    #expect(try NodeDataset(ogb: root + "/ogbn_toy", directed: true).graph.edgeCount == 3)
    #expect(
      DatasetCatalog(directories: [root]).list().contains { $0.name == "ogbn_toy" && $0.format == "ogb" })
  }

  @Test(
    "An OGB directory whose tables contradict each other is an error",
    arguments: [
      ("raw/edge.csv.gz", "0,5\n"), ("raw/edge.csv.gz", "0\n"), ("raw/edge.csv.gz", "0,x\n"),
      ("raw/edge.csv.gz", ""),
      ("raw/num-node-list.csv.gz", "2\n3\n"), ("raw/num-node-list.csv.gz", "-1\n"),
      ("raw/node-feat.csv.gz", "1,2\n"),
      ("raw/node-feat.csv.gz", "1,2\n1\n1,2\n1,2\n1,2\n"), ("raw/node-label.csv.gz", "1\n"),
      ("raw/node-label.csv.gz", "1,0\n1,0\n1,0\n1,0\n1,0\n"), ("split/time/train.csv.gz", "5\n"),
    ])
  func ogbMistakes(_ file: String, _ text: String) throws {
    var files = Self.ogb
    files["ogbn_toy/" + file] = Self.packed(text)
    let tree = try Tree(files)
    defer { tree.folder.remove() }
    #expect(dataError { _ = try NodeDataset(ogb: tree.folder.path("ogbn_toy")) }?.code == .badData)
  }

  private static let edges = "node_id\tnode_id\n7\t9\n9\t8\n"

  @Test("Geom-GCN files give words, or the indices of words if the rows differ in length")
  func geomGCN() throws {
    let head = "node_id\tfeature\tlabel\n"
    for (features, rows, isNoted) in [
      ("7\t0,1,0\t2\n8\t1,0,1\t0\n9\t0,0,0\t2\n", [[1: 1], [0: 1, 2: 1], [:]] as [[Int: Float]], false),
      ("7\t1,4\t2\n8\t0\t0\n9\t2,3,4\t2\n", [[1: 1, 4: 1], [0: 1], [2: 1, 3: 1, 4: 1]], true),
    ] {
      let tree = try Tree([
        "texas/out1_graph_edges.txt": Array(Self.edges.utf8),
        "texas/out1_node_feature_label.txt": Array((head + features).utf8),
      ])
      defer { tree.folder.remove() }
      let data = try DatasetCatalog(directories: [tree.folder.path("")]).dataset("texas")
      #expect(Array(data.nodeIdentifiers) == ["7", "8", "9"] && data.graph.undirectedPairCount == 2)
      #expect(data.classNames == ["0", "2"] && data.labels == [1, 0, 1])
      #expect((0..<3).map { FeatureRow(data.features, $0).values } == rows)
      #expect(data.notes.isEmpty == !isNoted)
    }
  }

  @Test("The first published split of a Geom-GCN directory is used, with a note")
  func geomGCNSplit() throws {
    func mask(_ values: [UInt8]) -> [UInt8] { NumpyFixture.npy("|b1", "(3,)", values) }
    let split = NumpyFixture.zip([
      ("train_mask.npy", mask([1, 0, 0])), ("val_mask.npy", mask([0, 1, 0])),
      ("test_mask.npy", mask([0, 0, 1])),
    ])
    let tree = try Tree([
      "texas/out1_graph_edges.txt": Array(Self.edges.utf8),
      "texas/out1_node_feature_label.txt": Array("h\th\th\n7\t0,1\t2\n8\t1,0\t0\n9\t0,0\t2\n".utf8),
      "texas/splits/texas_split_0.6_0.2_0.npz": split, "texas/splits/texas_split_0.6_0.2_1.npz": split,
    ])
    defer { tree.folder.remove() }
    let data = try NodeDataset(geomGCN: tree.folder.path("texas"))
    #expect(data.publishedSplit == NodeSplit(train: [0], validation: [1], test: [2]))
    #expect(data.notes.count == 1)
  }

  @Test(
    "Geom-GCN files whose tables contradict each other are errors",
    arguments: [
      ("h\th\th\n7\t0,1\t2\n", edges), ("h\th\th\n7\t0,1\t2\n7\t0,1\t2\n", edges),
      ("h\th\th\n7\t0,x\t2\n8\t1,1\t0\n9\t1,1\t0\n", edges),
      ("h\th\th\n7\t0.5\t2\n8\t1,1\t0\n9\t1,1\t0\n", edges),
      ("h\th\th\n7\t0,1\n8\t1,1\t0\n9\t1,1\t0\n", edges), ("", edges), ("h\th\th\n7\t0,1\t2\n", "h\th\n7\n"),
    ])
  func geomGCNMistakes(_ nodes: String, _ edges: String) throws {
    let tree = try Tree([
      "t/out1_graph_edges.txt": Array(edges.utf8), "t/out1_node_feature_label.txt": Array(nodes.utf8),
    ])
    defer { tree.folder.remove() }
    #expect(dataError { _ = try NodeDataset(geomGCN: tree.folder.path("t")) }?.code == .badData)
  }
}
