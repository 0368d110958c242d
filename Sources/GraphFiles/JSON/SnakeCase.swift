// SPDX-License-Identifier: Apache-2.0

extension String {
  /// The name of a property in words with underscores: `best_epoch` for `bestEpoch`, `peak_memory_mb` for
  /// `peakMemoryMB` and `step_ms_median` for `stepMSMedian`.
  package var snakeCased: String {
    guard utf8.contains(where: { (0x41...0x5A).contains($0) }) else { return self }
    var text = ""
    var previous: Character?
    for (index, character) in zip(indices, self) {
      let next = self[self.index(after: index)...].first
      if character.isUppercase, let previous, !previous.isUppercase || next?.isLowercase == true {
        text += "_"
      }
      text += character.lowercased()
      previous = character
    }
    return text
  }
}
