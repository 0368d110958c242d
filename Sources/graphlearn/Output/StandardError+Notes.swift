// SPDX-License-Identifier: Apache-2.0

internal import GraphLearning

extension StandardError {
  /// Writes notes on matters that are not errors, one per line: `note: ...`.
  static func write(notes: [DataNote]) {
    for note in notes { self.note(note) }
  }
}
