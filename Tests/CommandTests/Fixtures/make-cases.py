"""Writes cases.json: small inputs that are hard to read, the commands to run on them, and the expected results.

A case: {"name", "kind", "right": why, "files": {name: text or {"base64"}}, "steps": [{"args", "any": [expectation, ...]}]}, as
CaseFile.swift reads it. Needs NumPy and SciPy.

usage: make-cases.py > cases.json"""
import base64, io, json, math, struct
import numpy as np
import scipy.sparse as sp

CASES = []


def case(kind, name, right, files, *steps):
    CASES.append({
        "name": name, "kind": kind, "right": right,
        "files": {n: c if isinstance(c, str) else {"base64": base64.b64encode(c).decode()} for n, c in files.items()},
        "steps": [{"args": s[0].split() if isinstance(s[0], str) else s[0], "any": list(s[1:])} for s in steps],
    })


def done(**json_members):
    return {"exit": 0, "json": json_members} if json_members else {"exit": 0}


def refused(pattern, status=65, **more):
    return {"exit": status, "err": pattern, "out": "^$", **more}


def npz(**arrays):
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def saved(matrix):
    buffer = io.BytesIO()
    sp.save_npz(buffer, matrix)
    return buffer.getvalue()


def spectrum(edges, n):
    """Eigenvalues of the combinatorial Laplacian of weighted undirected edges."""
    a = np.zeros((n, n))
    for u, v, w in edges:
        a[u, v] += w
        if u != v:
            a[v, u] += w
    return sorted(float(x) for x in np.linalg.eigvalsh(np.diag(a.sum(1)) - a))


INFO = "info --json --edges "
SPECTRUM = "spectrum --laplacian combinatorial --all --json --edges "
PATH4 = "a b\nb c\nc d\n"

# --- join
PATH_MATRIX = "%%MatrixMarket matrix coordinate pattern symmetric\n4 4 3\n2 1\n3 2\n4 3\n"
case("join", "matrix-labels-from-zero", "ids 0 to 3 fit rows only when those are counted from 0, which is said",
     {"m.mtx": PATH_MATRIX, "l.csv": "3,y\n0,x\n2,y\n1,x\n"},
     (INFO + "m.mtx --labels l.csv", {"exit": 0, "json": {"edge_homophily": 2 / 3}, "err": "counted from 0"}))
case("join", "matrix-labels-with-one-foreign-id", "one id is none of the rows", {"m.mtx": PATH_MATRIX, "l.csv": "1,x\n2,x\n9,y\n"},
     (INFO + "m.mtx --labels l.csv", refused("l.csv:3.*'9'")),
     (INFO + "m.mtx --labels l.csv --drop-unknown", {"exit": 0, "json": {"nodes": 4}, "err": "1 label"}))
case("join", "labelled-nodes-without-edges", "they are nodes, and it is said", {"e.txt": "a b\n", "l.csv": "a,y\nc,x\nb,y\n"},
     (INFO + "e.txt --labels l.csv", {"exit": 0, "json": {"nodes": 3, "isolated": 1}, "err": "1 labelled node has no edges"}))
case("join", "unlabelled-nodes-with-edges", "labels of some nodes only are what they are", {"e.txt": PATH4, "l.csv": "d,x\nb,y\n"},
     (INFO + "e.txt --labels l.csv", done(nodes=4, edges=3)))
case("join", "features-of-other-ids", "features name the nodes", {"e.txt": "a b\nb z\n", "f.csv": "id,f\na,1\nb,2\n"},
     (INFO + "e.txt --features f.csv", refused("e.txt:2.*'z'")),
     (INFO + "e.txt --features f.csv --drop-unknown", {"exit": 0, "json": {"nodes": 2, "edges": 1}, "err": "1 edge"}),
     (INFO + "e.txt --features f.csv --missing-features zero", {"exit": 0, "json": {"nodes": 3, "edges": 2}}))
case("join", "feature-rows-without-ids-and-named-nodes", "nothing says which row is which node",
     {"e.txt": "a b\nb c\n", "f.svm": "1 1:1\n1 2:1\n0 1:1\n"}, (INFO + "e.txt --features f.svm", refused("f.svm")))
