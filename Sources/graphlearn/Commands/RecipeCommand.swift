internal import ArgumentParser
internal import GraphLearning
internal import Recipes

/// `graphlearn recipe`.
struct RecipeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recipe", abstract: "Run experiments that are known by name.",
    discussion: """
      Each runs a network or an analysis with the settings that its card names, and puts its figures beside the expected ones.

      EXAMPLES
        graphlearn recipe list
        graphlearn recipe show lstm-trec
        graphlearn recipe run perceptron --output pictures
      """, subcommands: [List.self, Show.self, Run.self])

  /// `graphlearn recipe list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the experiments.",
      discussion: """
        EXAMPLES
          graphlearn recipe list
        """)

    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func run() throws {
      var table = TextTable(["name", "what"], textColumns: 2)
      for recipe in RecipeCatalog.all { table.append([recipe.card.name, recipe.card.title]) }
      let json = JSONValue.object([
        (
          "recipes",
          .array(
            RecipeCatalog.all.map {
              .object([("name", .string($0.card.name)), ("title", .string($0.card.title))])
            })
        )
      ])
      try output.print(json, text: table.text)
    }
  }

  /// `graphlearn recipe show`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Say what an experiment takes and what it should give.",
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

  /// `graphlearn recipe run`.
  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "run", abstract: "Run an experiment.",
      discussion: """
        EXAMPLES
          graphlearn recipe run perceptron
          graphlearn recipe run lstm-trec --data-dir data --seed 1 --json
          graphlearn recipe run image-filters --image me.png --output pictures
        """)

    @OptionGroup var choice: RecipeChoice

    @Option(help: ArgumentHelp("The folder of data sets (default: $GRAPHLEARN_DATA).", valueName: "folder"))
    var dataDir: String?

    @Option(help: ArgumentHelp("A picture of your own, for recipes that take one (PNG).", valueName: "file"))
    var image: String?

    @Option(name: .customLong("output"), help: ArgumentHelp("A folder for pictures.", valueName: "folder"))
    var pictures: String?

    @OptionGroup(title: "Run") var execution: RunOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func validate() throws {
      if pictures == "" {
        throw ValidationError("--output takes the name of a directory, which is not empty")
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
          .usage, "--image: recipe '\(recipe.card.name)' takes no picture",
          hint: "those that do: \(takers.joined(separator: ", "))")
      }
      // So that no long work is done in vain.
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

/// Which experiment.
struct RecipeChoice: ParsableArguments {
  @Argument(help: "The name of an experiment (see graphlearn recipe list).")
  var name: String

  func recipe() throws(DataError) -> any Reproduction.Type {
    if let recipe = RecipeCatalog.recipe(name) { return recipe }
    let names = RecipeCatalog.all.map { $0.card.name }.joined(separator: ", ")
    throw DataError(.usage, "no recipe '\(name)'", hint: "known: \(names)")
  }
}
