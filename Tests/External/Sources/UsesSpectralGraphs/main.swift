// SPDX-License-Identifier: Apache-2.0

import SpectralGraphs

// The Laplacian of a path of three nodes has the eigenvalues 0, 1 and 3.
let path = try NodeDataset(edges: [("ada", "bob"), ("bob", "cyd")])
let values = try path.graph.laplacian(.combinatorial).eigenvalues()
precondition(
  values.count == 3 && zip(values, [0, 1, 3]).allSatisfy { abs($0 - $1) < 1e-12 }, "\(values)")

let features = Tensor(zeros: [3, 1])
precondition(features.shape == [3, 1])