case("join", "feature-rows-counted-from-one", "ids 1 to 3 fit rows only when those are counted from 1, which is said",
     {"e.txt": "1 2\n2 3\n", "f.svm": "1 1:1\n1 2:1\n0 1:1\n"},
     (INFO + "e.txt --features f.svm", {"exit": 0, "json": {"nodes": 3}, "err": "counted from 1"}))
case("join", "ids-with-decimals", "1 and 1.0 are meant to be one node", {"e.txt": "1 2\n2 3\n", "l.csv": "1.0,x\n2.0,x\n3.0,y\n"},
     (INFO + "e.txt --labels l.csv", refused("'1.0'.*'1'|'1'.*'1.0'")))
case("join", "ids-with-outer-blanks", "quotes keep blanks, which nobody sees", {"e.csv": "a,b\nb,c\n", "l.csv": "\"a \",x\nb,x\nc,y\n"},
     (INFO + "e.csv --labels l.csv", refused("'a '.*whitespace")))
case("join", "citations-of-unknown-papers", "LINQS lists cite papers that no line describes",
     {"p.content": "1 1 0 x\n2 0 1 y\n", "p.cites": "1 2\n1 77\n99 2\n"},
     ("info --json --content p.content --cites p.cites", refused("p.cites:2.*'77'")),
     ("info --json --content p.content --cites p.cites --drop-unknown", {"exit": 0, "json": {"nodes": 2, "edges": 1}, "err": "2 citations"}))
case("join", "archive-with-names", "an archive's names are its nodes",
     {"g.npz": npz(adj_data=np.ones(2), adj_indices=np.array([1, 2], np.int32), adj_indptr=np.array([0, 1, 2, 2], np.int32),
                   adj_shape=np.array([3, 3]), node_names=np.array(["a", "b", "c"])), "l.csv": "c,x\na,y\nb,y\n"},
     (INFO + "g.npz --labels l.csv", done(nodes=3, edges=2, edge_homophily=0.5)))

# --- headers
case("headers", "index-of-pandas", "the first column counts rows and has no name", {"e.csv": ",source,target,weight\n0,a,b,2\n1,b,c,3\n"},
     (SPECTRUM + "e.csv", done(nodes=3, eigenvalues=spectrum([(0, 1, 2), (1, 2, 3)], 3))))
case("headers", "row-names-of-r", "R leaves out the name of the row names", {"e.txt": "\"from\" \"to\" \"w\"\n\"1\" \"a\" \"b\" 2\n\"2\" \"b\" \"c\" 3\n"},
     (SPECTRUM + "e.txt", done(nodes=3, eigenvalues=spectrum([(0, 1, 2), (1, 2, 3)], 3))))
case("headers", "features-with-index-of-pandas", "the index is the id", {"e.txt": "a b\nb c\n", "f.csv": ",f1,f2\na,1,0\nb,0,1\nc,1,1\n"},
     (INFO + "e.txt --features f.csv", done(nodes=3, features=2)))
case("headers", "unknown-names-above-strings", "no other file has these ids, and the others have those below",
     {"e.csv": "person,friend\nana,bob\nbob,cyd\n", "l.csv": "member,party\nana,left\nbob,left\ncyd,right\n"},
     (INFO + "e.csv --labels l.csv", {"exit": 0, "json": {"nodes": 3, "edges": 2}, "err": "header"}))
case("headers", "strings-without-header", "the first row is an edge like the others", {"e.csv": "ana,bob\nbob,cyd\n", "l.csv": "ana,left\nbob,left\ncyd,right\n"},
     (INFO + "e.csv --labels l.csv", done(nodes=3, edges=2)))
case("headers", "header-names-that-are-nodes", "u and v occur again: they are nodes, and it is said", {"e.txt": "u v\nv w\nw u\n"},
     (INFO + "e.txt", {"exit": 0, "json": {"nodes": 3, "edges": 3}, "err": "--header"}),
     (INFO + "e.txt --header", done(nodes=3, edges=2)))
