// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import GraphLearning

struct DatasetsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "datasets", abstract: "List the available data sets.", subcommands: [List.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the data sets that --dataset can read.",
      discussion: """
        The list contains the embedded data sets and those found in --data-dir, in the directory that the \
        environment variable GRAPHLEARN_DATA names, and in the download cache.

        EXAMPLES
          graphlearn datasets list --data-dir data
        """)

    @Option(
      help: ArgumentHelp(
        "The directory to search for data sets before $GRAPHLEARN_DATA and the download cache.",
        valueName: "directory"))
    var dataDir: String?

    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func run() throws {
      let entries = DatasetCatalog.standard(dataDirectory: dataDir).list()
      var table = TextTable(["name", "format", "description", "source", "path"], textColumns: 5)
      for entry in entries {
        table.append([entry.name, entry.format, entry.summary, entry.source, entry.path])
      }
      try output.print(Report(datasets: entries.map(Report.Entry.init)), text: table.text)
    }

    private struct Report: Encodable {
      struct Entry: Encodable {
        let name: String
        let format: String
        let summary: String
        let source: String
        let path: String

        init(_ entry: DatasetCatalog.Entry) {
          name = entry.name
          format = entry.format
          summary = entry.summary
          source = entry.source
          path = entry.path
        }
      }

      let datasets: [Entry]
    }
  }
}
