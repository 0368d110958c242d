# SPDX-License-Identifier: Apache-2.0
"""Times a jitted training step of GCN with 16 hidden units in JAX, with BCSR matrices for the features and the
adjacency. Prints one JSON line.

usage: jax_gcn.py DIRECTORY NAME THREADS

The step is that of gcn.py: dropout 0.5 on the hidden units and on the non-zero features, cross-entropy of the training
nodes, weight decay on the first layer, Adam. The transposed matrices are given to the backward pass.
"""
import os, sys

folder, name, threads = sys.argv[1:4]
os.environ["XLA_FLAGS"] = f"--xla_cpu_multi_thread_eigen={'true' if int(threads) > 1 else 'false'} intra_op_parallelism_threads={threads}"
os.environ["JAX_PLATFORMS"] = "cpu"
os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[: int(threads)]))
import json, statistics, time

import jax, jax.numpy as jnp, numpy as np, scipy.sparse as sp
from jax.experimental.sparse import BCSR

from planetoid import planetoid

x, a, labels, train = planetoid(folder, name)
classes = int(labels.max()) + 1
a = (a + sp.eye(a.shape[0])).tocsr()
scale = sp.diags(1 / np.sqrt(np.asarray(a.sum(1)).ravel()))
a = (scale @ a @ scale).tocsr().astype(np.float32)
a.sort_indices()
x = sp.csr_matrix(x).astype(np.float32)
x = (sp.diags(1 / np.maximum(np.asarray(x.sum(1)).ravel(), 1)) @ x).tocsr().astype(np.float32)
x.sort_indices()
places = sp.csr_matrix((np.arange(x.nnz), x.indices, x.indptr), shape=x.shape).T.tocsr()
places.sort_indices()
order = jnp.asarray(places.data)
index = lambda m: (jnp.asarray(m.indices), jnp.asarray(m.indptr))
adjacency = BCSR((jnp.asarray(a.data), *index(a)), shape=a.shape)
values, x_index, t_index = jnp.asarray(x.data), index(x), index(places)
labels, train = jnp.asarray(labels), jnp.asarray(train)


@jax.custom_vjp
def features(values, w):
    return BCSR((values, *x_index), shape=x.shape) @ w


features.defvjp(
    lambda values, w: (features(values, w), values),
    lambda values, g: (None, BCSR((values[order], *t_index), shape=x.shape[::-1]) @ g))


@jax.custom_vjp
def propagate(h):
    return adjacency @ h


propagate.defvjp(lambda h: (adjacency @ h, None), lambda _, g: (adjacency @ g,))


def loss(parameters, key):
    first, second = jax.random.split(key)
    (w1, b1), (w2, b2) = parameters
    kept = jnp.where(jax.random.bernoulli(first, 0.5, values.shape), values * 2, 0)
    h = jax.nn.relu(propagate(features(kept, w1)) + b1)
    h = jnp.where(jax.random.bernoulli(second, 0.5, h.shape), h * 2, 0)
    scores = jax.nn.log_softmax((propagate(h @ w2) + b2)[train])
    picked = jnp.take_along_axis(scores, labels[train][:, None], axis=1)
    return -picked.mean() + 2.5e-4 * (jnp.sum(w1 * w1) + jnp.sum(b1 * b1))


@jax.jit
def step(state, key):
    parameters, mean, square, count = state
    gradients = jax.grad(loss)(parameters, key)
    count += 1
    mean = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, mean, gradients)
    square = jax.tree.map(lambda s, g: 0.999 * s + 0.001 * g * g, square, gradients)
    parameters = jax.tree.map(
        lambda p, m, s: p - 0.01 * (m / (1 - 0.9**count)) / (jnp.sqrt(s / (1 - 0.999**count)) + 1e-8), parameters, mean, square)
    return parameters, mean, square, count


key = jax.random.PRNGKey(0)
glorot = lambda k, i, o: jax.random.uniform(k, (i, o), minval=-1.0, maxval=1.0) * np.sqrt(6 / (i + o))
parameters = [(glorot(key, x.shape[1], 16), jnp.zeros(16)), (glorot(key, 16, classes), jnp.zeros(classes))]
zeros = jax.tree.map(jnp.zeros_like, parameters)
state = (parameters, zeros, zeros, jnp.float32(0))
times = []
for epoch in range(200):
    begin = time.perf_counter()
    state = step(state, jax.random.fold_in(key, epoch))
    jax.block_until_ready(state)
    if epoch >= 5:
        times.append((time.perf_counter() - begin) * 1e3)
print(json.dumps(dict(
    name=name, peer="jax", version=jax.__version__, threads=int(threads), median_ms=statistics.median(times),
    min_ms=min(times))))
