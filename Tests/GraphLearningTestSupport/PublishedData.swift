// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The published data sets, which tests read if the variable `GRAPHLEARN_DATA` names their directory.
package enum PublishedData {
  /// The directory of the data sets, or nil if the variable is not set.
  package static let folder = ProcessInfo.processInfo.environment["GRAPHLEARN_DATA"]
  /// Whether the variable that names the directory is set.
  package static let isThere = folder != nil
}
