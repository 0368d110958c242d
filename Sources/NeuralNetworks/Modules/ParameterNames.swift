// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import TensorCore

extension Module {
  /// Traps if `visitParameters` gives two parameters or statistics the same name. Only one of them could
  /// be saved, and optimisers would treat them as one.
  func requireDistinctNames() {
    var shapes: [String: Shape] = [:]
    let check = { (name: String, shape: Shape) in
      guard let other = shapes.updateValue(shape, forKey: name) else { return }
      fatalError(
        """
        \(Self.self).visitParameters visits two parameters as '\(name)', of shapes \(other) and \(shape); \
        give each part of the model a unique name
        """)
    }
    forEachParameter { name, parameter, _ in
      check(name, parameter.shape)
    } statistic: {
      check($0, $1.value.shape)
    }
  }

  /// Makes the parameters of copied layers separate if the layers have no weights yet, so that
  /// `Array(repeating: layer, count: 3)` is three layers. Parameters that are tied or have been given a
  /// value do not change.
  mutating func separateCopies() {
    var seen: Set<Parameter.Identity> = []
    var tied: Set<Parameter.Identity> = []
    var isUnique = true
    forEachParameter { _, parameter, _ in
      if !seen.insert(parameter.identity).inserted { isUnique = false }
      if parameter.isTied || !parameter.isPending { tied.insert(parameter.identity) }
    } statistic: {
      if !seen.insert($1.identity).inserted { isUnique = false }
    }
    if isUnique { return }
    seen = tied
    visitParameters(
      ParameterVisitor { _, parameter, _ in
        if tied.contains(parameter.identity) { return }
        if !seen.insert(parameter.identity).inserted { parameter.separate() }
      } statistic: { _, statistic in
        if !seen.insert(statistic.identity).inserted { statistic.separate() }
      })
  }
}
