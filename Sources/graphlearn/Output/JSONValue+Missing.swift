internal import GraphLearning

extension JSONValue {
  /// An object in which numbers may be missing: each of them is null and has its reason under its name in `notes`, which is a member
  /// where there is something to say.
  ///
  /// - Parameter reasons: why a number is missing, if it is.
  static func object(_ members: [(String, JSONValue)], whereMissing reasons: [String: String]) -> JSONValue {
    let notes = members.compactMap { name, value -> (String, JSONValue)? in
      guard value.isMissing, let reason = reasons[name] else { return nil }
      return (name, .string(reason))
    }
    return .object(notes.isEmpty ? members : members + [("notes", .object(notes))])
  }

  /// Whether the value is null, or will be for want of a finite number.
  private var isMissing: Bool {
    switch self {
    case .null: true
    case .number(let value): !value.isFinite
    default: false
    }
  }
}
