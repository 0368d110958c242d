# SPDX-License-Identifier: Apache-2.0
"""Times a training step of a graph model in PyTorch Geometric, or of HGNN in plain PyTorch with sparse features. Prints
one JSON line.

usage: layers.py DIRECTORY NAME gat|cheb|sage|gcn2|hgnn THREADS

The settings are those of graphlearn: GAT with 8 heads of 8 units and dropout 0.6; ChebNet with 3 terms and 16 hidden
units; GraphSAGE with the mean and 16 hidden units; GCNII with 64 layers of 64 units; HGNN with 16 hidden units on the
hyperedges of neighbourhoods, with duplicate hyperedges merged. A step is forward, backward and update, without validation.
"""
import json, statistics, sys, time, warnings

import numpy as np, scipy.sparse as sp, torch, torch.nn.functional as F

from planetoid import planetoid

warnings.filterwarnings("ignore")
folder, name, model, threads = sys.argv[1:5]
torch.set_num_threads(int(threads))
x, a, labels, train = planetoid(folder, name)
classes = int(labels.max()) + 1
dense = torch.tensor(x.toarray())
edges = torch.tensor(np.vstack(a.nonzero())).long()


def csr(m):
    m = m.tocsr().astype(np.float32)
    m.sort_indices()
    return torch.sparse_csr_tensor(
        torch.tensor(m.indptr, dtype=torch.int32), torch.tensor(m.indices, dtype=torch.int32), torch.tensor(m.data), m.shape)


class Propagate(torch.autograd.Function):
    @staticmethod
    def forward(ctx, matrix, transposed, values):
        ctx.transposed = transposed
        return matrix @ values

    @staticmethod
    def backward(ctx, gradient):
        return None, None, ctx.transposed @ gradient.contiguous()


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        from torch_geometric import nn

        n = x.shape[1]
        if model == "gat":
            self.one = nn.GATConv(n, 8, heads=8, dropout=0.6)
            self.two = nn.GATConv(64, classes, heads=1, concat=False, dropout=0.6)
        elif model == "cheb":
            self.one, self.two = nn.ChebConv(n, 16, 3), nn.ChebConv(16, classes, 3)
        elif model == "sage":
            self.one, self.two = nn.SAGEConv(n, 16), nn.SAGEConv(16, classes)
        elif model == "gcn2":
            self.one, self.two = torch.nn.Linear(n, 64), torch.nn.Linear(64, classes)
            self.convs = torch.nn.ModuleList(nn.GCN2Conv(64, 0.1, 0.5, k + 1, cached=True) for k in range(64))
        else:
            members = (a + sp.eye(a.shape[0])).tocsr()
            members.data[:] = 1
            unique = np.unique(members.T.tocsr().toarray().astype(np.int8), axis=0, return_index=True)[1]
            members = members[:, np.sort(unique)]
            nodes = sp.diags(np.asarray(members.sum(1)).ravel() ** -0.5) @ members
            sizes = sp.diags(1 / np.asarray(members.sum(0)).ravel())
            self.there, self.back = csr((nodes @ sizes).T), csr(nodes)
            self.there_t, self.back_t = csr(nodes @ sizes), csr(nodes.T)
            self.features, self.features_t = csr(x), csr(x.T)
            self.one = torch.nn.Linear(n, 16)
            self.two = torch.nn.Linear(16, classes)

    def smooth(self, h):
        return Propagate.apply(self.back, self.back_t, Propagate.apply(self.there, self.there_t, h))

    def forward(self):
        if model == "gat":
            h = F.elu(self.one(F.dropout(dense, 0.6), edges))
            return self.two(F.dropout(h, 0.6), edges)
        if model in ("cheb", "sage"):
            return self.two(F.dropout(self.one(F.dropout(dense, 0.5), edges).relu(), 0.5), edges)
        if model == "gcn2":
            start = h = self.one(F.dropout(dense, 0.6)).relu()
            for conv in self.convs:
                h = conv(F.dropout(h, 0.6), start, edges).relu()
            return self.two(F.dropout(h, 0.6))
        h = Propagate.apply(self.features, self.features_t, self.one.weight.T) + self.one.bias
        return self.smooth(self.two(F.dropout(self.smooth(h).relu(), 0.5)))


net = Net()
optimizer = torch.optim.Adam(net.parameters(), lr=0.01, weight_decay=5e-4, fused=True)


def step():
    optimizer.zero_grad(set_to_none=True)
    F.cross_entropy(net()[train], labels[train]).backward()
    optimizer.step()


for _ in range(5):
    step()
times = []
for _ in range(20):
    start = time.perf_counter()
    step()
    times.append(1000 * (time.perf_counter() - start))
peer = "pytorch" if model == "hgnn" else "pyg"
print(json.dumps({"peer": peer, "version": torch.__version__, "model": model, "median_ms": statistics.median(times)}))
