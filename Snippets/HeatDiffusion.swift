// Simulates heat that diffuses through the karate club from its instructor, and computes the frequencies
// of the heat.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import GraphDatasets
import SpectralGraphs

// snippet.show
let club = try DatasetCatalog().dataset("karate")
let laplacian = try club.graph.laplacian(.combinatorial)
var start = [Double](repeating: 0, count: club.nodeCount)
start[0] = 1

for time in [0.0, 0.1, 1, 10] {
  let heat = try laplacian.filter(GraphSignals(start), .heat(time)).signals.column(0)
  print(
    "t = \(time): \(heat[0]) at the instructor, \(heat[33]) at the administrator, \(heat.reduce(0, +)) in all"
  )
}

let transform = try GraphFourierTransform(laplacian)
for (value, multiplicity, energy) in transform.energies(of: start).prefix(5) {
  print("frequency \(value) (\(multiplicity)): energy \(energy)")
}

let polynomial = try laplacian.filter(
  GraphSignals(start), .heat(1), options: FilterOptions(method: .chebyshev))
print("polynomial of degree \(polynomial.order): error at most \(polynomial.errorBounds[0])")
// snippet.hide
let total = polynomial.signals.column(0).reduce(0, +)
guard abs(total - 1) < 1e-9 else { fatalError("expected a total heat of 1, found \(total)") }