case("headers", "no-header-wanted", "the option decides", {"e.csv": "from,to\na,b\n"},
     (INFO + "e.csv --no-header", done(nodes=4, edges=2)), (INFO + "e.csv", done(nodes=2, edges=1)))
case("headers", "columns-by-name", "the option names source, target and weight", {"e.csv": "year,a,b,strength\n1999,x,y,2\n2000,y,z,3\n"},
     (SPECTRUM + "e.csv --columns a,b,strength", done(nodes=3, eigenvalues=spectrum([(0, 1, 2), (1, 2, 3)], 3))),
     (SPECTRUM + "e.csv --columns 2,3,4", done(nodes=3, eigenvalues=spectrum([(0, 1, 2), (1, 2, 3)], 3))),
     (INFO + "e.csv --columns a,nobody", refused("nobody", 64)))
case("headers", "columns-of-labels", "the columns belong to the file that has them",
     {"e.txt": "a b\nb c\n", "l.csv": "key,age,party\na,4,x\nb,5,x\nc,6,y\n"},
     (INFO + "e.txt --labels l.csv --columns key,party", done(nodes=3, edge_homophily=0.5)),
     (INFO + "e.txt --labels l.csv --columns labels:1,3", done(nodes=3, edge_homophily=0.5)))
case("headers", "all-missing-first-row-of-labels", "a node whose label is missing is no header", {"e.txt": PATH4, "l.csv": "a,NA\nb,x\nc,y\nd,y\n"},
     (INFO + "e.txt --labels l.csv", {"exit": 0, "json": {"nodes": 4, "edge_homophily": 0.5}, "err": "NA"}))

# --- dialects
W4 = [(0, 1, 0.5), (0, 2, 1.5), (2, 3, 2.25)]
for name, text, right in [
    ("tabs-with-decimal-commas", "a\tb\t0,5\na\tc\t1,5\nc\td\t2,25\n", "no other reading makes numbers"),
    ("blanks-with-decimal-commas", "a b 0,5\na c 1,5\nc d 2,25\n", "R writes such tables with dec=\",\""),
    ("semicolons-with-points", "a;b;0.5\na;c;1.5\nc;d;2.25\n", "points are points"),
    ("quoted-semicolons", "\"a\";\"b\";0,5\r\n\"a\";\"c\";1,5\r\n\"c\";\"d\";2,25\r\n", "what write.csv2 of R writes"),
    ("byte-order-mark-and-header", "\ufeffsource;target;weight\r\na;b;0,5\r\na;c;1,5\r\nc;d;2,25\r\n", "what spreadsheets write"),
    ("blank-lines-and-comments", "# made by hand\n\na b 0.5\n\n# more\na c 1.5\nc d 2.25\n\n", "neither is data"),
    ("dictionaries-of-networkx", "a b {'weight': 0.5}\na c {'weight': 1.5}\nc d {'weight': 2.25}\n", "what write_edgelist writes"),
]:
    case("dialects", name, right, {"e.txt": text}, (SPECTRUM + "e.txt", done(nodes=4, eigenvalues=spectrum(W4, 4))))
case("dialects", "utf-16", "spreadsheets call it Unicode text", {"e.txt": "a\tb\r\nb\tc\r\n".encode("utf-16")}, (INFO + "e.txt", done(nodes=3, edges=2)))
case("dialects", "line-ends-within-quotes", "they are text", {"e.csv": "\"a\nb\",c\nc,\"d,e\"\n"}, (INFO + "e.csv", done(nodes=3, edges=2)))
case("dialects", "quotes-in-blanks", "quotes enclose fields in every dialect", {"e.txt": "\"New York\" Boston\nBoston \"San Jose\"\n"}, (INFO + "e.txt", done(nodes=3, edges=2)))
case("dialects", "quote-that-is-never-closed", "an error where it opens", {"e.csv": "a,b\n\"c,d\ne,f\n"}, (INFO + "e.csv", refused("e.csv:2.*quote")))
case("dialects", "text-behind-a-quote", "neither reading is certain", {"e.csv": "a,b\n\"c\" x,d\n"}, (INFO + "e.csv", refused("e.csv:2.*quote")))
case("dialects", "two-separators", "tabs and commas could both separate: the one taken is said", {"e.txt": "a,1\tb,2\nb,2\tc,3\n"},
     (INFO + "e.txt", {"exit": 0, "json": {"nodes": 3, "edges": 2}}),)
