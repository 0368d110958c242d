// SPDX-License-Identifier: Apache-2.0

extension JSONValue {
  /// Encodes a value as JSON.
  ///
  /// The members of an object are in the order in which they are encoded, which is that of the declaration
  /// unless `encode(to:)` says otherwise, and have names such as `best_epoch` for `bestEpoch`. Optionals
  /// that are nil are written as null, see also ``OmittedIfNil`` and ``Noted``. A `Float` becomes the
  /// shortest decimal that denotes it, so that 0.01 is not printed as 0.009999999776. A `JSONValue` is
  /// written as it is.
  ///
  /// Traps if `encode(to:)` throws.
  package init(encoding value: some Encodable) {
    do {
      self = try JSONValueEncoder.json(value)
    } catch {
      fatalError("JSONValue: a value of type \(type(of: value)) cannot be encoded as JSON: \(error)")
    }
  }
}

extension JSONValue: Encodable {
  /// Encodes the document. The members of an object are added to those that were encoded before, so that
  /// the `encode(to:)` of a value can add members to its own.
  ///
  /// Throws if the encoder is not that of ``init(encoding:)``.
  package func encode(to encoder: any Encoder) throws {
    guard let encoder = encoder as? JSONValueEncoder else {
      throw EncodingError.invalidValue(
        self,
        EncodingError.Context(
          codingPath: encoder.codingPath, debugDescription: "only JSONValue(encoding:) encodes a JSONValue"))
    }
    encoder.add(self)
  }
}

/// An optional member of an object. The object does not have the member if it is nil.
@propertyWrapper
package struct OmittedIfNil<Value: Encodable>: Encodable, ObjectMember {
  package var wrappedValue: Value?

  package init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

  package func encode(to encoder: any Encoder) throws { try wrappedValue.encode(to: encoder) }

  func add(to object: JSONValueEncoder, _ name: String) throws {
    if let wrappedValue { try object.add(name, wrappedValue) }
  }
}

/// A member of an object with an optional note, such as the reason why a figure is missing. The last
/// member of the object, `notes`, contains the notes under the names of the members they belong to. It
/// exists only if there are notes.
package struct Noted<Value: Encodable>: Encodable, ObjectMember {
  let value: Value
  let note: String?

  package init(_ value: Value, note: String?) {
    self.value = value
    self.note = note
  }

  package func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }

  func add(to object: JSONValueEncoder, _ name: String) throws {
    try object.add(name, value)
    if let note { object.addNote(name, note) }
  }
}

extension Noted<Double?> {
  /// Creates a figure with the reason to give if it is nil or not finite, and thus written as null.
  package init(_ value: Double?, ifMissing reason: String) {
    self.init(value, note: value?.isFinite == true ? nil : reason)
  }
}
