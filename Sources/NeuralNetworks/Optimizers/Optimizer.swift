internal import Autograd
internal import TensorCore

/// Changes the weights of a model along their gradients.
public protocol Optimizer: Sendable {
  /// The step size of parameters whose group has none of its own. A schedule sets it before every step:
  /// `optimizer.learningRate = schedule.learningRate(at: step)`.
  var learningRate: Float { get set }
  /// Takes one step. Parameters without a gradient, and frozen ones, stay as they are; running statistics become what the pass has
  /// observed.
  mutating func update(_ model: inout some Module, along gradients: Gradients)
}

/// Settings for the parameters whose path begins with `prefix`; the longest matching prefix counts. The first step of an optimiser traps if
/// the path of no parameter begins with it.
public struct ParameterGroup: Sendable, Hashable {
  /// The beginning of the paths, such as `conv1.`.
  public var prefix: String
  /// The learning rate of the group, which schedules do not change; nil: the optimiser's.
  public var learningRate: Float?
  /// What the learning rate is multiplied by, so that the group follows a schedule at a distance.
  public var learningRateFactor: Float
  /// The weight decay of the group; nil: the optimiser's.
  public var weightDecay: Float?

  /// Creates a group.
  public init(
    prefix: String, learningRate: Float? = nil, learningRateFactor: Float = 1, weightDecay: Float? = nil
  ) {
    self.prefix = prefix
    self.learningRate = learningRate
    self.learningRateFactor = learningRateFactor
    self.weightDecay = weightDecay
  }
}

/// Compares groups with the names of a model, once.
struct GroupCheck: Sendable {
  private var isDone = false

  /// Traps where no parameter's path begins with the prefix of a group.
  mutating func callAsFunction(_ groups: [ParameterGroup], _ model: some Module) {
    if isDone { return }
    isDone = true
    if groups.isEmpty { return }
    var paths: [String] = []
    model.forEachParameter { path, _, _ in paths.append(path) }
    guard let group = groups.first(where: { group in !paths.contains { $0.hasPrefix(group.prefix) } }) else {
      return
    }
    fatalError(
      "ParameterGroup: no parameter's path begins with '\(group.prefix)': \(paths.joined(separator: ", "))")
  }
}

/// The settings in effect for one parameter.
struct GroupSettings {
  var learningRate: Float
  var weightDecay: Float

  init(path: String, groups: [ParameterGroup], learningRate: Float, weightDecay: Float) {
    let group = groups.filter { path.hasPrefix($0.prefix) }.max { $0.prefix.count < $1.prefix.count }
    self.learningRate = (group?.learningRate ?? learningRate) * (group?.learningRateFactor ?? 1)
    self.weightDecay = group?.weightDecay ?? weightDecay
  }
}

extension Module {
  /// Calls `body` for every parameter that has a gradient and is not frozen. Running statistics become what the pass
  /// has observed.
  mutating func forEachGradient(
    _ gradients: Gradients, _ body: (_ path: String, _ parameter: inout Parameter, _ gradient: Tensor) -> Void
  ) {
    takeObservations(from: gradients)
    changeParameters { path, parameter, _ in
      guard let gradient = gradients[parameter] else { return }
      guard gradient.shape == parameter.shape else {
        shapeFailure(
          "update", [parameter.shape, gradient.shape], "the gradient of \(path) has another shape")
      }
      body(path, &parameter, gradient)
    }
  }

  /// Calls `body`, which may change the weights, for every parameter that is not frozen. A parameter that stands in several
  /// places is tied by its identity: it is changed at the first, and the others take the result.
  mutating func changeParameters(
    _ body: (_ path: String, _ parameter: inout Parameter, _ layout: ParameterLayout) -> Void
  ) {
    var places: [Parameter.Identity: Int] = [:]
    forEachParameter { _, parameter, _ in places[parameter.identity, default: 0] += 1 }
    var tied: [Parameter.Identity: Tensor] = [:]
    withoutActuallyEscaping(body) { body in
      visitParameters(
        ParameterVisitor { path, parameter, layout in
          guard !parameter.isFrozen else { return }
          if let value = tied[parameter.identity] {
            parameter.value = value
          } else {
            body(path, &parameter, layout)
            if places[parameter.identity] != 1 { tied[parameter.identity] = parameter.value }
          }
        })
    }
  }
}