case("dialects", "delimiter-given", "the option decides", {"e.txt": "a|b\nb|c\n"}, (INFO + "e.txt --delimiter |", done(nodes=3, edges=2)))
case("dialects", "hashtags-first", "the first line's ids occur again", {"e.txt": "#a #b\n#b #c\n#c #a\n"}, (INFO + "e.txt", {"exit": 0, "json": {"nodes": 3, "edges": 3}, "err": "--comment"}))
case("dialects", "comment-sign-given", "the option decides", {"e.txt": "a b\n;x y\nb c\n"}, (INFO + "e.txt --comment ;", done(nodes=3, edges=2)))
case("dialects", "rows-of-empty-cells", "spreadsheets write them behind the data", {"e.csv": "a,b\nb,c\n,\n,\n"}, (INFO + "e.csv", done(nodes=3, edges=2)))
case("dialects", "latin-1", "refused with a word on the encoding", {"e.txt": "Jos\xe9 b\n".encode("latin-1")}, (INFO + "e.txt", refused("UTF-8")))
case("dialects", "nearly-equal-ids-in-one-file", "they are two nodes, and a warning names both", {"e.csv": "caf\u00e9,b\nb,cafe\u0301\n"},
     (INFO + "e.csv", {"exit": 0, "json": {"nodes": 3}, "err": "normalisation"}))
case("dialects", "predictions-read-back", "what the program writes it reads",
     {"e.csv": "\"#a\",\"b, c\"\n\"b, c\",d\nd,\"e \"\"f\"\"\"\n", "l.csv": "\"#a\",\"NA\"\n\"b, c\",x\nd,x\n\"e \"\"f\"\"\",\"NA\"\n"},
     ("train --quiet --edges e.csv --labels l.csv --split random:1,0 --epochs 3 --predictions p.csv", done()),
     (INFO + "e.csv --labels p.csv", done(nodes=4)))
case("dialects", "signals-read-back", "what filter writes it reads", {"e.csv": "\"a b\",\"c;d\"\n\"c;d\",e\n", "s.csv": "id,value\ne,3\n\"c;d\",2\n\"a b\",1\n"},
     ("filter --edges e.csv --signal s.csv --kernel heat:0 --output t.csv", done()),
     ("filter --edges e.csv --signal t.csv --kernel heat:0 --output u.csv", {"exit": 0, "files": {"u.csv": "\"?a b\"?,"}}))

# --- hyperedges
case("hyperedges", "blanks", "nodes alone", {"h.txt": "1 2 3\n3 4\n4 5 6\n"}, ("info --json --hyperedges h.txt", done(nodes=6, hyperedges=3, incidences=8)))
case("hyperedges", "named", "a name, a tab and nodes", {"h.tsv": "first\t1 2 3\nsecond\t3 4\n"}, ("info --json --hyperedges h.tsv", done(nodes=4, hyperedges=2, incidences=5)))
case("hyperedges", "semicolons-with-quotes", "fields are separated by semicolons", {"h.csv": "\"a b\";c;d\nd;e\n"}, ("info --json --hyperedges h.csv", done(nodes=4, hyperedges=2, incidences=5)))
case("hyperedges", "padded-rows", "spreadsheets fill rows up with empty cells", {"h.csv": "a,b,c\nc,d,\ne,,\n"}, ("info --json --hyperedges h.csv", done(nodes=5, hyperedges=3, incidences=6)))
case("hyperedges", "hashtags", "hashtags are ids", {"h.csv": "a,#x\n#x,b,c\n"}, ("info --json --hyperedges h.csv", done(nodes=4, hyperedges=2, incidences=5)))
case("hyperedges", "node-twice", "a node counts once", {"h.txt": "1 1 2\n2 3\n"}, ("info --json --hyperedges h.txt", done(nodes=3, incidences=4)))
case("hyperedges", "features-of-other-ids", "features name the nodes", {"h.txt": "1 2\n2 9\n", "f.csv": "id,f\n1,0\n2,1\n"},
     ("info --json --hyperedges h.txt --features f.csv", refused("h.txt:2.*'9'")))

