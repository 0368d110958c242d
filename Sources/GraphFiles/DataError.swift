/// What went wrong with something that came from the world: a file, a stream, an option's value.
///
/// Its description is what a user reads: `FILE:LINE: what is wrong, what was expected`, and on a second line how to mend it, where that is
/// known. So is its `localizedDescription`.
/// A programmer's mistake (shapes, axes) is never one of these; it traps.
public struct DataError: Error, Sendable, Equatable {
  /// The kind of failure, which decides the exit status of a command.
  public struct Code: Sendable, Hashable {
    let name: String
    /// The data was read and is not what it should be.
    public static let badData = Code(name: "bad data")
    /// A file is missing or may not be read.
    public static let missingInput = Code(name: "missing input")
    /// A file could not be created.
    public static let cannotCreate = Code(name: "cannot create")
    /// Reading or writing failed half way.
    public static let inputOutput = Code(name: "input/output")
    /// The options contradict each other or the data.
    public static let usage = Code(name: "usage")
  }

  /// Where in the input the failure lies.
  public enum Place: Sendable, Hashable {
    /// The whole file.
    case file(String)
    /// A line of a text file, counted from 1.
    case line(String, Int)
    /// A byte of a binary file, counted from 0.
    case byte(String, Int)
    /// An argument in code or an element of it, as it is written in Swift: `features["ada"]`, `edges[3]`.
    case argument(String)
  }

  /// The kind of failure.
  public var code: Code
  /// What is wrong and what was expected, without a full stop.
  public var message: String {
    get { wording.description }
    set { wording = Wording(newValue) }
  }
  /// The message, with the settings that it names.
  package private(set) var wording: Wording
  /// Where it was found.
  public var place: Place?
  /// How to mend it, where that is known. The second line of the description.
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
  /// `FILE:LINE: message`, and the hint on a second line.
  public var description: String {
    Self.line(message, at: place) + (hint.map { "\n\($0)" } ?? "")
  }

  /// The description with options of the program.
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
