// SPDX-License-Identifier: Apache-2.0

/// The encoder of ``JSONValue/init(encoding:)``, which encodes one value. Its containers add parts to it.
final class JSONValueEncoder: Encoder {
  private enum Kind { case single, array, object }

  private enum Part {
    case value(JSONValue)
    /// The content of a nested container, which is complete only at the end.
    case nested(JSONValueEncoder)

    var json: JSONValue {
      switch self {
      case .value(let value): value
      case .nested(let encoder): encoder.json
      }
    }
  }

  private var kind = Kind.single
  private var parts: [Part] = []
  /// The names of the parts of an object.
  private var names: [String] = []
  private var notes: [(String, JSONValue)] = []

  /// Empty, because errors do not say where a value is.
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  /// Returns a value as JSON.
  static func json(_ value: some Encodable) throws -> JSONValue {
    if let scalar = scalar(value) { return scalar }
    let encoder = JSONValueEncoder()
    try value.encode(to: encoder)
    return encoder.json
  }

  /// Returns a value that consists of no other values as JSON, and nil for all others.
  private static func scalar(_ value: some Encodable) -> JSONValue? {
    switch value {
    case let value as String: .string(value)
    case let value as Double: .number(value)
    case let value as Int: .integer(value)
    case let value as Bool: .bool(value)
    case let value as JSONValue: value
    case let value as Float: .number(Double(value.description) ?? Double(value))
    case let value as any FixedWidthInteger:
      Int(exactly: value).map { .integer($0) } ?? .unsigned(UInt64(value))
    default: nil
    }
  }

  /// What was encoded.
  var json: JSONValue {
    switch kind {
    case .single: parts.last?.json ?? .null
    case .array: .array(parts.map(\.json))
    case .object:
      .object(
        zip(names, parts).map { ($0, $1.json) } + (notes.isEmpty ? [] : [("notes", .object(notes))]))
    }
  }

  // MARK: Parts

  /// The number of parts.
  var count: Int { parts.count }

  /// Adds an element of an array, or sets the single value.
  func add(_ value: some Encodable) throws { parts.append(.value(try Self.json(value))) }

  /// Adds a member of an object.
  func add(_ name: String, _ value: some Encodable) throws {
    if let scalar = Self.scalar(value) {
      names.append(name)
      parts.append(.value(scalar))
    } else if let member = value as? any ObjectMember {
      try member.add(to: self, name)
    } else {
      let json = try Self.json(value)
      names.append(name)
      parts.append(.value(json))
    }
  }

  /// Adds the members of an object, or sets the single value.
  func add(_ json: JSONValue) {
    guard case .object(let members) = json else { return parts.append(.value(json)) }
    kind = .object
    names += members.map(\.0)
    parts += members.map { .value($0.1) }
  }

  /// Adds a note on a member of the object.
  func addNote(_ name: String, _ note: String) { notes.append((name, .string(note))) }

  /// Adds an encoder as an element, or as a member with a name.
  func nested(_ name: String? = nil) -> JSONValueEncoder {
    let encoder = JSONValueEncoder()
    if let name { names.append(name) }
    parts.append(.nested(encoder))
    return encoder
  }

  // MARK: Containers

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    kind = .object
    return KeyedEncodingContainer(JSONObjectContainer(encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    kind = .array
    return JSONArrayContainer(encoder: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { JSONSingleContainer(encoder: self) }
}

/// A value that decides how it becomes a member of an object.
protocol ObjectMember {
  func add(to object: JSONValueEncoder, _ name: String) throws
}