# --- symmetry
for name, text, edges, right in [
    ("both-directions-equal", "a b 2\nb a 2\nb c 3\nc b 3\n", [(0, 1, 2), (1, 2, 3)], "both directions of one edge"),
    ("both-directions-in-thirds", "a b 0.333333333333333\nb a 0.33333333333333331\nb c 1\nc b 1\n", [(0, 1, 1 / 3), (1, 2, 1)], "equal but for rounding"),
    ("directions-that-differ", "a b 2\nb a 3\n", [(0, 1, 5)], "different weights are summed, and it is said"),
    ("one-direction-only", "a b 2\nb c 3\n", [(0, 1, 2), (1, 2, 3)], "as they are"),
    ("parallel-edges", "a b 2\na b 3\n", [(0, 1, 5)], "summed"),
    ("large-weights", "a b 1e9\nb a 1000000000.0000001\nb c 1\nc b 1\n", [(0, 1, 1e9), (1, 2, 1)], "rounding is relative"),
]:
    case("symmetry", name, right, {"e.txt": text}, (SPECTRUM + "e.txt", done(eigenvalues=spectrum(edges, max(max(e[:2]) for e in edges) + 1))))

# --- numbers
case("numbers", "zero-weights-and-degrees", "an edge of weight 0 is no edge: d has no neighbour", {"e.txt": "a b 1\nb c 2\nc d 0\n"},
     (INFO + "e.txt", done(nodes=4, edges=2, isolated=1, components=2)))
case("numbers", "missing-weight", "an error with its line", {"e.csv": "source,target,weight\na,b,1\nb,c,\n"}, (INFO + "e.csv", refused("e.csv:3.*weight")))
case("numbers", "infinite-weight", "an error with its line", {"e.txt": "a b 1\nb c inf\n"}, (INFO + "e.txt", refused("e.txt:2.*finite")))
case("numbers", "weights-beyond-float", "training refuses what its numbers cannot hold; spectra keep doubles",
     {"e.txt": "a b 3e39\nb c 1\nc d 1\n", "l.csv": "a,x\nb,x\nc,y\nd,y\n"},
     ("train --quiet --edges e.txt --labels l.csv --split random:1,0 --epochs 3 --save m.safetensors", refused("weight", files={"m.safetensors": None})),
     (SPECTRUM + "e.txt", {"exit": 0}))
case("numbers", "learning-rate-that-diverges", "the run ends and saves nothing", {"e.txt": PATH4, "l.csv": "a,x\nb,x\nc,y\nd,y\n", "f.csv": "a,1e30,1\nb,-1e30,2\nc,3,1e30\nd,1,2\n"},
     ("train --quiet --edges e.txt --labels l.csv --features f.csv --split random:1,0 --epochs 60 --learning-rate 1000000 --early-stopping none --save m.safetensors",
      {"exit": [65, 70], "err": "error:.*finite", "files": {"m.safetensors": None}}))
case("numbers", "missing-features", "an error with the option that reads them as 0", {"e.txt": "a b\n", "f.csv": "id,f,g\na,1,NA\nb,,2\n"},
     (INFO + "e.txt --features f.csv", refused("f.csv:2.*missing-features")),
     (INFO + "e.txt --features f.csv --missing-features zero", {"exit": 0, "json": {"features": 2}, "err": "2 missing"}))
case("numbers", "missing-labels", "nan, ? and nothing are no classes", {"e.txt": PATH4, "l.csv": "a,nan\nb,?\nc,\nd,x\n"},
     (INFO + "e.txt --labels l.csv", {"exit": 0, "json": {"classes": [{"name": "x", "nodes": 1}]}}))
