// SPDX-License-Identifier: Apache-2.0

/// All cases.
enum Suites {
  static func all(_ inputs: Inputs) -> [Case] {
    sparse(inputs) + dense() + networks() + operations() + epochs(inputs) + scale() + algorithms(inputs)
      + samplers(inputs)
      + readers() + eigenpairs(inputs)
  }
}
