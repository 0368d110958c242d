# SPDX-License-Identifier: Apache-2.0
"""Reads the Planetoid files of a citation graph."""
import pickle

import numpy as np, scipy.sparse as sp, torch


def planetoid(folder, name):
    """Returns the row-normalised features, the symmetric adjacency matrix, the labels and the training nodes of the public
    split."""

    def load(part):
        with open(f"{folder}/ind.{name}.{part}", "rb") as file:
            return pickle.load(file, encoding="latin1")

    allx, tx, ally, ty, y, graph = (load(p) for p in ("allx", "tx", "ally", "ty", "y", "graph"))
    index = np.loadtxt(f"{folder}/ind.{name}.test.index", dtype=int)
    n = index.max() + 1
    x = sp.lil_matrix((n, allx.shape[1]), dtype=np.float32)
    labels = np.zeros((n, ally.shape[1]), dtype=int)
    x[: allx.shape[0]], labels[: allx.shape[0]] = allx, ally
    x[index], labels[index] = tx, ty
    x = x.tocsr()
    scale = np.asarray(x.sum(1)).ravel()
    scale[scale > 0] = 1 / scale[scale > 0]
    x = sp.diags(scale).dot(x).tocsr().astype(np.float32)
    pairs = [(i, j) for i, row in graph.items() for j in row if i != j]
    rows, columns = np.array(pairs).T
    a = sp.coo_matrix((np.ones(len(rows)), (rows, columns)), (n, n)).tocsr()
    a = ((a + a.T) > 0).astype(np.float32)
    return x, a, torch.tensor(labels.argmax(1)), torch.arange(len(y))
