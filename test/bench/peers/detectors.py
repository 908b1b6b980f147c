"""The peer of the benchmark detectors: GRX, local RX and CRD in NumPy and SciPy on a cube in a folder; prints JSON.

Local RX and CRD are written in every way that we could think of, and the fastest counts: inner products by batched matrix
products or once for every pair of pixels that share a window, systems by LAPACK for a batch (LU) or one by one (Cholesky),
rows one after the other with two threads in BLAS or shared between two threads.
"""
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from scipy.linalg.lapack import dposv

folder, height, width, bands, inner, outer, blas = sys.argv[1], *map(int, sys.argv[2:8])
cube = np.fromfile(f"{folder}/cube.f64").reshape(height, width, bands)
low, high = cube.min(), cube.max()
cube = (cube - low) / (high - low)
flat = np.ascontiguousarray(cube.reshape(-1, bands))
reach, guard = (outer - 1) // 2, (inner - 1) // 2
THREADS = 1 if blas > 1 else 2


def ring_of(row, column):
    rows = np.arange(max(0, row - reach), min(height, row + reach + 1))
    columns = np.arange(max(0, column - reach), min(width, column + reach + 1))
    r, c = np.meshgrid(rows, columns, indexing="ij")
    keep = (abs(r - row) > guard) | (abs(c - column) > guard)
    return r[keep] * width + c[keep]


def groups(row):
    """Columns of a row whose rings have equally many pixels, each with its rings."""
    rings = [ring_of(row, column) for column in range(width)]
    sizes = np.array([len(ring) for ring in rings])
    for size in np.unique(sizes):
        columns = np.flatnonzero(sizes == size)
        # Batches that fit the cache.
        for at in range(0, len(columns), 25):
            part = columns[at:at + 25]
            yield part, np.stack([rings[column] for column in part])


def shared_products():
    """[dr, dc + outer - 1, pixel]: inner products of each pixel with those below or beside it that a window can hold."""
    span = 2 * outer - 1
    table = np.zeros((outer, span, height, width))
    for dr in range(outer):
        for dc in range(-(outer - 1), outer):
            a = cube[:height - dr, max(0, -dc):width - max(0, dc)]
            b = cube[dr:, max(0, dc):width + min(0, dc)]
            table[dr, dc + outer - 1, :height - dr, max(0, -dc):width - max(0, dc)] = np.einsum("ijk,ijk->ij", a, b)
    return table.reshape(outer * span, -1)


def gram_of(rings, table):
    if table is None:
        spectra = flat[rings]
        return spectra @ spectra.transpose(0, 2, 1)
    first, second = np.minimum(rings[:, :, None], rings[:, None, :]), np.maximum(rings[:, :, None], rings[:, None, :])
    dr = second // width - first // width
    dc = second % width - first % width
    return table[dr * (2 * outer - 1) + dc + outer - 1, first]


def solved(systems, right, one_by_one):
    if not one_by_one:
        return np.linalg.solve(systems, right[:, :, None])[:, :, 0]
    return np.stack([dposv(system, b)[1] for system, b in zip(systems, right)])


def crd_row(row, table, one_by_one, weight=1e-6):
    scores = np.empty(width)
    for columns, rings in groups(row):
        y, x = cube[row, columns], flat[rings]
        systems = gram_of(rings, table) + 1
        square = ((x - y[:, None]) ** 2).sum(-1)
        diagonal = np.arange(rings.shape[1])
        systems[:, diagonal, diagonal] += weight * square
        right = (x @ y[:, :, None])[:, :, 0] + 1
        alpha = solved(systems, right, one_by_one)
        scores[columns] = np.linalg.norm(y - (alpha[:, None] @ x)[:, 0], axis=-1)
    return scores


def lrx_row(row, table, one_by_one, ridge=1e-4):
    scores = np.empty(width)
    for columns, rings in groups(row):
        s = rings.shape[1]
        ring = flat[rings]
        mean = ring.mean(1)
        d = cube[row, columns] - mean
        if table is None:
            centred = ring - mean[:, None]
            gram = centred @ centred.transpose(0, 2, 1)
            g = (centred @ d[:, :, None])[:, :, 0]
        else:
            gram = gram_of(rings, table)
            means = gram.mean(2)
            gram = gram - means[:, :, None] - means[:, None] + means.mean(1)[:, None, None]
            g = (ring @ d[:, :, None])[:, :, 0] - (mean * d).sum(-1)[:, None]
        diagonal = np.arange(s)
        delta = ridge * gram[:, diagonal, diagonal].sum(-1) / (s - 1) / bands
        gram[:, diagonal, diagonal] += ((s - 1) * delta)[:, None]
        h = solved(gram, g, one_by_one)
        scores[columns] = ((d * d).sum(-1) - (g * h).sum(-1)) / delta
    return scores


def whole(row_of, shared, one_by_one):
    table = shared_products() if shared else None
    with ThreadPoolExecutor(THREADS) as pool:
        return np.concatenate(list(pool.map(lambda row: row_of(row, table, one_by_one), range(height))))


def grx(ridge=1e-6):
    mean = flat.mean(0)
    d = flat - mean
    covariance = d.T @ d / (len(d) - 1)
    covariance += ridge * np.trace(covariance) / bands * np.eye(bands)
    return (d * np.linalg.solve(covariance, d.T).T).sum(-1)


def timed(work):
    start, cpu = time.perf_counter(), time.process_time()
    values = work()
    return {
        "seconds": time.perf_counter() - start,
        "cpuSeconds": time.process_time() - cpu,
        "values": values.tolist(),
    }


ways = [(shared, one_by_one) for shared in (False, True) for one_by_one in (False, True)]
result = {"rx": [timed(grx) for _ in range(3)]}
for name, row_of in (("lrx", lrx_row), ("crd", crd_row)):
    result[name] = [timed(lambda: whole(row_of, *way)) for way in ways]
for name, runs in result.items():
    if name != "rx":
        for (shared, one_by_one), run in zip(ways, runs):
            run["way"] = f"{'shared products' if shared else 'batched products'}, {'dposv' if one_by_one else 'solve'}"
print(json.dumps(result))
