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
      let entries = DatasetCatalog.standard(dataDirectory: dataDir).list()
      var table = TextTable(["name", "format", "what", "published by", "where"], textColumns: 5)
      for entry in entries {
        table.append([entry.name, entry.format, entry.summary, entry.source, entry.path])
      }
      let json = JSONValue.object([
        (
          "datasets",
          .array(
            entries.map {
              .object([
                ("name", .string($0.name)), ("format", .string($0.format)), ("summary", .string($0.summary)),
                ("source", .string($0.source)), ("path", .string($0.path)),
              ])
            })
        )
      ])
      try output.print(json, text: table.text)
    }
  }
}
