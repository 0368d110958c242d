internal import ArgumentParser
internal import GraphLearning

/// The Laplacian that a command works on.
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

/// Which Laplacian.
struct LaplacianOptions: ParsableArguments {
  @Option(help: "Which Laplacian: normalized, combinatorial, random-walk or signless.")
  var laplacian = LaplacianChoice.normalized
}

extension InputOptions {
  /// Stops where `--directed` is given to a command that takes undirected graphs.
  func requireUndirected(_ command: String) throws {
    if directed { throw ValidationError("\(command) takes undirected graphs; leave --directed out") }
  }
}

/// Methods by the names that options give them.
enum MethodNames {
  static func eigenpairs(_ name: String) throws -> EigenMethod {
    let methods = EigenMethod.allCases.filter { $0 != .components }
    return try named(name, methods.map { ($0.rawValue, $0) })
  }

  static func filter(_ name: String) throws -> FilterMethod {
    try named(name, FilterMethod.allCases.map { ($0.rawValue, $0) })
  }

  private static func named<Method>(_ name: String, _ methods: [(String, Method)]) throws -> Method {
    guard let method = methods.first(where: { $0.0 == name }) else {
      let names = methods.map(\.0).joined(separator: ", ")
      throw ValidationError("--method takes one of \(names), not '\(name)'")
    }
    return method.1
  }
}
