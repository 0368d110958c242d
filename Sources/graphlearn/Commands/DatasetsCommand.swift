internal import ArgumentParser
internal import GraphLearning

/// `graphlearn datasets`.
struct DatasetsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "datasets", abstract: "Find data sets.", subcommands: [List.self])

  /// `graphlearn datasets list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the data sets that --dataset takes.",
      discussion: """
        EXAMPLES
          graphlearn datasets list --data-dir data
        """)

    @Option(help: ArgumentHelp("The folder of data sets (default: $GRAPHLEARN_DATA).", valueName: "folder"))
    var dataDir: String?

    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func run() throws {
      let entries = DatasetCatalog(folder: dataDir ?? Environment.value("GRAPHLEARN_DATA")).entries()
      var table = TextTable(["name", "format", "description", "location"])
      for entry in entries {
        table.append([entry.name, entry.format.rawValue, entry.description, entry.location])
      }
      let json = JSONValue.object([
        (
          "datasets",
          .array(
            entries.map {
              .object([
                ("name", .string($0.name)), ("format", .string($0.format.rawValue)),
                ("description", .string($0.description)), ("location", .string($0.location)),
              ])
            })
        )
      ])
      try output.print(json, text: table.text)
    }
  }
}