case("numbers", "minus-one-among-numbers", "-1 is no class where the others count from 0", {"e.txt": PATH4, "l.csv": "a,0\nb,1\nc,-1\nd,1\n"},
     (INFO + "e.txt --labels l.csv", {"exit": 0, "json": {"classes.0.name": "0", "classes.1.name": "1", "classes.1.nodes": 2}, "err": "-1"}))
case("numbers", "plus-and-minus-one", "-1 and 1 are two classes", {"e.txt": PATH4, "l.csv": "a,1\nb,-1\nc,-1\nd,1\n"},
     (INFO + "e.txt --labels l.csv", {"exit": 0, "json": {"classes.0.name": "-1", "classes.1.name": "1"}}))
case("numbers", "truth-values", "pandas writes True and False", {"e.txt": "a b\n", "f.csv": "id,f,g\na,True,1\nb,False,2\n"},
     (INFO + "e.txt --features f.csv", done(features=2, feature_density=0.75)))

# --- columns
TRAIN = "train --quiet --edges e.txt --labels l.csv --split random:1,0 --epochs 5 --save m.safetensors --features "
COLUMNS = {"e.txt": PATH4, "l.csv": "a,x\nb,x\nc,y\nd,y\n", "f.csv": "id,p,q\na,1,0\nb,1,0\nc,0,1\nd,0,1\n"}
case("columns", "missing-column", "an error that lists it", {**COLUMNS, "g.csv": "id,p\na,1\nb,1\nc,0\nd,0\n"},
     (TRAIN + "f.csv", done()), ("predict --model m.safetensors --edges e.txt --features g.csv", refused("'q'")))
case("columns", "extra-column", "it is ignored with a note", {**COLUMNS, "g.csv": "id,p,q,r\na,1,0,5\nb,1,0,5\nc,0,1,5\nd,0,1,5\n"},
     (TRAIN + "f.csv", done()), ("predict --model m.safetensors --edges e.txt --features f.csv --output p.csv", done()),
     ("predict --model m.safetensors --edges e.txt --features g.csv --output q.csv", {"exit": 0, "same": ["p.csv", "q.csv"], "err": "ignored column 'r'"}))
case("columns", "other-names", "an error that lists them", {**COLUMNS, "g.csv": "id,s,t\na,1,0\nb,1,0\nc,0,1\nd,0,1\n"},
     (TRAIN + "f.csv", done()), ("predict --model m.safetensors --edges e.txt --features g.csv", refused("'p', 'q'.*'s', 't'")))
case("columns", "id-last", "the column of the id is known by its name", {**COLUMNS, "g.csv": "q,p,id\n0,1,a\n0,1,b\n1,0,c\n1,0,d\n"},
     (TRAIN + "f.csv", done()), ("predict --model m.safetensors --edges e.txt --features f.csv --output p.csv", done()),
     ("predict --model m.safetensors --edges e.txt --features g.csv --output q.csv", {"exit": 0, "same": ["p.csv", "q.csv"]}))
case("columns", "rows-in-another-order", "rows join by id", {**COLUMNS, "g.csv": "id,p,q\nd,0,1\nc,0,1\nb,1,0\na,1,0\n"},
     (TRAIN + "f.csv", done()), ("predict --model m.safetensors --edges e.txt --features g.csv --output p.csv", {"exit": 0, "files": {"p.csv": "a,[xy],"}}))
case("columns", "without-names", "columns without names are joined by position", {**COLUMNS, "g.csv": "a,1,0\nb,1,0\nc,0,1\nd,0,1\n"},
     (TRAIN + "f.csv", done()), ("predict --model m.safetensors --edges e.txt --features f.csv --output p.csv", done()),
     ("predict --model m.safetensors --edges e.txt --features g.csv --output q.csv", {"exit": 0, "same": ["p.csv", "q.csv"]}))

# --- archives
A = sp.csr_matrix(np.array([[0, 2.0, 0], [0, 0, 3.0], [0, 0, 0]]))
for layout in ["csr", "csc", "coo", "bsr", "dia"]:
    case("archives", "scipy-" + layout, "every layout of save_npz", {"m.npz": saved(A.asformat(layout))},
         (SPECTRUM + "m.npz", done(nodes=3, eigenvalues=spectrum([(0, 1, 2), (1, 2, 3)], 3))))
