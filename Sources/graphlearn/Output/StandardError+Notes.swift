internal import GraphLearning

extension StandardError {
  /// What the user should know although nothing is wrong, a line each: `note: ...`.
  static func write(notes: [DataNote]) {
    for note in notes { self.note(note) }
  }
}
