// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import GraphLearning

/// The option that selects the model to train.
struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The model to train: \(NameList.models.text). The models \
      \(Self.readers.joined(separator: ", ")) do not use edges: they read the words of each node as a \
      sequence.
      """, valueName: "name"), completion: .list(NameList.models.names),
    transform: { try NameList.models.name($0) })
  var model = "gcn"

  /// The names of the models that read sequences of words.
  private static let readers = ModelRegistry.standard.entries.filter { $0.model.input == .words }.map(\.name)
}
