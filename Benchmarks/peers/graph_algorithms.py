# SPDX-License-Identifier: Apache-2.0
"""Times graph algorithms of networkit and igraph. Prints one JSON line each.

usage: graph_algorithms.py GRAPH.npz networkit|igraph THREADS

GRAPH.npz is an undirected graph in the published sparse layout. components: its connected components; subgraph: the
subgraph of half of its nodes, drawn at random.
"""
import json, statistics, sys, time

import numpy as np, scipy.sparse as sp

path, peer, threads = sys.argv[1:4]
with np.load(path) as z:
    shape = tuple(z["adj_shape"])
    a = sp.csr_matrix((np.ones(len(z["adj_indices"]), np.float32), z["adj_indices"], z["adj_indptr"]), shape=shape)
a = sp.triu((a + a.T) > 0, 1).tocoo()
half = np.random.default_rng(0).permutation(shape[0])[: shape[0] // 2]

if peer == "networkit":
    import networkit as nk

    version = nk.__version__
    nk.setNumberOfThreads(int(threads))
    graph = nk.GraphFromCoo((a.row.astype(np.uint64), a.col.astype(np.uint64)), n=shape[0], directed=False)
    work = {
        "components": lambda: nk.components.ConnectedComponents(graph).run().numberOfComponents(),
        "subgraph": lambda: nk.graphtools.subgraphFromNodes(graph, half.tolist()).numberOfEdges(),
    }
else:
    import igraph as ig

    version = ig.__version__
    graph = ig.Graph(n=shape[0], edges=np.stack([a.row, a.col], 1).tolist())
    work = {
        "components": lambda: len(graph.connected_components()),
        "subgraph": lambda: graph.induced_subgraph(half.tolist()).ecount(),
    }

for name, body in work.items():
    body()
    times, begin = [], time.perf_counter()
    while len(times) < 3 or time.perf_counter() - begin < 2:
        before = time.perf_counter()
        result = body()
        times.append((time.perf_counter() - before) * 1e3)
    print(json.dumps(dict(
        name=f"graph/{name}", peer=peer, version=version, threads=int(threads), median_ms=round(statistics.median(times), 3),
        min_ms=round(min(times), 3), result=float(result))), flush=True)
