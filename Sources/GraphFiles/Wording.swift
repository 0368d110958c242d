/// A sentence that may name settings: as arguments in Swift for users of the library, as options for users of the program.
///
/// Its description is the one in Swift. Sentences that name no settings are string literals.
public struct Wording: Sendable, Hashable {
  private var swift: String
  /// The sentence with options of the program; nil where it is the same.
  private var program: String?

  /// Creates a sentence that is the same for all.
  public init(_ text: String) { swift = text }

  /// The sentence with options of the program.
  package var namingOptions: String { program ?? swift }
}

extension Wording: CustomStringConvertible {
  /// The sentence with arguments in Swift.
  public var description: String { swift }
}

extension Wording: ExpressibleByStringInterpolation {
  /// Collects the parts of a sentence.
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var swift = ""
    fileprivate var program = ""

    /// Makes room for a sentence.
    public init(literalCapacity: Int, interpolationCount: Int) { swift.reserveCapacity(literalCapacity) }

    /// Adds text as it is.
    public mutating func appendLiteral(_ literal: String) {
      swift += literal
      program += literal
    }

    /// Adds a value as it describes itself.
    public mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      appendLiteral(value.description)
    }

    /// Adds a sentence with the settings that it names.
    package mutating func appendInterpolation(wording: Wording) {
      swift += wording.swift
      program += wording.namingOptions
    }

    /// Adds a setting: the argument in Swift, and the option of the program.
    package mutating func appendInterpolation(swift argument: String, option: String) {
      swift += argument
      program += option
    }
  }

  /// Creates a sentence that is the same for all.
  public init(stringLiteral text: String) { self.init(text) }

  /// Creates a sentence from its parts.
  public init(stringInterpolation parts: StringInterpolation) {
    swift = parts.swift
    program = parts.program == parts.swift ? nil : parts.program
  }
}
