# SPDX-License-Identifier: Apache-2.0
"""Times reading an edge list from text into a symmetric CSR matrix without duplicates, with pandas' C reader and SciPy
on one thread. Prints one JSON line.

usage: edge_list_pandas.py FILE [CALLS]      (CALLS: the number of calls, default 3)"""
import json, os, sys, time

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import numpy as np, pandas as pd, scipy, scipy.sparse as sp


def read(path):
    separator = "," if path.endswith(".csv") else " "
    table = pd.read_csv(path, sep=separator, header=None, engine="c")
    ends = np.concatenate([table[0].to_numpy(), table[1].to_numpy()])
    codes, names = pd.factorize(ends)
    count = len(table)
    source, target = codes[:count], codes[count:]
    n = len(names)
    matrix = sp.coo_matrix((np.ones(count, np.float32), (target, source)), shape=(n, n)).tocsr()
    matrix = matrix.maximum(matrix.T).tocsr()
    matrix.sort_indices()
    return matrix, names


times = []
for _ in range(int(sys.argv[2]) if len(sys.argv) > 2 else 3):
    start = time.perf_counter()
    matrix, names = read(sys.argv[1])
    times.append(time.perf_counter() - start)
seconds = sorted(times)[len(times) // 2]
print(json.dumps({
    "file": sys.argv[1], "peer": "pandas " + pd.__version__ + ", SciPy " + scipy.__version__, "seconds": seconds,
    "mb_per_s": os.path.getsize(sys.argv[1]) / seconds / 1e6, "nodes": int(matrix.shape[0]), "entries": int(matrix.nnz)}))
