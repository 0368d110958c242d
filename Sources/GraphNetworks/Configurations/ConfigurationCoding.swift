package import GraphCore

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

extension ModelConfiguration {
  /// The settings as a file carries them: an object with the names of the properties, in alphabetical order; an optional one that is nil
  /// is null, as its default may be something else.
  package func json() throws(DataError) -> JSONValue {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let json: JSONValue
    do {
      json = try JSONValue.parse(Array(try encoder.encode(self)), path: "configuration", isEmbedded: true)
    } catch {
      throw DataError(
        .usage, "the settings of type \(Self.self) cannot be written: \(Self.text(of: error))")
    }
    guard case .object(var members) = json else { return json }
    for (label, value) in Mirror(reflecting: self).children {
      guard let label, let optional = value as? any OptionalSetting, optional.isNil,
        !members.contains(where: { $0.0 == label })
      else { continue }
      members.append((label, .null))
    }
    return .object(members.sorted { $0.0 < $1.0 })
  }

  /// Reads settings. What the object lacks is taken from this value; names that the settings do not have are passed over. Throws `badData`
  /// with the name of the setting that is not of its type or has a value that makes no sense.
  package func changed(by json: JSONValue) throws(DataError) -> Self {
    guard case .object(let changes) = json, case .object(let own) = try self.json() else {
      throw DataError(.badData, "the settings are not a JSON object")
    }
    let result: Self
    do {
      result = try Self.decoded(changes, over: own)
    } catch {
      // Where an error does not say which setting it means, it is that which fails alone.
      let name = changes.first { (try? Self.decoded([$0], over: own)) == nil }?.0
      throw DataError(.badData, Self.text(of: error, at: name))
    }
    if let problem = result.problem { throw DataError(.badData, problem) }
    return result
  }

  /// The settings `own` with `changes`.
  private static func decoded(_ changes: [(String, JSONValue)], over own: [(String, JSONValue)]) throws
    -> Self
  {
    let members = own.filter { member in !changes.contains { $0.0 == member.0 } } + changes
    return try JSONDecoder().decode(Self.self, from: Data(JSONValue.object(members).text().utf8))
  }

  /// What an error of coding says, with the name of the setting.
  private static func text(of error: any Error, at setting: String? = nil) -> String {
    func text(_ context: DecodingError.Context, _ problem: String) -> String {
      let name = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(
        separator: ".")
      return "setting '\(name.isEmpty ? setting ?? "?" : name)' \(problem)"
    }
    switch error {
    case DecodingError.typeMismatch(let type, let context),
      DecodingError.valueNotFound(let type, let context):
      return text(context, "is not of type \(type)")
    case DecodingError.dataCorrupted(let context): return text(context, "has an invalid value")
    case DecodingError.keyNotFound(let key, let context):
      return text(context, "lacks '\(key.stringValue)'")
    case EncodingError.invalidValue(let value, _): return "the value \(value) has no form in JSON"
    default: return "\(error)"
    }
  }
}

/// A setting that may be nil.
private protocol OptionalSetting {
  var isNil: Bool { get }
}

extension Optional: OptionalSetting {
  fileprivate var isNil: Bool { self == nil }
}
