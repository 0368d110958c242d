import Foundation

/// The published data sets, which tests read where the variable `GRAPHLEARN_DATA` names their folder.
package enum PublishedData {
  /// The folder; nil where the data are not there.
  package static let folder = ProcessInfo.processInfo.environment["GRAPHLEARN_DATA"]
  /// Whether the data are there.
  package static let isThere = folder != nil
}
