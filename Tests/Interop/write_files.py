# SPDX-License-Identifier: Apache-2.0
"""Writes one weighted graph of twelve nodes with common tools, one file per format, and a manifest of the files.

usage: write_files.py DIRECTORY

Needs numpy, scipy, pandas, networkx, igraph and scikit-learn. DIRECTORY/manifest.json lists the writer, format and
size in bytes of each file, and how to read it: which files to pass as edges, features and labels, how the nodes are then
named, and what the formats can hold. Tests/GraphDatasetsTests/InteropTests.swift reads each file and compares the graph
with DIRECTORY/graph.json.
"""

import gzip
import io
import json
import os
import sys

import igraph
import networkx as nx
import numpy as np
import pandas as pd
import scipy.io
import scipy.sparse as sp
from sklearn.datasets import dump_svmlight_file

NAMES = ["Alpha", "B\u00e9la", "node c", 'quote"d', "comma,x", "d'Artagnan", "na\u00efve", "\u65e5\u672c", "N8", "N9", "semi;colon", "alone"]
COUNT = len(NAMES)
PLAIN = [f"n{k}" for k in range(COUNT)]
EDGES = [(0, 1, 0.5), (0, 2, 1.25), (1, 2, 2.0), (2, 3, 0.75), (3, 4, 3.5), (3, 5, 1.0), (4, 5, 0.25), (5, 6, 2.5), (6, 7, 1.75),
         (6, 8, 0.5), (7, 8, 4.0), (8, 9, 1.5), (9, 10, 2.25), (0, 10, 0.75), (4, 9, 3.0)]
FEATURES = np.array([[k % 3 - 1, 0.5 * k, 0 if k % 4 else 2.25] for k in range(COUNT)])
CLASSES = ["red", "green", "blue"]
LABELS = [CLASSES[k % 3] for k in range(COUNT)]

# The names of the nodes for each kind of ids in the manifest.
IDS = {"names": NAMES, "plain": PLAIN, "from0": [str(k) for k in range(COUNT)], "from1": [str(k + 1) for k in range(COUNT)]}

root = ""
manifest = []


def path(name):
    return os.path.join(root, name)


def add(name, writer, form, ids, weights=True, isolated=False, scale=1, **reading):
    """Adds a file to the manifest. `reading` names the files to pass as edges, features and labels; others are not passed."""
    manifest.append({
        "file": name, "writer": writer, "format": form, "bytes": os.path.getsize(path(name)),
        "ids": [ids] if isinstance(ids, str) else ids, "weights": weights, "weight_scale": scale,
        "isolated": isolated or "features" in reading or "labels" in reading, "reading": reading or {"edges": name},
    })


def text(name, content, encoding="utf-8"):
    with open(path(name), "wb") as file:
        file.write(content.encode(encoding))


def frame(names):
    return pd.DataFrame([(names[a], names[b], w) for a, b, w in EDGES], columns=["source", "target", "weight"])


def feature_frame(names, column="id"):
    table = pd.DataFrame(FEATURES, columns=["f1", "f2", "f3"])
    table.insert(0, column, names)
    return table


def matrix():
    rows, columns, weights = zip(*EDGES)
    half = sp.coo_matrix((weights, (rows, columns)), shape=(COUNT, COUNT))
    return (half + half.T).tocsr()


def write_networkx():
    writer = f"networkx {nx.__version__}"
    plain, named = nx.Graph(), nx.Graph()
    for graph, names in ((plain, PLAIN), (named, NAMES)):
        graph.add_nodes_from(names)
        graph.add_weighted_edges_from((names[a], names[b], w) for a, b, w in EDGES)
    nx.write_edgelist(plain, path("networkx-data.edgelist"))
    add("networkx-data.edgelist", writer, "edge list with {'weight': w}", "plain")
    nx.write_edgelist(plain, path("networkx-columns.edgelist"), data=["weight"])
    add("networkx-columns.edgelist", writer, "edge list with a column of weights", "plain")
    nx.write_edgelist(plain, path("networkx-bare.edgelist"), data=False)
    add("networkx-bare.edgelist", writer, "edge list without data", "plain", weights=False)
    nx.write_weighted_edgelist(plain, path("networkx-weighted.edgelist"))
    add("networkx-weighted.edgelist", writer, "weighted edge list", "plain")
    with gzip.GzipFile(path("networkx-weighted.edgelist.gz"), "wb", mtime=0) as file:
        nx.write_weighted_edgelist(plain, file)
    add("networkx-weighted.edgelist.gz", writer, "weighted edge list, gzip", "plain")
    nx.write_weighted_edgelist(named, path("networkx-tabs.tsv"), delimiter="\t")
    add("networkx-tabs.tsv", writer, "weighted edge list with tabs", "names")
    nx.write_adjlist(plain, path("networkx.adjlist"))
    add("networkx.adjlist", writer, "adjacency list", "plain", weights=False, isolated=True)
    nx.write_graphml_xml(named, path("networkx.graphml"))
    add("networkx.graphml", writer, "GraphML", "names", isolated=True)
    nx.write_gexf(named, path("networkx.gexf"))
    add("networkx.gexf", writer, "GEXF", "names", isolated=True)
    nx.write_gml(named, path("networkx.gml"))
    add("networkx.gml", writer, "GML", "names", isolated=True)
    nx.write_pajek(plain, path("networkx.net"))
    add("networkx.net", writer, "Pajek", "plain", isolated=True)