BASE = dict(adj_data=np.ones(2), adj_indices=np.array([1, 2], np.int32), adj_indptr=np.array([0, 1, 2, 2], np.int32), adj_shape=np.array([3, 3]))
case("archives", "own-labels-and-features", "what the archive says counts by --edges as by --dataset",
     {"g.npz": npz(**BASE, attr_matrix=np.eye(3, dtype=np.float32), labels=np.array([0, 1, 1]))},
     (INFO + "g.npz", done(nodes=3, features=3, edge_homophily=0.5)), ("info --json --dataset g --data-dir .", done(nodes=3, features=3, edge_homophily=0.5)))
case("archives", "labels-of-minus-one", "-1 is no class", {"g.npz": npz(**BASE, labels=np.array([0, 1, -1]))}, (INFO + "g.npz", done(nodes=3, edge_homophily=0)))
case("archives", "names-as-objects", "pickled names are read safely", {"g.npz": npz(**BASE, node_names=np.array(["a", "b", "c"], object), labels=np.array([0, 0, 1]))},
     (INFO + "g.npz", done(nodes=3)))
case("archives", "names-that-cannot-be-read", "optional names never block data", {"g.npz": npz(**BASE, attr_names=np.array([{"a": 1}, None, 3], object), labels=np.array([0, 0, 1]))},
     (INFO + "g.npz", done(nodes=3)))

# --- graphml
def graphml(keys, body, kind="undirected"):
    return ("<?xml version='1.0' encoding='utf-8'?><graphml xmlns='http://graphml.graphdrawing.org/xmlns'>"
            + keys + f"<graph edgedefault='{kind}'>" + body + "</graph></graphml>")
NODES = "".join(f"<node id='{n}'/>" for n in "abc")
case("graphml", "weight-in-capitals", "case does not count", {"g.graphml": graphml("<key id='k' for='edge' attr.name='Weight' attr.type='int'/>", NODES + "<edge source='a' target='b'><data key='k'>2</data></edge><edge source='b' target='c'><data key='k'>3</data></edge>")},
     (SPECTRUM + "g.graphml", done(nodes=3, eigenvalues=spectrum([(0, 1, 2), (1, 2, 3)], 3))))
case("graphml", "hexadecimal-character-reference", "numeric references are XML", {"g.graphml": graphml("", "<node id='Jos&#xE9;'/><node id='b'/><edge source='Jos\u00e9' target='b'/>")}, (INFO + "g.graphml", done(nodes=2, edges=1)))
case("graphml", "cdata-weight", "CDATA is text", {"g.graphml": graphml("<key id='k' for='edge' attr.name='weight' attr.type='double'/>", NODES + "<edge source='a' target='b'><data key='k'><![CDATA[2]]></data></edge><edge source='b' target='c'><data key='k'>3</data></edge>")},
     (SPECTRUM + "g.graphml", done(eigenvalues=spectrum([(0, 1, 2), (1, 2, 3)], 3))))
case("graphml", "entities-that-expand", "a billion laughs is refused", {"g.graphml": "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>" + "".join(f"<!ENTITY {chr(98 + i)} '" + f"&{chr(97 + i)};" * 10 + "'>" for i in range(9)) + "]>" + graphml("", "<node id='&j;'/>").split("?>")[1]},
     (INFO + "g.graphml", {"exit": 65, "err": "^error:", "out": "^$"}))
case("graphml", "another-suffix", "the format follows from the content", {"g.txt": graphml("", NODES + "<edge source='a' target='b'/>")}, (INFO + "g.txt", done(nodes=3, edges=1)))
case("graphml", "weight-that-is-no-number", "an error with its line", {"g.graphml": graphml("<key id='k' for='edge' attr.name='weight' attr.type='double'/>", NODES + "\n<edge source='a' target='b'><data key='k'>heavy</data></edge>")}, (INFO + "g.graphml", refused("g.graphml:2.*heavy")))

