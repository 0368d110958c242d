# SPDX-License-Identifier: Apache-2.0
"""Pickles a published Planetoid data set again, with protocols 2 to 5 of this Python, NumPy and SciPy.

usage: repickle_planetoid.py DIRECTORY NAME OUTPUT

DIRECTORY contains ind.NAME.*; OUTPUT/P gets the files for protocol P. Run it on published files only, since loading a
pickle can run any code.
"""

import os
import pickle
import shutil
import sys

import scipy.sparse as sp


def main():
    directory, name, output = sys.argv[1:]
    for protocol in range(2, 6):
        target = os.path.join(output, str(protocol))
        os.makedirs(target, exist_ok=True)
        for part in ["x", "y", "tx", "ty", "allx", "ally", "graph"]:
            with open(os.path.join(directory, f"ind.{name}.{part}"), "rb") as file:
                value = pickle.load(file, encoding="latin1")
            if sp.issparse(value):
                value = sp.csr_matrix(value)
            with open(os.path.join(target, f"ind.{name}.{part}"), "wb") as file:
                pickle.dump(value, file, protocol)
        shutil.copy(os.path.join(directory, f"ind.{name}.test.index"), target)


main()
