// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import GraphLearning

/// The Laplacian that a command uses.
enum LaplacianChoice: String, ExpressibleByArgument, CaseIterable {
  case normalized
  case combinatorial
  case randomWalk = "random-walk"
  case signless

  var kind: Laplacian.Kind {
    switch self {
    case .normalized: .symmetric
    case .combinatorial: .combinatorial
    case .randomWalk: .randomWalk
    case .signless: .signless
    }
  }
}

/// The option that selects the Laplacian.
struct LaplacianOptions: ParsableArguments {
  @Option(
    help: """
      The Laplacian: normalized (I - D^-1/2 A D^-1/2), combinatorial (D - A), random-walk (I - D^-1 A) or \
      signless (D + A).
      """)
  var laplacian = LaplacianChoice.normalized
}

extension InputOptions {
  /// Throws if `--directed` is given to a command that requires an undirected graph.
  func requireUndirected(_ command: String) throws {
    if directed { throw ValidationError("\(command) requires an undirected graph; remove --directed") }
  }
}
