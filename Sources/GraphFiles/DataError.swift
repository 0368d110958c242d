// SPDX-License-Identifier: Apache-2.0

/// An error in external input, such as a file, a stream or the value of an option.
///
/// Its description is written for users: `FILE:LINE: what is wrong and what was expected`, followed on a
/// second line by a hint how to correct it, if there is one. Its `localizedDescription` says the same.
///
/// Programming errors, such as wrong shapes or axes, are not reported with this type; they trap.
public struct DataError: Error, Sendable, Equatable {
  /// The kind of failure, which determines the exit status of a command.
  public struct Code: Sendable, Hashable {
    let name: String
    /// The data was read, but it is invalid.
    public static let badData = Code(name: "bad data")
    /// A file is missing or cannot be opened.
    public static let missingInput = Code(name: "missing input")
    /// A file could not be created.
    public static let cannotCreate = Code(name: "cannot create")
    /// Reading or writing failed after it had started.
    public static let inputOutput = Code(name: "input/output")
    /// The options contradict each other or do not fit the data.
    public static let usage = Code(name: "usage")
  }

  /// The place in the input where the error was found.
  public enum Place: Sendable, Hashable {
    /// The whole file.
    case file(String)
    /// A line of a text file, counted from 1.
    case line(String, Int)
    /// A byte of a binary file, counted from 0.
    case byte(String, Int)
    /// An argument in code or one of its elements, in Swift notation: `features["ada"]`, `edges[3]`.
    case argument(String)
  }

  /// The kind of failure.
  public var code: Code
  /// What is wrong and what was expected, without a full stop.
  public var message: String {
    get { wording.description }
    set { wording = Wording(newValue) }
  }
  /// The message in both wordings: with Swift arguments and with command-line options.
  package private(set) var wording: Wording
  /// The place where the error was found.
  public var place: Place?
  /// How to correct the error, if known. It is the second line of the description.
  public var hint: Wording?

  /// Creates an error of kind `code`.
  public init(_ code: Code, _ message: String, at place: Place? = nil, hint: Wording? = nil) {
    self.init(code, Wording(message), at: place, hint: hint)
  }

  /// Creates an error whose message names settings.
  package init(_ code: Code, _ message: Wording, at place: Place? = nil, hint: Wording? = nil) {
    self.code = code
    wording = message
    self.place = place
    self.hint = hint
  }
}

extension DataError: CustomStringConvertible {
  /// The message with its place, `FILE:LINE: message`, and the hint on a second line.
  public var description: String {
    Self.line(message, at: place) + (hint.map { "\n\($0)" } ?? "")
  }

  /// The message with its place, in the wording with command-line options.
  package var namingOptions: String { Self.line(wording.namingOptions, at: place) }

  static func line(_ message: String, at place: Place?) -> String {
    switch place {
    case .file(let file): "\(file): \(message)"
    case .line(let file, let line): "\(file):\(line): \(message)"
    case .byte(let file, let byte): "\(file): byte \(byte): \(message)"
    case .argument(let argument): "\(argument): \(message)"
    case nil: message
    }
  }
}
