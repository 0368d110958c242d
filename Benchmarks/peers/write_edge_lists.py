# SPDX-License-Identifier: Apache-2.0
"""Writes the edge lists for compare-reading: an R-MAT graph with Graph500 parameters, shuffled node numbers and rows in
random order. The ids are integers in numbers.txt, ten letters in letters.csv, and ten letters in quotes in quoted.csv.

usage: write_edge_lists.py DIRECTORY [NODES EDGES]      (default: 1 million nodes, 20 million edges)"""
import os, sys
import numpy as np


def rmat(n, m, seed=2, p=(0.57, 0.19, 0.19, 0.05)):
    rng = np.random.default_rng(seed)
    bits = int(np.ceil(np.log2(n)))
    perm = rng.permutation(1 << bits)
    relabel = np.full(1 << bits, -1, np.int64)
    relabel[np.sort(perm[:n])] = rng.permutation(n)
    keys = np.empty(0, np.int64)
    while len(keys) < m:
        k = 8_000_000
        s = np.zeros(k, np.int64)
        d = np.zeros(k, np.int64)
        for _ in range(bits):
            q = np.searchsorted(np.cumsum(p), rng.random(k)).clip(max=3)
            s = 2 * s + (q >> 1)
            d = 2 * d + (q & 1)
        s, d = relabel[s], relabel[d]
        ok = (s >= 0) & (d >= 0) & (s != d)
        keys = np.unique(np.concatenate([keys, s[ok] * np.int64(n) + d[ok]]))
    keys = rng.permutation(rng.choice(keys, m, replace=False))
    return keys // n, keys % n


def letters(numbers):
    """Returns an id of ten letters for each number. The order of the ids is unrelated to that of the numbers."""
    mixed = (numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(8)
    # The last five letters encode the number, which makes the ids distinct; the first five make them look like names.
    digits = np.empty((len(numbers), 10), np.uint8)
    rest, low = mixed.copy(), numbers.astype(np.uint64)
    for place in range(5):
        digits[:, place] = 97 + (rest % np.uint64(26)).astype(np.uint8)
        rest //= np.uint64(26)
    for place in range(5, 10):
        digits[:, place] = 97 + (low % np.uint64(26)).astype(np.uint8)
        low //= np.uint64(26)
    return digits.view("S10").ravel()


def write(path, columns, separator, quote=b""):
    with open(path, "wb") as file:
        for start in range(0, len(columns[0]), 1_000_000):
            parts = [c[start : start + 1_000_000].astype("S") for c in columns]
            rows = (quote + a + quote + separator + quote + b + quote + b"\n" for a, b in zip(*(p.tolist() for p in parts)))
            file.write(b"".join(rows))
    print(path, os.path.getsize(path))


if __name__ == "__main__":
    folder = sys.argv[1]
    n, m = (int(x) for x in sys.argv[2:4]) if len(sys.argv) > 3 else (1_000_000, 20_000_000)
    source, target = rmat(n, m)
    write(os.path.join(folder, "numbers.txt"), (source, target), b" ")
    names = letters(np.arange(n))
    write(os.path.join(folder, "letters.csv"), (names[source], names[target]), b",")
    write(os.path.join(folder, "quoted.csv"), (names[source], names[target]), b",", b'"')
