public import Autograd
internal import TensorCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Adds to every step what tells where it stands: `[rows, steps, size]`, as the input.
public enum PositionalEncoding: Module {
  /// Sine and cosine of position / 10000^(2i / size) in columns 2i and 2i + 1 (Vaswani et al. 2017, section 3.5).
  case sinusoidal
  /// A learnt row a position. Name: `weight` `[positions, size]`.
  case learnt(Parameter)

  /// Learnt rows, drawn from a normal distribution.
  public static func learnt(positions: Int, size: Int, deviation: Double = 0.02)
    -> PositionalEncoding
  {
    .learnt(Parameter([positions, size]) { $0.normal([positions, size], deviation: deviation) })
  }

  /// Shows the learnt rows.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    guard case .learnt(var rows) = self else { return }
    // Two owners would make every change a copy.
    self = .sinusoidal
    visitor("weight", &rows)
    self = .learnt(rows)
  }

  /// The input with its positions. More steps than learnt positions stop the program.
  ///
  /// - Parameter start: the position of the first step.
  public func callAsFunction(_ input: Variable, from start: Int = 0, _ context: ForwardContext) -> Variable {
    let (steps, size) = (input.shape[1], input.shape[2])
    switch self {
    case .sinusoidal: return input + Variable(Self.sinusoids(start..<start + steps, size: size))
    case .learnt(let rows):
      guard start + steps <= rows.shape[0] else {
        shapeFailure("PositionalEncoding", [input.shape], "\(rows.shape[0]) positions have been learnt")
      }
      return input + context[rows].slice(axis: 0, start..<start + steps)
    }
  }

  /// The sinusoids of some positions, `[positions, size]`.
  static func sinusoids(_ positions: Range<Int>, size: Int) -> Tensor {
    let wavelengths = (0..<size).map { pow(10_000, Double($0 / 2 * 2) / Double(size)) }
    let scalars = positions.flatMap { position in
      (0..<size).map { column in
        let angle = Double(position) / wavelengths[column]
        return Float(column % 2 == 0 ? sin(angle) : cos(angle))
      }
    }
    return Tensor(scalars, shape: [positions.count, size])
  }
}