# --- formats
case("formats", "pajek", "Pajek is read", {"g.net": "*Vertices 3\n1 \"a b\"\n2 \"c\"\n3 \"d\"\n*Edges\n1 2 2\n2 3 3\n"}, (SPECTRUM + "g.net", done(nodes=3, eigenvalues=spectrum([(0, 1, 2), (1, 2, 3)], 3))))
case("formats", "metis", "METIS is read", {"g.graph": "3 2\n2\n1 3\n2\n"}, (INFO + "g.graph", done(nodes=3, edges=2)))
case("formats", "gexf", "GEXF is read", {"g.gexf": "<gexf version='1.2'><graph defaultedgetype='undirected'><nodes><node id='a' label='a'/><node id='b' label='b'/></nodes><edges><edge id='0' source='a' target='b' weight='2'/></edges></graph></gexf>"},
     (SPECTRUM + "g.gexf", done(nodes=2, eigenvalues=[0, 4])))
case("formats", "snap", "comments with tabs, then numbers", {"g.txt": "# Directed graph\n# Nodes: 3 Edges: 2\n# FromNodeId\tToNodeId\n0\t1\n1\t2\n"}, (INFO + "g.txt", done(nodes=3, edges=2)))
case("formats", "konect-bipartite", "the two sides have ids of their own", {"out.g": "% bip unweighted\n% 3 2 2\n1 1\n1 2\n2 2\n"}, (INFO + "out.g", done(nodes=4, edges=3)))
case("formats", "konect-times", "weight and time behind the ends", {"out.g": "% sym positive\n1 2 2 1199142000\n2 3 3 1199142001\n"}, (SPECTRUM + "out.g", done(nodes=3, eigenvalues=spectrum([(0, 1, 2), (1, 2, 3)], 3))))
for name, data, word in [("parquet", b"PAR1" + b"\0" * 20, "Parquet"), ("hdf5", b"\x89HDF\r\n\x1a\n" + b"\0" * 20, "HDF5|MATLAB"), ("sqlite", b"SQLite format 3\0" + b"\0" * 80, "SQLite"),
                         ("old-excel", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 40, "Excel")]:
    case("formats", "refused-" + name, "refused by name, with the way to export it", {"e.csv": data}, (INFO + "e.csv", refused(word)))
case("formats", "svm-from-zero", "an index 0 means that all are from zero, and it is said", {"e.txt": "0 1\n", "f.svm": "1 0:1 2:1\n0 1:1\n"}, (INFO + "e.txt --features f.svm", {"exit": 0, "json": {"features": 3}, "err": "0"}))
case("formats", "svm-blank-line", "a line without text is a node", {"e.txt": "0 1\n1 2\n", "f.svm": "1:1\n\n2:1\n"}, (INFO + "e.txt --features f.svm", done(nodes=3)))
case("formats", "split-table", "ids with the names of their sets", {"e.txt": PATH4, "l.csv": "a,x\nb,x\nc,y\nd,y\n", "s.txt": "id,split\na,train\nc,train\nb,test\nd,validation\n"},
     ("train --quiet --json --epochs 2 --edges e.txt --labels l.csv --split s.txt", done(**{"dataset.train": 2, "dataset.validation": 1, "dataset.test": 1})))

case("columns", "svm-of-another-base", "rows without index 0 are joined by index to a model that counts from 0",
     {"e.txt": "0 1\n1 2\n2 3\n", "tr.svm": "0 0:1 2:1\n0 0:1\n1 1:1\n1 1:1 2:1\n", "te.svm": "0 1:1\n0 2:1\n0 1:1\n0 1:1 2:1\n", "same.svm": "# Generated by dump_svmlight_file\n# Column indices are zero-based\n0 1:1\n0 2:1\n0 1:1\n0 1:1 2:1\n"},
     ("train --quiet --edges e.txt --features tr.svm --split random:1,0 --epochs 20 --save m.safetensors", done()),
     ("predict --model m.safetensors --edges e.txt --features same.svm --output p.csv", done()),
     ("predict --model m.safetensors --edges e.txt --features te.svm --output q.csv", {"exit": 0, "same": ["p.csv", "q.csv"]}))

print(json.dumps({"cases": CASES}, indent=1, ensure_ascii=True))
