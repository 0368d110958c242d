internal import GraphLearning

extension JSONValue {
  /// Returns an object in which numbers may be missing. Each missing number is null, and the member
  /// `notes`, which exists only if a number is missing, gives the reason under the number's name.
  ///
  /// - Parameter reasons: The reason to give for each member that may be missing.
  static func object(_ members: [(String, JSONValue)], whereMissing reasons: [String: String]) -> JSONValue {
    let notes = members.compactMap { name, value -> (String, JSONValue)? in
      guard value.isMissing, let reason = reasons[name] else { return nil }
      return (name, .string(reason))
    }
    return .object(notes.isEmpty ? members : members + [("notes", .object(notes))])
  }

  /// Whether the value is null or is written as null because it is not a finite number.
  private var isMissing: Bool {
    switch self {
    case .null: true
    case .number(let value): !value.isFinite
    default: false
    }
  }
}
