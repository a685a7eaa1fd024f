"""Starting grids of sheet-like muscles: the middle of a closed surface as a cloud of points, and lines across it.

The middle is found with shrinking balls (Ma, Bae and Choi 2012): the largest ball that touches the surface at a sample
and holds no other sample; its centre lies halfway to the other side and its diameter is the thickness there. Rows of
the grid are shortest ways through the cloud from a place of the origin to the matching place of the insertion.
"""
import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

import figures
import reference as ref


class Middle:
    """p [n,3]: points midway between the two sides; thickness [n]; ways between them."""

    def __init__(self, surface, points=9000, opening=100.0, seed=11):
        p, n = ref.sample(surface, points, seed, normals=True)
        tree = cKDTree(p)
        size = np.linalg.norm(np.ptp(p, axis=0))
        r = np.full(len(p), size / 2)
        touch = np.arange(len(p))
        for _ in range(14):
            c = p - n * r[:, None]
            d, q = tree.query(c)
            gap = p - p[q]
            along = (gap * n).sum(1)
            smaller = (d < r - 1e-3) & (along > 1e-6)
            fresh = np.where(smaller, (gap ** 2).sum(1) / np.maximum(2 * along, 1e-6), r)
            smaller &= fresh < r
            r, touch = np.where(smaller, fresh, r), np.where(smaller, q, touch)
        c = p - n * r[:, None]
        one, other = figures.unit(p - c), figures.unit(p[touch] - c)
        wide = (one * other).sum(1) < np.cos(np.radians(opening))
        self.p, self.thickness = c[wide], 2 * r[wide]
        # one crust of points: those whose neighbours do not agree on the thickness are noise of the surface
        near = cKDTree(self.p).query(self.p, 8)[1]
        usual = np.median(self.thickness[near], axis=1)
        keep = (self.thickness > 0.5 * usual) & (self.thickness < 2 * usual)
        self.p, self.thickness = self.p[keep], self.thickness[keep]
        self._ways()

    def _ways(self, neighbours=14):
        near, who = cKDTree(self.p).query(self.p, neighbours)
        n = len(self.p)
        # short steps are dear enough that a way keeps to the middle, long ones dearer still
        cost = near[:, 1:] * (1 + near[:, 1:] / 6)
        i = np.repeat(np.arange(n), neighbours - 1)
        graph = coo_matrix((cost.ravel(), (i, who[:, 1:].ravel())), (n, n))
        graph = graph.maximum(graph.T).tocsr()
        count, label = connected_components(graph, directed=False)
        if count > 1:  # only the largest piece
            keep = label == np.argmax(np.bincount(label))
            self.p, self.thickness = self.p[keep], self.thickness[keep]
            return self._ways(neighbours)
        self.graph, self.tree = graph, cKDTree(self.p)

    def snap(self, point):
        """Index of the point nearest to `point`, whose coordinates may be None: then they do not count."""
        axes = [k for k in range(3) if point[k] is not None]
        d = self.p[:, axes] - np.array([point[k] for k in axes], float)
        return int(np.argmin((d ** 2).sum(1)))

    def line(self, points):
        return np.array([self.p[self.snap(q)] for q in points])

    def edge(self, direction, order, lo, hi, bins=8):
        """The outermost points towards `direction` in slabs along `order` from lo to hi (a rim of the sheet)."""
        s, h = self.p @ np.asarray(order, float), self.p @ np.asarray(direction, float)
        out, cuts = [], np.linspace(lo, hi, bins)
        width = abs(hi - lo) / (bins - 1) * 0.6 + 1.0
        for at in cuts:
            pick = np.flatnonzero(abs(s - at) < width)
            if len(pick):
                top = pick[np.argsort(-h[pick])[:max(1, len(pick) // 50)]]
                out.append(self.p[top].mean(0))
        out = np.array(out)
        if len(out) > 4:
            out[1:-1] = 0.25 * out[:-2] + 0.5 * out[1:-1] + 0.25 * out[2:]
        return out

    def way(self, a, b, count, smooth=20):
        """count points along the shortest way between two points of the cloud."""
        _, before = dijkstra(self.graph, indices=a, return_predecessors=True)
        path = [b]
        while path[-1] != a:
            path.append(before[path[-1]])
        line = figures.resampled(self.p[path[::-1]], 40)
        for _ in range(smooth):
            line[1:-1] = 0.25 * line[:-2] + 0.5 * line[1:-1] + 0.25 * line[2:]
        return figures.resampled(line, count)

    def thick(self, points):
        near = self.tree.query(points.reshape(-1, 3), 12)[1]
        return np.median(self.thickness[near], axis=1).reshape(points.shape[:-1])

    def grid(self, origin, insertion, columns):
        """Points [rows, columns, 3]: row i runs from origin[i] to insertion[i]."""
        rows = [self.way(int(self.tree.query(a)[1]), int(self.tree.query(b)[1]), columns)
                for a, b in zip(origin, insertion)]
        return np.array(rows)

    def tips(self, origin, least, apart=12.0):
        """Ends of slips: points farther from the origin line, along the sheet, than all around them."""
        start = [int(self.tree.query(q)[1]) for q in origin]
        far = dijkstra(self.graph, indices=start).min(0)
        out = []
        for i in np.argsort(-far):
            if far[i] < least:
                break
            around = self.tree.query_ball_point(self.p[i], apart)
            if far[i] >= far[around].max() - 1e-9:
                out.append(i)
        return np.array(out), far

    def between_tips(self, tips, far):
        """Tips in turn with the bottoms of the notches between them."""
        out = [tips[0]]
        for a, b in zip(tips[:-1], tips[1:]):
            _, before = dijkstra(self.graph, indices=a, return_predecessors=True)
            path = [b]
            while path[-1] != a:
                path.append(before[path[-1]])
            path = np.array(path)
            out += [path[np.argmin(far[path])], b]
        return out


def spread(line, count):
    return figures.resampled(line, count)