def write_pandas():
    writer = f"pandas {pd.__version__}"
    table = frame(NAMES)
    table.to_csv(path("edges.csv"), index=False)
    add("edges.csv", writer, "CSV without index", "names")
    table.to_csv(path("pandas-index.csv"))
    add("pandas-index.csv", writer, "CSV with index", "names")
    table.to_csv(path("pandas.tsv"), sep="\t", index=False)
    add("pandas.tsv", writer, "tabs", "names")
    table.to_csv(path("pandas-semicolons.csv"), sep=";", decimal=",", index=False)
    add("pandas-semicolons.csv", writer, "semicolons, decimal commas", "names")
    table.to_csv(path("pandas-quoted.csv"), index=False, quoting=1)
    add("pandas-quoted.csv", writer, "CSV, everything quoted", "names")
    table.to_csv(path("pandas-no-header.csv"), index=False, header=False)
    add("pandas-no-header.csv", writer, "CSV without header", "names")
    table.to_csv(path("pandas-crlf.csv"), index=False, lineterminator="\r\n")
    add("pandas-crlf.csv", writer, "CSV, CR LF", "names")
    with gzip.GzipFile(path("pandas.csv.gz"), "wb", mtime=0) as file:
        file.write(table.to_csv(index=False).encode())
    add("pandas.csv.gz", writer, "CSV, gzip", "names")

    features = feature_frame(NAMES)
    features.to_csv(path("features.csv"), index=False)
    add("features.csv", writer, "features, CSV without index", "names", edges="edges.csv", features="features.csv")
    features.to_csv(path("pandas-features-index.csv"))
    add("pandas-features-index.csv", writer, "features, CSV with index", "names", edges="edges.csv",
        features="pandas-features-index.csv")
    features.set_index("id").to_csv(path("pandas-features-named.csv"))
    add("pandas-features-named.csv", writer, "features, ids as index", "names", edges="edges.csv",
        features="pandas-features-named.csv")
    features.to_csv(path("pandas-features.tsv"), sep="\t", index=False)
    add("pandas-features.tsv", writer, "features, tabs", "names", edges="edges.csv", features="pandas-features.tsv")
    features.to_csv(path("pandas-features-semicolons.csv"), sep=";", decimal=",", index=False)
    add("pandas-features-semicolons.csv", writer, "features, semicolons, decimal commas", "names", edges="edges.csv",
        features="pandas-features-semicolons.csv")
    labels = pd.Series(LABELS, index=NAMES, name="label")
    labels.to_csv(path("labels.csv"))
    add("labels.csv", writer, "labels, a series with its index", "names", edges="edges.csv", labels="labels.csv")
    labels.rename_axis("id").reset_index().to_csv(path("pandas-labels.tsv"), sep="\t", index=False)
    add("pandas-labels.tsv", writer, "labels, tabs", "names", edges="edges.csv", labels="pandas-labels.tsv")
    frame(IDS["from0"]).to_csv(path("edges-from0.csv"), index=False)
    add("edges-from0.csv", writer, "CSV, numbers from 0", "from0")


