# SPDX-License-Identifier: MIT
"""The published NNK pruning in NumPy and SciPy, timed on the matrices that `bench_nnk --dump` wrote.

usage: pruning.py FILE.npy        one thread: OPENBLAS_NUM_THREADS=1
"""
import sys
import time

import numpy as np
from scipy.linalg import cho_factor, cho_solve


def pruned(kernel, b, threshold=1e-10):
    """Solve on the survivors and drop what is not positive, until nothing is dropped."""
    weights = np.zeros(len(b))
    left = np.flatnonzero(b > threshold)
    while True:
        z = cho_solve(cho_factor(kernel[np.ix_(left, left)]), b[left])
        stay = z > threshold
        if stay.all():
            break
        left = left[stay]
    weights[left] = z
    return weights


matrices = np.load(sys.argv[1])
k = matrices.shape[1] - 1
start = time.perf_counter()
error = 0.0
for m in matrices:
    b = m[k, :k]
    error += 1 - pruned(m[:k, :k], b) @ b
took = time.perf_counter() - start
print(f"pruning in NumPy: {took / len(matrices) * 1e6:.1f} us per query, mean E {error / len(matrices):.6g}")
