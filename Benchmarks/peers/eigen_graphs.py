# SPDX-License-Identifier: Apache-2.0
"""Writes the graphs for compare-eigenpairs as archives of scipy.sparse.

usage: eigen_graphs.py DIRECTORY CORA_CITES       (CORA_CITES: the file cora.cites)

cora: the citation graph.
arxiv_adj: a Chung-Lu graph with p(i) ~ (i + 10)^-0.6, 169,343 nodes and 1,166,243 distinct directed edges, made
symmetric (seed 1).
grid500: a grid of 500 x 500 nodes.
million: a Chung-Lu graph with the same p(i), a million nodes and ten million edges (seed 3).
"""
import sys
import numpy as np, scipy.sparse as sp

out, cites = sys.argv[1:3]


def save(name, A):
    A = A.maximum(A.T).tocsr()
    A.setdiag(0)
    A.eliminate_zeros()
    A.data[:] = 1
    sp.save_npz(f"{out}/{name}.npz", A, compressed=False)
    print(name, A.shape[0], "nodes", A.nnz // 2, "edges")


def power_law(n, m, seed):
    rng = np.random.default_rng(seed)
    w = (np.arange(n) + 10.0) ** -0.6
    cdf = np.cumsum(w / w.sum())
    shuffled = rng.permutation(n)
    keys = np.empty(0, np.int64)
    while len(keys) < m:
        k = int((m - len(keys)) * 1.3) + 1000
        s, t = (shuffled[np.minimum(np.searchsorted(cdf, rng.random(k)), n - 1)] for _ in range(2))
        keys = np.unique(np.concatenate([keys, s[s != t] * n + t[s != t]]))
    keys = rng.permutation(keys)[:m]
    return sp.csr_matrix((np.ones(m), (keys // n, keys % n)), shape=(n, n))


pairs = [line.split() for line in open(cites)]
ids = {name: k for k, name in enumerate(sorted({name for pair in pairs for name in pair}, key=int))}
rows, columns = zip(*((ids[a], ids[b]) for a, b in pairs))
save("cora", sp.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(ids), len(ids))))
save("arxiv_adj", power_law(169_343, 1_166_243, 1))
path = sp.diags([1.0, 1.0], [-1, 1], shape=(500, 500))
save("grid500", (sp.kron(path, sp.eye(500)) + sp.kron(sp.eye(500), path)).tocsr())
save("million", power_law(1_000_000, 10_000_000, 3))
