// SPDX-License-Identifier: Apache-2.0

/// A sentence that may name settings, either as Swift arguments for users of the library or as options
/// for users of the command line.
///
/// The description uses Swift arguments. A sentence that names no settings can be written as a string
/// literal.
public struct Wording: Sendable, Hashable {
  private var swift: String
  /// The sentence with command-line options; nil if it is the same.
  private var program: String?

  /// Creates a sentence that is the same for the library and the command line.
  public init(_ text: String) { swift = text }

  /// The sentence with command-line options.
  package var namingOptions: String { program ?? swift }
}

extension Wording: CustomStringConvertible {
  /// The sentence with Swift arguments.
  public var description: String { swift }
}

extension Wording: ExpressibleByStringInterpolation {
  /// Collects the parts of an interpolated sentence.
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var swift = ""
    fileprivate var program = ""

    /// Reserves capacity for a sentence.
    public init(literalCapacity: Int, interpolationCount: Int) { swift.reserveCapacity(literalCapacity) }

    /// Appends literal text.
    public mutating func appendLiteral(_ literal: String) {
      swift += literal
      program += literal
    }

    /// Appends the description of a value.
    public mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      appendLiteral(value.description)
    }

    /// Appends a sentence together with the settings that it names.
    package mutating func appendInterpolation(wording: Wording) {
      swift += wording.swift
      program += wording.namingOptions
    }

    /// Appends a setting: the Swift argument and the command-line option.
    package mutating func appendInterpolation(swift argument: String, option: String) {
      swift += argument
      program += option
    }
  }

  /// Creates a sentence that is the same for the library and the command line.
  public init(stringLiteral text: String) { self.init(text) }

  /// Creates a sentence from its interpolated parts.
  public init(stringInterpolation parts: StringInterpolation) {
    swift = parts.swift
    program = parts.program == parts.swift ? nil : parts.program
  }
}
