# SPDX-License-Identifier: Apache-2.0
# -*- coding: utf-8 -*-
"""Writes the pickles of Tests/Interop/Fixtures/pickles: one small Planetoid data set, pickled by this Python, NumPy
and SciPy with each protocol. All of them must be read as the same data set.

usage: make_pickles.py DIRECTORY NAME

DIRECTORY/NAME-P.json.gz holds the bytes of each file for protocol P in base64. Run it with NumPy 1 and 2 and with old and
new versions of SciPy.
"""

from __future__ import print_function

import base64
import collections
import gzip
import json
import os
import pickle
import sys

import numpy as np
import scipy.sparse as sp

# Two training nodes, 500 validation nodes, three other nodes and four test nodes.
KNOWN, TESTED = 505, 4
COUNT = KNOWN + TESTED
WORDS = np.zeros((COUNT, 5), dtype=np.float32)
WORDS[np.arange(COUNT), np.arange(COUNT) % 3] = 1
WORDS[np.arange(0, COUNT, 7), 3] = 0.5
WORDS[4] = 0
CLASSES = np.zeros((COUNT, 2), dtype=np.int8)
CLASSES[np.arange(COUNT), np.arange(COUNT) * 5 % 7 % 2] = 1
CLASSES[3] = 0
NEIGHBOURS = {node: [(node + 1) % COUNT, (node - 1) % COUNT] for node in range(COUNT)}
NEIGHBOURS[0] = NEIGHBOURS[0] + [0]

# Each protocol uses another matrix class and another form of the graph, so that all of them occur.
MATRICES = ["csr_matrix", "csc_matrix", "csr_matrix", "coo_matrix", "csr_array", "coo_array"]


def graph(protocol):
    if protocol == 0:
        return NEIGHBOURS
    if protocol == 1:
        return {node: tuple(others) for node, others in NEIGHBOURS.items()}
    if protocol == 2:
        lists = collections.defaultdict(list)
        lists.update(NEIGHBOURS)
        return lists
    if protocol == 3:
        return collections.OrderedDict((np.int64(node), [np.int32(other) for other in others]) for node, others in NEIGHBOURS.items())
    if protocol == 4:
        return {node: set(others) for node, others in NEIGHBOURS.items()}
    return {node: frozenset(others) for node, others in NEIGHBOURS.items()}


def main():
    directory, name = sys.argv[1:]
    if not os.path.isdir(directory):
        os.makedirs(directory)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        cls = getattr(sp, MATRICES[protocol], sp.csr_matrix)
        parts = {
            "x": cls(WORDS[:2]), "allx": cls(WORDS[:KNOWN]), "tx": cls(WORDS[KNOWN:]),
            "y": CLASSES[:2], "ally": np.asfortranarray(CLASSES[:KNOWN]), "ty": CLASSES[KNOWN:].astype(">i2"),
            "graph": graph(protocol),
            "names": np.array([u"caf\u00e9", None, 7, 2.5, np.str_("x"), b"bytes"], dtype=object),
        }
        files = {part: base64.b64encode(pickle.dumps(value, protocol)).decode("ascii") for part, value in parts.items()}
        # Compressed without a time stamp, so that the same pickles give the same file.
        with open(os.path.join(directory, "%s-%d.json.gz" % (name, protocol)), "wb") as raw:
            with gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as file:
                file.write(json.dumps(files, sort_keys=True).encode("ascii"))


main()
