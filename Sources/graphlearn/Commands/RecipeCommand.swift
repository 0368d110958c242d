// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import GraphLearning
internal import Recipes

struct RecipeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recipe", abstract: "Run built-in recipes that reproduce known results.",
    discussion: """
      A recipe runs a network or an analysis with fixed settings and compares its figures with the \
      expected ones.

      EXAMPLES
        graphlearn recipe list
        graphlearn recipe show lstm-trec
        graphlearn recipe run perceptron --output plots
      """, subcommands: [List.self, Show.self, Run.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the names and titles of the recipes.",
      discussion: """
        EXAMPLES
          graphlearn recipe list
        """)

    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func run() throws {
      var table = TextTable(["name", "title"], textColumns: 2)
      for recipe in RecipeCatalog.all { table.append([recipe.card.name, recipe.card.title]) }
      let entries = RecipeCatalog.all.map { Report.Entry(name: $0.card.name, title: $0.card.title) }
      try output.print(Report(recipes: entries), text: table.text)
    }

    private struct Report: Encodable {
      struct Entry: Encodable {
        let name: String
        let title: String
      }

      let recipes: [Entry]
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Show the data, the settings and the expected figures of a recipe.",
      discussion: """
        EXAMPLES
          graphlearn recipe show lstm-trec
        """)

    @OptionGroup var choice: RecipeChoice
    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func run() throws {
      let report = RecipeReport(card: try choice.recipe().card)
      try output.print(report.cardJSON, text: report.cardText)
    }
  }

  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "run", abstract: "Run a recipe and compare its figures with the expected ones.",
      discussion: """
        EXAMPLES
          graphlearn recipe run perceptron
          graphlearn recipe run lstm-trec --data-dir data --seed 1 --json
          graphlearn recipe run image-filters --image photo.png --output images
        """)

    @OptionGroup var choice: RecipeChoice

    @Option(
      help: ArgumentHelp(
        "The directory to search for data sets before $GRAPHLEARN_DATA and the download cache.",
        valueName: "directory"))
    var dataDir: String?

    @Option(
      help: ArgumentHelp(
        "A PNG, JPEG or BMP image to use instead of the recipe's image, for recipes that support it.",
        valueName: "file.png"))
    var image: String?

    @Option(
      name: .customLong("output"),
      help: ArgumentHelp(
        """
        The directory for images (.png) and plots (.svg), which is created if it does not exist. By \
        default none are written.
        """, valueName: "directory"))
    var pictures: String?

    @OptionGroup(title: "Run") var execution: RunOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func validate() throws {
      if pictures == "" {
        throw ValidationError("--output must be the path of a directory, not an empty string")
      }
    }

    mutating func run() throws {
      try execution.withThreads { try runRecipe() }
    }

    private func runRecipe() throws(DataError) {
      let recipe = try choice.recipe()
      guard image == nil || recipe.card.takesPicture else {
        let takers = RecipeCatalog.all.map { $0.card }.filter { $0.takesPicture }.map { $0.name }
        throw DataError(
          .usage, "--image does not apply: the recipe '\(recipe.card.name)' does not take an image",
          hint: "Recipes that take an image: \(takers.joined(separator: ", "))")
      }
      // Creates the directory first, so that a failure does not waste a long run.
      let outputs = try OutputSet([], inputs: [("--image", image)])
      if let pictures { try outputs.makeDirectory(pictures) }
      let progress = ShareProgress(recipe.card.name, options: output)
      let session = RecipeSession(
        seed: execution.seed, dataDirectory: dataDir, outputDirectory: pictures, picturePath: image
      ) { progress.show($0, share: $1) }
      session.outputs = outputs
      let clock = ContinuousClock()
      let start = clock.now
      do throws(DataError) {
        try recipe.run(session)
      } catch {
        progress.finish()
        throw error
      }
      progress.finish()
      let report = RecipeReport(card: recipe.card)
      let seconds = start.duration(to: clock.now) / .seconds(1)
      try output.print(
        report.json(session, threads: execution.threadCount, seconds: seconds),
        text: report.text(session, seconds: seconds))
      try outputs.commit()
    }
  }
}

/// The argument that names a recipe.
struct RecipeChoice: ParsableArguments {
  @Argument(help: "The name of a recipe (see 'graphlearn recipe list').")
  var name: String

  func recipe() throws(DataError) -> any Reproduction.Type {
    if let recipe = RecipeCatalog.recipe(name) { return recipe }
    let names = RecipeCatalog.all.map { $0.card.name }.joined(separator: ", ")
    throw DataError(.usage, "unknown recipe '\(name)'", hint: "The recipes are \(names)")
  }
}
