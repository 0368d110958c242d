// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A module that adds an encoding of its position to each step. Shape: `[rows, steps, size]`, for input
/// and output.
public enum PositionalEncoding: Module {
  /// The sine and cosine of `position / 10000^(2i / size)` in the columns 2i and 2i + 1 (Vaswani et al.
  /// 2017, section 3.5).
  case sinusoidal
  /// The same numbers in another order: the cosines of all angles in the first half of the columns and
  /// the sines in the second half. The size must be even.
  case concatenatedSinusoids
  /// One trainable row per position. Parameter name: `weight` `[positions, size]`.
  case learnt(Parameter)

  /// Creates an encoding with trainable rows, drawn from a normal distribution with mean 0 and standard
  /// deviation `deviation`.
  public static func learnt(positions: Int, size: Int, deviation: Double = 0.02)
    -> PositionalEncoding
  {
    .learnt(Parameter([positions, size]) { $0.normal([positions, size], deviation: deviation) })
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    guard case .learnt(var rows) = self else { return }
    // With a second reference to the rows, any change would copy them.
    self = .sinusoidal
    visitor("weight", &rows)
    self = .learnt(rows)
  }

  /// Returns the input with its positions added. Traps if a trainable encoding has fewer positions than
  /// needed.
  ///
  /// - Parameter start: the position of the first step.
  public func callAsFunction(_ input: Variable, from start: Int = 0, _ context: ForwardContext) -> Variable {
    let (steps, size) = (input.shape[1], input.shape[2])
    switch self {
    case .sinusoidal: return input + Variable(Self.sinusoidTable(start..<start + steps, size: size))
    case .concatenatedSinusoids:
      return input + Variable(Self.concatenatedSinusoidTable(start..<start + steps, size: size))
    case .learnt(let rows):
      guard start + steps <= rows.shape[0] else {
        shapeFailure("PositionalEncoding", [input.shape], "expected at most \(rows.shape[0]) positions")
      }
      return input + context[rows].slice(axis: 0, start..<start + steps)
    }
  }

  /// Returns the table of ``concatenatedSinusoids`` for a range of positions, `[positions, size]`:
  /// `cos(position / 10000^(2j / size))` in column j and the sine of the same angle in column
  /// `size / 2 + j`. Traps if `size` is odd.
  public static func concatenatedSinusoidTable(_ positions: Range<Int>, size: Int) -> Tensor {
    guard size % 2 == 0 else {
      fatalError(
        "PositionalEncoding: expected an even size for concatenated cosines and sines, found \(size)")
    }
    let angles = positions.map { position in
      (0..<size / 2).map { Double(position) / pow(10_000, Double(2 * $0) / Double(size)) }
    }
    return Tensor(
      angles.flatMap { $0.map { Float(cos($0)) } + $0.map { Float(sin($0)) } },
      shape: [positions.count, size])
  }

  /// Returns the table of ``sinusoidal`` for a range of positions, `[positions, size]`.
  public static func sinusoidTable(_ positions: Range<Int>, size: Int) -> Tensor {
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
