# SPDX-License-Identifier: Apache-2.0
"""Times a training step of GCN (16 hidden units, dropout 0.5, Adam with rate 0.01, weight decay 5e-4 on layer 1) in
PyTorch or PyTorch Geometric on one thread. Prints one JSON line.

usage: gcn.py DIRECTORY NAME pytorch|pyg
"""
import json, statistics, sys, time, warnings

import numpy as np, scipy.sparse as sp, torch, torch.nn.functional as F

from planetoid import planetoid

warnings.filterwarnings("ignore")
torch.set_num_threads(1)
folder, name, variant = sys.argv[1:4]


x, a, labels, train = planetoid(folder, name)
classes = int(labels.max()) + 1


def csr(m):
    m = m.tocsr()
    m.sort_indices()
    return torch.sparse_csr_tensor(
        torch.tensor(m.indptr, dtype=torch.int32), torch.tensor(m.indices, dtype=torch.int32),
        torch.tensor(m.data, dtype=torch.float32), m.shape)


class Propagate(torch.autograd.Function):
    @staticmethod
    def forward(ctx, matrix, dense):
        ctx.matrix = matrix
        return matrix @ dense

    @staticmethod
    def backward(ctx, gradient):
        return None, ctx.matrix @ gradient.contiguous()


class SparseLinear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, matrix, transposed, order, weight):
        values = F.dropout(matrix.values(), 0.5, True)
        ctx.parts = transposed, order, values
        dropped = torch.sparse_csr_tensor(matrix.crow_indices(), matrix.col_indices(), values, matrix.shape)
        return dropped @ weight

    @staticmethod
    def backward(ctx, gradient):
        transposed, order, values = ctx.parts
        dropped = torch.sparse_csr_tensor(
            transposed.crow_indices(), transposed.col_indices(), values[order], transposed.shape)
        return None, None, None, dropped @ gradient.contiguous()


if variant == "pyg":
    from torch_geometric.nn import GCNConv

    edges = torch.tensor(np.vstack(a.nonzero()))
    dense = torch.tensor(x.toarray())

    class Net(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1 = GCNConv(x.shape[1], 16, cached=True)
            self.conv2 = GCNConv(16, classes, cached=True)

        def forward(self):
            h = self.conv1(F.dropout(dense, 0.5), edges).relu()
            return self.conv2(F.dropout(h, 0.5), edges)

    net = Net()
    first, second = net.conv1.parameters(), net.conv2.parameters()
else:
    loops = a + sp.eye(a.shape[0])
    root = sp.diags(1 / np.sqrt(np.asarray(loops.sum(1)).ravel()))
    adjacency = csr(root @ loops @ root)
    numbered = x.copy()
    numbered.data = np.arange(x.nnz, dtype=np.float64)
    turned = numbered.T.tocsr()
    turned.sort_indices()
    order = torch.tensor(turned.data.astype(np.int64))
    features, transposed = csr(x), csr(x.T)

    class Net(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.w1 = torch.nn.Parameter(torch.nn.init.xavier_uniform_(torch.empty(x.shape[1], 16)))
            self.w2 = torch.nn.Parameter(torch.nn.init.xavier_uniform_(torch.empty(16, classes)))

        def forward(self):
            h = Propagate.apply(adjacency, SparseLinear.apply(features, transposed, order, self.w1)).relu()
            return Propagate.apply(adjacency, F.dropout(h, 0.5) @ self.w2)

    net = Net()
    first, second = [net.w1], [net.w2]

optimizer = torch.optim.Adam(
    [dict(params=first, weight_decay=5e-4), dict(params=second, weight_decay=0)], lr=0.01, fused=True)


def step():
    optimizer.zero_grad(set_to_none=True)
    F.cross_entropy(net()[train], labels[train]).backward()
    optimizer.step()


for _ in range(10):
    step()
times = []
for _ in range(40 if variant == "pyg" else 400):
    start = time.perf_counter()
    step()
    times.append(1000 * (time.perf_counter() - start))
print(json.dumps({"peer": variant, "version": torch.__version__, "dataset": name, "median_ms": statistics.median(times)}))
