"""Axis of an elongated closed surface: centroids of the level sets of the distance along the surface."""
import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

import figures


def edge_graph(surface):
    v, f = surface
    e = np.concatenate([f[:, [0, 1]], f[:, [1, 2]], f[:, [2, 0]]])
    e = np.unique(np.sort(e, axis=1), axis=0)
    length = np.linalg.norm(v[e[:, 0]] - v[e[:, 1]], axis=1)
    return coo_matrix((np.r_[length, length], (np.r_[e[:, 0], e[:, 1]], np.r_[e[:, 1], e[:, 0]])), (len(v), len(v))).tocsr()


def ends(surface, graph):
    """The two vertices farthest from each other along the edges (two sweeps from an arbitrary vertex)."""
    used = surface[1][0, 0]
    d = dijkstra(graph, indices=used)
    a = int(np.argmax(np.where(np.isfinite(d), d, -1)))
    d = dijkstra(graph, indices=a)
    return a, int(np.argmax(np.where(np.isfinite(d), d, -1)))


def geodesic_axis(surface, count, start_near=None):
    """count points from end to end; start_near: a point telling which end comes first."""
    v, f = surface
    graph = edge_graph(surface)
    a, b = ends(surface, graph)
    if start_near is not None and np.linalg.norm(v[b] - start_near) < np.linalg.norm(v[a] - start_near):
        a, b = b, a
    da, db = dijkstra(graph, indices=[a, b])
    area = figures.mesh_normals(v, f)[1]
    ok = np.isfinite(da) & np.isfinite(db) & (area > 0)
    s = np.full(len(v), -1.0)
    s[ok] = (da[ok] - db[ok]) / da[b] / 2 + 0.5
    bins = np.linspace(0, 1, max(count * 3, 12) + 1)
    mid = []
    for lo, hi in zip(bins[:-1], bins[1:]):
        pick = ok & (s >= lo) & (s <= hi)
        if pick.sum() >= 4:
            mid.append((v[pick] * area[pick, None]).sum(0) / area[pick].sum())
    mid = np.array(mid)
    for _ in range(2):
        mid[1:-1] = 0.25 * mid[:-2] + 0.5 * mid[1:-1] + 0.25 * mid[2:]
    return figures.resampled(mid, count)


def straight_axis(surface, direction, count):
    """Centroids of slabs along a direction."""
    v, f = surface
    area = figures.mesh_normals(v, f)[1]
    d = np.asarray(direction, float) / np.linalg.norm(direction)
    s = v @ d
    lo, hi = np.percentile(s, 0.5), np.percentile(s, 99.5)
    edges = np.linspace(lo, hi, count + 1)
    out = []
    for a, b in zip(edges[:-1], edges[1:]):
        pick = (s >= a) & (s <= b)
        c = (v[pick] * area[pick, None]).sum(0) / area[pick].sum()
        out.append(c)
    return np.array(out)
