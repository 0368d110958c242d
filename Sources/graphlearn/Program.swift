// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Dispatch
internal import GraphLearning

/// The entry point: runs a command and turns an error into one line on standard error and an exit
/// status.
@main
enum Program {
  static func main() {
    let watchers = Signals.install()
    defer { withExtendedLifetime(watchers) {} }
    requireReadableArguments()
    if let repeated = RepeatedOptions.error(in: Array(CommandLine.arguments.dropFirst())) {
      fail(repeated, hint: "Give it once.", status: .usage)
    }
    do {
      var command = try GraphLearnCommand.parseAsRoot()
      try command.run()
      StandardError.flushNotes()
    } catch {
      finish(error)
    }
  }

  /// Exits with an error if an argument is not valid UTF-8: Swift would repair it silently, and a path
  /// would become a different one.
  private static func requireReadableArguments() {
    for number in 0..<Int(CommandLine.argc) {
      guard let argument = unsafe CommandLine.unsafeArgv[number] else { return }
      if unsafe String(validatingCString: argument) == nil {
        let repaired = unsafe String(cString: argument)
        fail(
          "argument \(number), '\(repaired.printable(limit: 100))', is not valid UTF-8",
          hint: "Rename the file, or pass a symbolic link to it.", status: .usage)
      }
    }
  }

  private static func finish(_ error: any Error) -> Never {
    if let failure = error as? DataError {
      fail(failure.printable, hint: failure.hint?.namingOptions, status: ExitStatus(failure.code))
    }
    if let failure = error as? SpectralError { finish(failure) }
    let code = GraphLearnCommand.exitCode(for: error)
    if code == .success {
      // ArgumentParser reports the texts of --help and --version as errors of the code success.
      do {
        try StandardOutput.write(GraphLearnCommand.fullMessage(for: error) + "\n")
      } catch {
        fail(error.namingOptions, hint: error.hint?.namingOptions, status: ExitStatus(error.code))
      }
      exitProgram(0)
    }
    // ArgumentParser lists more than a few values on separate lines; an error is one line.
    let message = GraphLearnCommand.message(for: error).replacing(":\n  - ", with: ": ")
      .replacing("\n  - ", with: ", ")
    fail(message.printableWords(), hint: "See 'graphlearn help' or the command's --help.", status: .usage)
  }

  private static func finish(_ failure: SpectralError) -> Never {
    switch failure {
    case .unsuitable(let cause):
      fail(cause.namingOptions, hint: cause.hint?.namingOptions, status: ExitStatus(cause.code))
    case .notConverged:
      fail(
        failure.description, hint: "A larger --tolerance or another --method may help.",
        status: .internalError)
    case .tooLarge, .unavailable: fail(failure.description, hint: nil, status: .usage)
    }
  }

  private static func fail(_ message: String, hint: String?, status: ExitStatus) -> Never {
    let line = message.split(separator: "\n").joined(separator: " ").printable()
    StandardError.write("error: \(line)\n" + (hint.map { "  \($0.printable(limit: 4000))\n" } ?? ""))
    exitProgram(status.rawValue)
  }
}

/// The exit statuses of sysexits(3) that the commands use.
enum ExitStatus: Int32 {
  case usage = 64
  case badData = 65
  case missingInput = 66
  case internalError = 70
  case cannotCreate = 73
  case inputOutput = 74

  init(_ code: DataError.Code) {
    switch code {
    case .usage: self = .usage
    case .missingInput: self = .missingInput
    case .cannotCreate: self = .cannotCreate
    case .inputOutput: self = .inputOutput
    default: self = .badData
    }
  }
}

/// The root command.
struct GraphLearnCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graphlearn",
    abstract: "Train, apply and analyse models on graphs.",
    discussion: """
      A command without input options reads Zachary's karate club, which is embedded in the program.

      EXAMPLES
        graphlearn train
        graphlearn train --content cora.content --cites cora.cites --split random:20,30 --save cora.safetensors
        graphlearn compare --models gcn,gat,appnp --runs 5
        graphlearn info --dataset cora --data-dir data
        graphlearn spectrum --all
        graphlearn cluster --clusters 2
      """,
    version: "0.1.0",
    subcommands: [
      TrainCommand.self, PredictCommand.self, EvaluateCommand.self, CompareCommand.self, InspectCommand.self,
      SpectrumCommand.self,
      ClusterCommand.self,
      FilterCommand.self, InfoCommand.self, ConvertCommand.self, GenerateCommand.self, DatasetsCommand.self,
      RecipeCommand.self,
    ])
}
