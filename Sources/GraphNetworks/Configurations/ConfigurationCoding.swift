// SPDX-License-Identifier: Apache-2.0

package import GraphCore

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

extension ModelConfiguration {
  /// Returns the settings as they are stored in a file: an object with the names of the properties in
  /// alphabetical order. Optional properties that are nil are written as null, because their default may
  /// be another value.
  ///
  /// Throws `usage` if the settings cannot be encoded as JSON.
  package func json() throws(DataError) -> JSONValue {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let json: JSONValue
    do {
      json = try JSONValue.parse(Array(try encoder.encode(self)), path: "configuration", isEmbedded: true)
    } catch {
      throw DataError(
        .usage, "cannot encode the settings of type \(Self.self): \(Self.text(of: error))")
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

  /// Returns a copy of these settings with the values in a JSON object. Settings that the object does
  /// not contain keep their values, and names of unknown settings are ignored. Throws `badData`, with
  /// the name of the setting, if a value has the wrong type or is invalid.
  package func changed(by json: JSONValue) throws(DataError) -> Self {
    guard case .object(let changes) = json, case .object(let own) = try self.json() else {
      throw DataError(.badData, "the settings are not a JSON object")
    }
    let result: Self
    do {
      result = try Self.decoded(changes, over: own)
    } catch {
      // If the error does not name the setting, it is the first one that fails to decode alone.
      let name = changes.first { (try? Self.decoded([$0], over: own)) == nil }?.0
      throw DataError(.badData, Self.text(of: error, at: name))
    }
    if let problem = result.problem { throw DataError(.badData, problem) }
    return result
  }

  /// Decodes the settings `own` with the values of `changes`.
  private static func decoded(_ changes: [(String, JSONValue)], over own: [(String, JSONValue)]) throws
    -> Self
  {
    let members = own.filter { member in !changes.contains { $0.0 == member.0 } } + changes
    return try JSONDecoder().decode(Self.self, from: Data(JSONValue.object(members).text().utf8))
  }

  /// Returns the message of a coding error, with the name of the setting.
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
      return text(context, "has no member '\(key.stringValue)'")
    case EncodingError.invalidValue(let value, _): return "the value \(value) cannot be represented in JSON"
    default: return "\(error)"
    }
  }
}

/// An optional setting.
private protocol OptionalSetting {
  var isNil: Bool { get }
}

extension Optional: OptionalSetting {
  fileprivate var isNil: Bool { self == nil }
}