def write_scipy():
    writer = f"scipy {sp.__name__ and scipy.__version__}"
    whole = matrix()
    for name, form, value, options, carried in [
        ("scipy-coo.mtx", "Matrix Market, real general", whole.tocoo(), {"symmetry": "general"}, {}),
        ("scipy-csr.mtx", "Matrix Market, real symmetric", whole, {}, {}),
        ("scipy-integer.mtx", "Matrix Market, integer symmetric", (whole * 4).astype(np.int32), {}, {"scale": 4}),
        ("scipy-unsigned.mtx", "Matrix Market, unsigned", (whole * 4).astype(np.uint32), {}, {"scale": 4}),
        ("scipy-pattern.mtx", "Matrix Market, pattern symmetric", whole, {"field": "pattern"}, {"weights": False}),
        ("scipy-dense.mtx", "Matrix Market, array real symmetric", whole.toarray(), {}, {}),
        ("scipy-dense-general.mtx", "Matrix Market, array real general", whole.toarray(), {"symmetry": "general"}, {}),
    ]:
        scipy.io.mmwrite(path(name), value, comment="written by SciPy", **options)
        add(name, writer, form, "from1", isolated=True, **carried)
    for layout in ["csr", "csc", "coo", "bsr", "dia"]:
        for kind in ["matrix", "array"]:
            name = f"scipy-{layout}-{kind}.npz"
            sp.save_npz(path(name), getattr(sp, f"{layout}_{kind}")(whole))
            add(name, writer, f"save_npz, {layout}_{kind}", "from0", isolated=True)
    scipy.io.mmwrite(path("scipy-features.mtx"), FEATURES)
    add("scipy-features.mtx", writer, "features, Matrix Market, array real general", "from0", edges="edges-from0.csv",
        features="scipy-features.mtx")
    scipy.io.mmwrite(path("scipy-features-sparse.mtx"), sp.coo_matrix(FEATURES))
    add("scipy-features-sparse.mtx", writer, "features, Matrix Market, real general", "from0", edges="edges-from0.csv",
        features="scipy-features-sparse.mtx")
    sp.save_npz(path("scipy-features.npz"), sp.csc_matrix(FEATURES))
    add("scipy-features.npz", writer, "features, save_npz, csc_matrix", "from0", edges="edges-from0.csv",
        features="scipy-features.npz")


def write_numpy():
    writer = f"numpy {np.__version__}"
    np.save(path("numpy-features.npy"), FEATURES)
    add("numpy-features.npy", writer, "features, npy", "from0", edges="edges-from0.csv", features="numpy-features.npy")
    np.save(path("numpy-features-fortran.npy"), np.asfortranarray(FEATURES.astype(">f4")))
    add("numpy-features-fortran.npy", writer, "features, npy, Fortran order, big-endian", "from0", edges="edges-from0.csv",
        features="numpy-features-fortran.npy")
    whole, words = matrix(), sp.csr_matrix(FEATURES)
    classes = [CLASSES.index(label) for label in LABELS]
    np.savez_compressed(
        path("numpy-attributed.npz"), adj_data=whole.data, adj_indices=whole.indices, adj_indptr=whole.indptr,
        adj_shape=whole.shape, attr_data=words.data, attr_indices=words.indices, attr_indptr=words.indptr,
        attr_shape=words.shape, labels=classes, node_names=np.array(NAMES, dtype=object),
        class_names=np.array(CLASSES, dtype=object), attr_names=np.array(["f1", "f2", "f3"], dtype=object))
    add("numpy-attributed.npz", writer, "attributed archive, names as objects", "names", isolated=True)
    manifest[-1]["carries"] = ["features", "labels"]


def quoted(name, method):
    return '"' + name.replace('"', '\\"' if method == "escape" else '""') + '"'


def number(value, decimal="."):
    return f"{value:g}".replace(".", decimal)


def write_r():
    """Writes exactly the bytes that write.table, write.csv and write.csv2 of R write for strings and numbers."""
    writer = "R write.table (imitated)"
    lines = ['"source" "target" "weight"']
    lines += [f'"{k + 1}" {quoted(NAMES[a], "escape")} {quoted(NAMES[b], "escape")} {number(w)}'
              for k, (a, b, w) in enumerate(EDGES)]
    text("r-table.txt", "\n".join(lines) + "\n")
    add("r-table.txt", writer, "write.table with row names", "names")
    for name, separator, decimal, rows in [("r-csv.csv", ",", ".", True), ("r-csv2.csv", ";", ",", True),
                                           ("r-csv-bare.csv", ",", ".", False)]:
        lines = [separator.join(['""'] * rows + ['"source"', '"target"', '"weight"'])]
        lines += [separator.join([f'"{k + 1}"'] * rows + [quoted(NAMES[a], "double"), quoted(NAMES[b], "double"), number(w, decimal)])
                  for k, (a, b, w) in enumerate(EDGES)]
        text(name, "\n".join(lines) + "\n")
        call = "write.csv2" if decimal == "," else "write.csv"
        add(name, writer, f"{call} {'with' if rows else 'without'} row names", "names")
    lines = ['"f1" "f2" "f3"']
    lines += [" ".join([quoted(NAMES[k], "escape")] + [number(v) for v in FEATURES[k]]) for k in range(COUNT)]
    text("r-features.txt", "\n".join(lines) + "\n")
    add("r-features.txt", writer, "features, write.table, ids as row names", "names", edges="edges.csv", features="r-features.txt")


