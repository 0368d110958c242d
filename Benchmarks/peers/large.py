# SPDX-License-Identifier: Apache-2.0
"""Times three-layer networks of 256 units on a large graph in DGL, PyTorch Geometric or plain PyTorch. Prints one JSON
line per measurement, with the peak memory of the process.

usage: large.py GRAPH.npz full|sampled gcn|sage|gat dgl|pyg|plain THREADS [SECONDS]

GRAPH.npz is an undirected graph in the published sparse layout, with features and labels; 54 % of the nodes train.
full: epochs over the whole graph without validation. gat has two layers, 8 heads of 8 units and one output head, and
dropout 0.6 on features and attention weights. sampled: batches of 1,024 nodes with 15, 10 and 5 neighbours; sampling
with the features alone, then training steps with sampling; PyTorch Geometric needs torch-sparse for it. plain: the matrix is multiplied on the narrower side.
"""
import json, os, resource, statistics, sys, time, warnings

path, task, model, peer, threads = sys.argv[1:6]
seconds = float(sys.argv[6]) if len(sys.argv) > 6 else 20
for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = threads
warnings.filterwarnings("ignore")
import numpy as np, scipy.sparse as sp, torch, torch.nn.functional as F
from torch import nn

torch.set_num_threads(int(threads))
torch.manual_seed(0)
with np.load(path) as z:
    shape = tuple(z["adj_shape"])
    a = sp.csr_matrix((np.ones(len(z["adj_indices"]), np.float32), z["adj_indices"], z["adj_indptr"]), shape=shape)
    x, y = torch.from_numpy(z["attr_matrix"]), torch.from_numpy(z["labels"]).long()
a = ((a + a.T) > 0).astype(np.float32).tocsr()
a.setdiag(0)
a.eliminate_zeros()
a.sort_indices()
n, features, classes = a.shape[0], x.shape[1], int(y.max()) + 1
train = torch.from_numpy(np.random.default_rng(1).permutation(n)[: int(0.54 * n)]).long()
widths = [features, 256, 256, classes]
sources, targets = (torch.from_numpy(part.astype(np.int64)) for part in (a.tocoo().col, a.tocoo().row))


def emit(name, times, **extra):
    print(json.dumps(dict(
        name=name, peer=peer, threads=int(threads), median_ms=round(statistics.median(times), 2),
        min_ms=round(min(times), 2), count=len(times),
        peak_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024), versions=version, **extra)), flush=True)


def times(step, first=1):
    for _ in range(first):
        step()
    result, start = [], time.perf_counter()
    while len(result) < 3 or time.perf_counter() - start < seconds:
        before = time.perf_counter()
        step()
        result.append((time.perf_counter() - before) * 1e3)
    return result


def csr(m):
    m = m.tocsr().astype(np.float32)
    m.sort_indices()
    return torch.sparse_csr_tensor(
        torch.from_numpy(m.indptr.astype(np.int32)), torch.from_numpy(m.indices.astype(np.int32)),
        torch.from_numpy(m.data), size=m.shape)


class Propagate(torch.autograd.Function):
    @staticmethod
    def forward(context, matrix, transposed, values):
        context.transposed = transposed
        return torch.mm(matrix, values)

    @staticmethod
    def backward(context, gradient):
        return None, None, torch.mm(context.transposed, gradient.contiguous())


class PlainConv(nn.Module):
    def __init__(self, matrix, transposed, inputs, outputs):
        super().__init__()
        self.matrices = (matrix, transposed)
        self.neighbours, self.narrows = nn.Linear(inputs, outputs), outputs < inputs
        self.root = nn.Linear(inputs, outputs, bias=False) if model == "sage" else None

    def forward(self, h):
        if self.narrows:
            result = Propagate.apply(*self.matrices, h @ self.neighbours.weight.t()) + self.neighbours.bias
        else:
            result = self.neighbours(Propagate.apply(*self.matrices, h))
        return result + self.root(h) if self.root else result


version = f"torch {torch.__version__}"
if peer == "dgl":
    import dgl
    from dgl.nn import pytorch as layers

    version = f"dgl {dgl.__version__}, {version}"
    graph = dgl.graph((sources, targets), num_nodes=n)
    graph = (graph if model == "sage" else dgl.add_self_loop(graph)).int()
    graph.create_formats_()
    make = {
        "gcn": lambda i, o: layers.GraphConv(i, o), "sage": lambda i, o: layers.SAGEConv(i, o, "mean"),
        "gat": lambda i, heads, o: layers.GATConv(i, o, heads, feat_drop=0.6, attn_drop=0.6)}[model]
    call = lambda layer, h: layer(graph, h).flatten(1)
