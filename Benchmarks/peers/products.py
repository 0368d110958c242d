# SPDX-License-Identifier: Apache-2.0
"""Times products of the normalised adjacency of a large graph with dense matrices. Prints one JSON line each.

usage: products.py GRAPH.npz undirected|directed mkl|torch|torch-sum|dgl THREADS COLUMNS...

undirected: the symmetrically normalised adjacency with self-loops, as GCN multiplies with; directed: the adjacency
of incoming edges divided by their number. mkl: the optimised handle of the inspector-executor interface (needs the package mkl);
torch: torch.mm of a CSR tensor; torch-sum: torch.sparse.mm(A, B, "sum"); dgl: u_mul_e_sum.
"""
import ctypes as C, glob, json, os, statistics, sys, time, warnings

path, kind, peer, threads, *columns = sys.argv[1:]
for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = threads
warnings.filterwarnings("ignore")
import numpy as np, scipy.sparse as sp

with np.load(path) as z:
    shape = tuple(z["adj_shape"])
    a = sp.csr_matrix((np.ones(len(z["adj_indices"]), np.float32), z["adj_indices"], z["adj_indptr"]), shape=shape)
if kind == "undirected":
    a = ((a + a.T) > 0).astype(np.float32).tocsr()
    a.setdiag(1)
    scale = sp.diags(1 / np.sqrt(np.asarray(a.sum(1)).ravel()))
    a = scale @ a @ scale
else:
    a = a.T.tocsr()
    a = sp.diags(1 / np.maximum(np.asarray(a.sum(1)).ravel(), 1)) @ a
a = a.tocsr().astype(np.float32)
a.sort_indices()
a.indptr, a.indices = a.indptr.astype(np.int32), a.indices.astype(np.int32)


class Description(C.Structure):
    _fields_ = [("type", C.c_int), ("mode", C.c_int), ("diagonal", C.c_int)]


def mkl(width):
    """Returns the product with a handle that is created and optimised once."""
    library = C.CDLL(glob.glob(os.path.join(sys.prefix, "lib", "libmkl_rt.so*"))[0], mode=C.RTLD_GLOBAL)
    handle, description = C.c_void_p(), Description(20, 0, 0)  # a general matrix
    address = lambda array, skip=0: C.c_void_p(array.ctypes.data + skip)
    rows, count = a.shape
    assert library.mkl_sparse_s_create_csr(
        C.byref(handle), 0, C.c_int(rows), C.c_int(count), address(a.indptr), address(a.indptr, 4), address(a.indices),
        address(a.data)) == 0
    library.mkl_sparse_set_mm_hint(handle, 10, description, 101, C.c_int(width), C.c_int(1000))
    library.mkl_sparse_optimize(handle)

    def product(b):
        out = np.empty((rows, width), np.float32)
        assert library.mkl_sparse_s_mm(
            10, C.c_float(1), handle, description, 101, address(b), C.c_int(width), C.c_int(width), C.c_float(0),
            address(out), C.c_int(width)) == 0
        return out

    return product


for width in map(int, columns):
    b = np.random.default_rng(0).random((a.shape[1], width), np.float32)
    if peer == "mkl":
        version, product = "mkl", mkl(width)
    else:
        import torch

        version = f"torch {torch.__version__}"
        torch.set_num_threads(int(threads))
        b = torch.from_numpy(b)
        if peer == "dgl":
            import dgl, dgl.ops

            version = f"dgl {dgl.__version__}, {version}"
            c = a.tocoo()
            graph = dgl.graph((torch.from_numpy(c.col), torch.from_numpy(c.row)), num_nodes=a.shape[0]).int()
            graph.create_formats_()
            weights = torch.from_numpy(c.data).reshape(-1, 1)
            product = lambda b: dgl.ops.u_mul_e_sum(graph, b, weights)
        else:
            matrix = torch.sparse_csr_tensor(
                torch.from_numpy(a.indptr), torch.from_numpy(a.indices), torch.from_numpy(a.data), size=a.shape)
            product = (lambda b: torch.mm(matrix, b)) if peer == "torch" else (
                lambda b: torch.sparse.mm(matrix, b, "sum"))
    product(b)
    spent, start = [], time.perf_counter()
    while len(spent) < 5 or time.perf_counter() - start < 3:
        before = time.perf_counter()
        product(b)
        spent.append((time.perf_counter() - before) * 1e3)
    print(json.dumps(dict(
        name=f"spmm/{width}", peer=peer, threads=int(threads), median_ms=round(statistics.median(spent), 3),
        min_ms=round(min(spent), 3), non_zeros=int(a.nnz), versions=version)), flush=True)