def write_scikit_learn():
    import sklearn
    writer = f"scikit-learn {sklearn.__version__}"
    classes = [CLASSES.index(label) for label in LABELS]
    for name, zero_based in [("sklearn-one.svm", False), ("sklearn-zero.svm", True)]:
        dump_svmlight_file(FEATURES, classes, path(name), zero_based=zero_based, comment="twelve nodes")
        add(name, writer, f"LIBSVM, from {0 if zero_based else 1}", "from0", edges="edges-from0.csv", features=name)
        manifest[-1]["carries"] = ["features", "class numbers"]
    dump_svmlight_file(FEATURES, classes, path("sklearn-bare.svm"), zero_based=True)
    content = open(path("sklearn-bare.svm"), encoding="utf-8").read()
    add("sklearn-bare.svm", writer, "LIBSVM, from 0, without comments", "from0", edges="edges-from0.csv",
        features="sklearn-bare.svm")
    assert not content.startswith("#")
    manifest[-1]["carries"] = ["features", "class numbers"]


def write_igraph():
    writer = f"igraph {igraph.__version__}"
    graph = igraph.Graph(n=COUNT, edges=[(a, b) for a, b, _ in EDGES])
    graph.vs["name"] = PLAIN
    graph.es["weight"] = [w for _, _, w in EDGES]
    graph.write_graphml(path("igraph.graphml"))
    add("igraph.graphml", writer, "GraphML", "plain", isolated=True)
    graph.write_gml(path("igraph.gml"))
    add("igraph.gml", writer, "GML", ["plain", "from0"], isolated=True)
    graph.write_pajek(path("igraph.net"))
    add("igraph.net", writer, "Pajek", ["plain", "from1"], isolated=True)
    graph.write_ncol(path("igraph.ncol"))
    add("igraph.ncol", writer, "NCOL", "plain")
    graph.write_lgl(path("igraph.lgl"))
    add("igraph.lgl", writer, "LGL", "plain", isolated=True)
    graph.write_edgelist(path("igraph.edgelist"))
    add("igraph.edgelist", writer, "edge list", "from0", weights=False)


def spreadsheet(rows, separator, decimal):
    def cell(value):
        if not isinstance(value, str):
            return number(value, decimal)
        return '"' + value.replace('"', '""') + '"' if any(c in value for c in '"\n' + separator) else value

    return "".join(separator.join(map(cell, row)) + "\r\n" for row in rows)


def write_spreadsheets():
    """Writes what spreadsheets save as CSV in an English and a German locale, and as Unicode text."""
    edges = [("source", "target", "weight")] + [(NAMES[a], NAMES[b], w) for a, b, w in EDGES]
    features = [("id", "f1", "f2", "f3")] + [(NAMES[k], *map(float, FEATURES[k])) for k in range(COUNT)]
    for name, locale, separator, decimal, encoding in [
        ("spreadsheet-en.csv", "CSV UTF-8, English", ",", ".", "utf-8-sig"),
        ("spreadsheet-de.csv", "CSV UTF-8, German", ";", ",", "utf-8-sig"),
        ("spreadsheet-unicode.txt", "Unicode text, UTF-16LE", "\t", ".", "utf-16-le"),
    ]:
        mark = "\ufeff" if encoding == "utf-16-le" else ""
        text(name, mark + spreadsheet(edges, separator, decimal), encoding)
        add(name, "spreadsheet (imitated)", locale, "names")
        name = name.replace("spreadsheet", "spreadsheet-features")
        text(name, mark + spreadsheet(features, separator, decimal), encoding)
        add(name, "spreadsheet (imitated)", "features, " + locale, "names", edges="edges.csv", features=name)


def main():
    global root
    root = sys.argv[1]
    os.makedirs(root, exist_ok=True)
    for write in [write_networkx, write_pandas, write_scipy, write_numpy, write_r, write_scikit_learn, write_igraph,
                  write_spreadsheets]:
        write()
    graph = {"ids": IDS, "edges": [[a, b, w] for a, b, w in EDGES], "features": FEATURES.tolist(), "labels": LABELS,
             "classes": CLASSES}
    with open(path("graph.json"), "w", encoding="utf-8") as file:
        json.dump(graph, file, indent=1)
        file.write("\n")
    with open(path("manifest.json"), "w", encoding="utf-8") as file:
        json.dump(manifest, file, indent=1)
        file.write("\n")


main()
