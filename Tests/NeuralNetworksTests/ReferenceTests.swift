import Autograd
import GraphCore
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

/// A model of one parameter named w.
struct Vector: Module {
  var w: Parameter

  mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("w", &w) }
}

@Suite("Layers and optimisers agree with PyTorch")
struct ReferenceTests {
  @Test("Linear: output and all gradients")
  func linear() throws {
    let reference = try ReferenceCase("linear")
    var layer = Linear(inputSize: 5, outputSize: 4, stream: RandomStream(seed: 1, purpose: .initialization))
    try layer.load(reference.tensors("params"), from: "linear.json")
    let context = ForwardContext(training: 0, step: 0)
    let input = context.leaf(try reference.tensor("inputs", "x"))
    let output = layer(input, context)
    #expect(mismatch(output.value, try reference.tensor("outputs", "output")) == nil)
    let gradients = layer.stateDictionary(
      of: context.gradients(of: output, cotangent: try reference.tensor("cotangents", "output")))
    #expect(mismatch(input.takeGradient(), try reference.tensor("grads", "x")) == nil)
    for name in ["weight", "bias"] {
      #expect(mismatch(try #require(gradients[name]), try reference.tensor("grads", name)) == nil, "\(name)")
    }
  }

  @Test("Gradient descent", arguments: ["sgd", "sgd_momentum", "sgd_nesterov"])
  func sgd(name: String) throws {
    let reference = try ReferenceCase("optimizer_" + name)
    try follow(
      reference,
      SGD(
        learningRate: reference.number("lr"), momentum: reference.number("momentum"),
        isNesterov: reference.setting("nesterov")?.bool ?? false))
  }

  @Test("Adam and AdamW", arguments: ["adam", "adam_weight_decay", "adamw"])
  func adam(name: String) throws {
    let reference = try ReferenceCase("optimizer_" + name)
    let (rate, decay) = (reference.number("lr"), reference.number("weight_decay"))
    try follow(
      reference,
      name == "adamw"
        ? Adam.adamW(learningRate: rate, weightDecay: decay)
        : Adam.adam(learningRate: rate, weightDecay: decay))
  }

  /// Takes the steps of the trajectory along the gradient of 0.5 w^T A w - b^T w.
  private func follow(_ reference: ReferenceCase, _ optimizer: some Optimizer) throws {
    var optimizer = optimizer
    var model = Vector(w: Parameter(try reference.tensor("inputs", "w0")))
    let a = Variable(try reference.tensor("inputs", "A"))
    let b = Variable(try reference.tensor("inputs", "b"))
    let trajectory = try reference.trajectory()
    #expect(trajectory.count == 5)
    for (step, expected) in trajectory.enumerated() {
      let context = ForwardContext(training: 0, step: step)
      let w = context[model.w]
      let column = w.reshaped([6, 1])
      let quadratic = (w * a.matmul(column).reshaped([6])).sum() * 0.5
      optimizer.update(&model, along: context.gradients(of: quadratic - (b * w).sum()))
      #expect(mismatch(model.w.value, expected) == nil, "after step \(step + 1)")
    }
  }
}
