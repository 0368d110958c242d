// Computes the spectrum of a graph: eigenvalues with residuals, multiplicities, quantities derived from
// them, and the density.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import GraphDatasets
import SpectralGraphs

// snippet.show
let novel = try DatasetCatalog().dataset("les-miserables").graph
let laplacian = try novel.laplacian(.symmetric)

let pairs = try laplacian.eigenpairs(smallest: 5)
for (value, residual) in zip(pairs.values, pairs.residuals) { print("\(value), residual \(residual)") }

let multiple = Eigenpairs.multiplicities(of: try laplacian.eigenvalues()).filter { $0.multiplicity > 1 }
for (value, multiplicity) in multiple { print("\(value) has multiplicity \(multiplicity)") }

print("algebraic connectivity \(try novel.algebraicConnectivity())")
print(
  "conductance: best cut in \(try novel.cheegerBounds()), sweep cut \(try novel.sweepCut().conductance)"
)

let density = try laplacian.spectralDensity(moments: 60, vectors: 20)
print("\(100 * density.share(upTo: 0.5)) % of the eigenvalues are below 0.5")
// snippet.hide
guard pairs.values[0] == 0, pairs.residuals.allSatisfy({ $0 < 1e-12 }) else {
  fatalError("the eigenpairs are not accurate")
}