elif peer == "pyg":
    import torch_geometric
    from torch_geometric import nn as layers
    from torch_geometric.utils import to_torch_csr_tensor

    version = f"torch_geometric {torch_geometric.__version__}, {version}"
    edges = torch.stack([sources, targets])
    # The layers with linear messages multiply a CSR tensor, which is faster than scattering along edges.
    adjacency = edges if model == "gat" else to_torch_csr_tensor(edges.flip(0), size=(n, n))
    make = {
        "gcn": lambda i, o: layers.GCNConv(i, o, cached=True), "sage": lambda i, o: layers.SAGEConv(i, o),
        "gat": lambda i, heads, o: layers.GATConv(i, o, heads, dropout=0.6)}[model]
    call = lambda layer, h: layer(F.dropout(h, 0.6, True) if model == "gat" else h, adjacency)
else:
    if model == "gcn":
        looped = a + sp.eye(n, format="csr", dtype=np.float32)
        scale = sp.diags(1 / np.sqrt(np.asarray(looped.sum(1)).ravel()))
        matrix = scale @ looped @ scale
    else:
        matrix = sp.diags(1 / np.maximum(np.asarray(a.sum(1)).ravel(), 1)) @ a
    matrix, transposed = csr(matrix), csr(matrix.T)
    make = lambda i, o: PlainConv(matrix, transposed, i, o)
    call = lambda layer, h: layer(h)

if task == "full":
    if model == "gat":
        net = nn.ModuleList([make(features, 8, 8), make(64, 1, classes)])
    else:
        net = nn.ModuleList([make(widths[i], widths[i + 1]) for i in range(3)])
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)

    def scores():
        h = x
        for number, layer in enumerate(net):
            h = call(layer, h)
            if number < len(net) - 1:
                h = F.elu(h) if model == "gat" else F.dropout(h.relu(), 0.5, True)
        return h

    def step():
        optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(scores()[train], y[train]).backward()
        optimizer.step()

    emit(f"epoch/{model}", times(step))
    sys.exit()

# Sampled training of GraphSAGE.
if peer == "dgl":
    graph.ndata["x"], graph.ndata["y"] = x, y
    sampler = dgl.dataloading.NeighborSampler([5, 10, 15], prefetch_node_feats=["x"], prefetch_labels=["y"])
    loader = dgl.dataloading.DataLoader(graph, train.int(), sampler, batch_size=1024, shuffle=True, num_workers=0)
    net = nn.ModuleList([layers.SAGEConv(widths[i], widths[i + 1], "mean") for i in range(3)])

    def look(batch):
        return batch[2][0].srcdata["x"]

    def result(batch):
        blocks = batch[2]
        h = blocks[0].srcdata["x"]
        for number, layer in enumerate(net):
            h = layer(blocks[number], h)
            if number < 2:
                h = F.dropout(h.relu(), 0.5, True)
        return h, blocks[-1].dstdata["y"]
else:
    from torch_geometric.data import Data
    from torch_geometric.loader import NeighborLoader

    data = Data(x=x, y=y, edge_index=torch.stack([sources, targets]))
    loader = NeighborLoader(data, [15, 10, 5], input_nodes=train, batch_size=1024, shuffle=True)
    net = nn.ModuleList([layers.SAGEConv(widths[i], widths[i + 1]) for i in range(3)])

    def look(batch):
        return batch.x

    def result(batch):
        h = batch.x
        for number, layer in enumerate(net):
            h = layer(h, batch.edge_index)
            if number < 2:
                h = F.dropout(h.relu(), 0.5, True)
        return h[: batch.batch_size], batch.y[: batch.batch_size]


optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
batches = iter(loader)


def update():
    scores, labels = result(next(batches))
    optimizer.zero_grad(set_to_none=True)
    F.cross_entropy(scores, labels).backward()
    optimizer.step()


def measure(name, body, most):
    body()
    spent, start = [], time.perf_counter()
    while len(spent) < most and (len(spent) < 3 or time.perf_counter() - start < seconds):
        before = time.perf_counter()
        body()
        spent.append((time.perf_counter() - before) * 1e3)
    emit(name, spent, seeds_per_second=round(1024 / statistics.median(spent) * 1e3))


measure("sample/sage", lambda: look(next(batches)), 20)
measure("sampled/sage", update, 20)
