// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A learning rate as a function of the step, counted from 0. A step can be an update or an epoch, as
/// the caller chooses.
///
/// ```swift
/// let schedule = LearningRateSchedule.warmUp(steps: 100, then: .cosine(from: 0.01, steps: 900))
/// optimizer.learningRate = schedule.learningRate(at: step)
/// ```
public indirect enum LearningRateSchedule: Sendable, Hashable {
  /// A constant rate.
  case constant(Float)
  /// A rate that is multiplied by `factor` every `interval` steps.
  case step(from: Float, every: Int, factor: Float = 0.1)
  /// A rate that is multiplied by `factor` at each of the given steps.
  case multiStep(from: Float, at: [Int], factor: Float = 0.1)
  /// A rate that is multiplied by `factor` at every step.
  case exponential(from: Float, factor: Float)
  /// A rate that follows half a cosine wave from one value to another in `steps` steps, then stays there
  /// (Loshchilov and Hutter 2017).
  case cosine(from: Float, to: Float = 0, steps: Int)
  /// A cosine wave that restarts again and again. Each wave is `growth` times as long as the previous
  /// one (Loshchilov and Hutter 2017, "SGDR").
  case cosineRestarts(from: Float, to: Float = 0, steps: Int, growth: Int = 1)
  /// The rate `from (1 - t / steps)^power` at step t, and 0 after `steps` steps.
  case polynomial(from: Float, steps: Int, power: Float = 1)
  /// A rate that rises linearly in `steps` steps, from `factor` times the first rate of another schedule
  /// to that rate, and then follows the other schedule.
  case warmUp(steps: Int, factor: Float = 0, then: LearningRateSchedule)

  /// Returns the rate at a step. Traps if `step` is negative.
  public func learningRate(at step: Int) -> Float {
    guard step >= 0 else { fatalError("LearningRateSchedule: step \(step) must be at least 0") }
    switch self {
    case .constant(let rate): return rate
    case .step(let rate, let interval, let factor):
      return Self.scaled(rate, factor, times: step / Self.positive(interval))
    case .multiStep(let rate, let milestones, let factor):
      return Self.scaled(rate, factor, times: milestones.count { $0 <= step })
    case .exponential(let rate, let factor): return Self.scaled(rate, factor, times: step)
    case .cosine(let start, let end, let steps):
      return Self.cosine(start, end, min(1, Double(step) / Double(Self.positive(steps))))
    case .cosineRestarts(let start, let end, let steps, let growth):
      var (length, position) = (Self.positive(steps), step)
      if growth == 1 { position %= length }
      while position >= length {
        position -= length
        length *= Self.positive(growth)
      }
      return Self.cosine(start, end, Double(position) / Double(length))
    case .polynomial(let rate, let steps, let power):
      return Float(Double(rate) * pow(1 - min(1, Double(step) / Double(Self.positive(steps))), Double(power)))
    case .warmUp(let steps, let factor, let next):
      guard step < steps else { return next.learningRate(at: step - max(0, steps)) }
      let share = Double(factor) + (1 - Double(factor)) * Double(step) / Double(steps)
      return Float(Double(next.learningRate(at: 0)) * share)
    }
  }

  private static func scaled(_ rate: Float, _ factor: Float, times: Int) -> Float {
    Float(Double(rate) * pow(Double(factor), Double(times)))
  }

  private static func cosine(_ start: Float, _ end: Float, _ share: Double) -> Float {
    Float(Double(end) + (Double(start) - Double(end)) * (1 + cos(Double.pi * share)) / 2)
  }

  private static func positive(_ steps: Int) -> Int {
    guard steps > 0 else {
      fatalError("LearningRateSchedule: a number of steps or growth of \(steps) must be at least 1")
    }
    return steps
  }
}
