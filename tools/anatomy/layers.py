"""Muscles given places of their own: what lies in a bone or in a deeper muscle gives way.

The reference's muscles interpenetrate: a fifth to a half of many a thin one lies inside its neighbours. Here those in PLACED
take their places one after the other in ORDER, deep before superficial, in a grid of cells that bones and the muscles before
have filled:
  sheets (ribbons)  along the normal at many places of the mid-surface the nearest stretch of free cells that holds the
                    thickness is sought, outward or inward; the mid-surface goes there, as smoothly as its figures can,
                    and the sheet is thinned where the gap is too narrow;
  rods (lofts)      spokes are cut where they meet filled cells, centres move off them;
  small tubes       stations move off filled cells and are narrowed.
What the reference shows, pushed out of the filled cells, is then fitted once more, so that the free parts of a muscle stay
on it. Or the figures are first fitted to what the filled cells leave of the reference, and then moved off what little they
still share. Of these ways each muscle goes the one that leaves it nearest to the reference.
So deep muscles keep their places and superficial ones are moved. Millimetres, body frame, right side.
"""
import numpy as np
from scipy.ndimage import distance_transform_edt, label, map_coordinates
from scipy.sparse.linalg import lsqr
from scipy.sparse import csr_matrix, vstack
from scipy.spatial import cKDTree

import figures
import reference as ref
import solids
from figures import Loft
from muscles import Slip
from ribbons import Ribbon, basis

ORDER = """
psoas_major iliacus quadratus_lumborum
rotatores_lumborum rotatores_thoracis rotatores_cervicis
intertransversarii_mediales_lumborum intertransversarii_laterales_lumborum
interspinales_lumborum interspinalis_thoracis interspinales_cervicis
intertransversarii_anteriores_cervicis intertransversarii_posteriores_cervicis
levatores_costarum_breves levatores_costarum_longi
rectus_capitis_anterior rectus_capitis_lateralis longus_colli longus_capitis
rectus_capitis_posterior_minor obliquus_capitis_inferior obliquus_capitis_superior rectus_capitis_posterior_major
multifidus
semispinalis_thoracis semispinalis_cervicis
longissimus_thoracis iliocostalis_lumborum spinalis_thoracis spinalis_cervicis
semispinalis_capitis longissimus_cervicis longissimus_capitis iliocostalis_cervicis iliocostalis_thoracis
scalenus_medius scalenus_anterior scalenus_posterior
splenius_cervicis splenius_capitis serratus_posterior_superior serratus_posterior_inferior
levator_scapulae subscapularis serratus_anterior
supraspinatus teres_minor infraspinatus teres_major
rhomboid_minor rhomboid_major sternocleidomastoid
latissimus_dorsi
trapezius_transverse trapezius_ascending trapezius_descending
deltoid_acromial deltoid_clavicular deltoid_spinal
obturator_internus gemellus_superior gemellus_inferior quadratus_femoris
gluteus_minimus piriformis gluteus_medius gluteus_maximus
""".split()
BEARABLE = 0.15   # mm that two may share: the build settles the last of it between meshes
# Those that take a place, and what they may share. Thin ones between neighbours have to, since the build would squeeze them
# from both sides; of a few it would leave a little too much in their neighbours. The others stay on the reference, and the
# build (engine/anatomy/settle.h) makes their room: that costs them less.
PLACED = {**dict.fromkeys("""
psoas_major iliacus quadratus_lumborum rotatores_cervicis interspinales_cervicis longus_colli longus_capitis
rectus_capitis_posterior_minor obliquus_capitis_inferior rectus_capitis_posterior_major multifidus
longissimus_thoracis iliocostalis_lumborum spinalis_cervicis semispinalis_capitis scalenus_medius
splenius_cervicis splenius_capitis serratus_posterior_inferior teres_major rhomboid_minor rhomboid_major latissimus_dorsi
trapezius_transverse trapezius_descending obturator_internus gemellus_superior gemellus_inferior quadratus_femoris
""".split(), BEARABLE),
    "longissimus_capitis": 0.8, "serratus_posterior_superior": 1.0, "subscapularis": 1.0, "serratus_anterior": 0.7}
LOWER, UPPER = np.array([-235, 640, -70]), np.array([45, 1560, 180])  # the cells, 1 mm
AXIS = np.array([0.0, 0.0, 60.0])   # outward is away from this line, upright through the trunk
THINNEST = 1.0
ENOUGH = 0.5      # of a muscle's cells have to be left for it to be fitted to what is left
CRUMB = 0.04      # pieces smaller than this share are no part of what is left
KEPT = 0.6   # of a sheet's thickness or a spoke is kept before it is moved as a whole


class Cells:
    def __init__(self, bones):
        self.grid = solids.Grid(1.0)
        self.bearable = BEARABLE
        self.taken = np.zeros(UPPER - LOWER + 1, bool)
        for surface in bones:
            self.add(surface)

    def add(self, surface):
        lo, box = self.grid.filled(surface, LOWER, UPPER)
        if box.size:
            at = lo - LOWER
            self.taken[tuple(slice(a, a + n) for a, n in zip(at, box.shape))] |= box

    def inside(self, p):
        """Whether places lie in filled cells."""
        i = np.clip(np.round(p - LOWER).astype(int), 0, np.array(self.taken.shape) - 1)
        return self.taken[i[..., 0], i[..., 1], i[..., 2]]

    def distance(self, lo, hi):
        """Signed distance to filled cells over a box (inside negative) and its lowest corner."""
        a = np.clip(np.floor(lo).astype(int) - LOWER, 0, np.array(self.taken.shape) - 2)
        b = np.clip(np.ceil(hi).astype(int) - LOWER + 1, a + 2, self.taken.shape)
        cut = self.taken[tuple(slice(x, y) for x, y in zip(a, b))]
        if not cut.any():
            return None, a + LOWER
        out = distance_transform_edt(~cut)
        if not cut.all():
            out = out - distance_transform_edt(cut)
        return np.where(out > 0, out - 0.5, out + 0.5), a + LOWER


def look(field, lo, p):
    return map_coordinates(field, (p - lo).reshape(-1, 3).T, order=1, mode="nearest").reshape(p.shape[:-1])


def slope(field, lo, p):
    out = np.stack([look(field, lo, p + d) - look(field, lo, p - d) for d in np.eye(3)], -1)
    return figures.unit(out)


# --------------------------------------------------------------------------------------------------------------- sheets
def runs(free, step, reach, thick, most, bearable):
    """For every ray the best place for a slab: shift of its middle and its thickness.

    free [rays, samples]: whether the samples along the normal, `step` apart from -reach to reach, are free."""
    n, m = free.shape
    shift, width = np.zeros(n), thick.copy()
    change = np.diff(np.pad(free, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    ray_a, start = np.nonzero(change == 1)
    ray_b, stop = np.nonzero(change == -1)
    low, high = start * step - reach - step / 2 - bearable, stop * step - reach - step / 2 + bearable
    # first the sheet is thinned where it stands, down to KEPT of its thickness; then it is moved
    full = thick[ray_a]
    a, b = np.maximum(low, -full / 2), np.minimum(high, full / 2)
    least = np.minimum(KEPT * full, high - low)
    stays = b - a >= least
    s = np.where(stays, (a + b) / 2, np.clip(0.0, low + least / 2, high - least / 2))
    t = np.where(stays, b - a, least)
    cost = np.abs(s) + 0.8 * np.maximum(KEPT * full - t, 0)
    cost = np.where((t < 0.7 * THINNEST) | (np.abs(s) > most), np.inf, cost)
    best = np.full(n, np.inf)
    for k in np.argsort(-cost, kind="stable"):
        if np.isfinite(cost[k]):
            i = ray_a[k]
            best[i], shift[i], width[i] = cost[k], s[k], t[k]
    return shift, width, np.isfinite(best)


def settled_sheet(part, cells, rounds=4, most=9.0, thinnest=0.35):
    """thinnest: the share of its thickness that a sheet keeps in a narrow place."""
    rows, cols = part.rows_, part.cols
    before_c, before_r = part.c.copy(), part.r.copy()
    a, b = basis(rows, 5)[0], basis(cols, 5)[0]
    W = np.einsum("ik,jl->ijkl", a, b).reshape(len(a) * len(b), -1)
    da, db = basis(rows, 5)[1], basis(cols, 5)[1]
    dr = np.einsum("ik,jl->ijkl", da, b).reshape(len(a) * len(b), -1)
    dc = np.einsum("ik,jl->ijkl", a, db).reshape(len(a) * len(b), -1)
    step, reach = 0.5, 16.0
    along = np.arange(-reach, reach + step / 2, step)
    Ws = csr_matrix(np.where(abs(W) < 1e-9, 0, W))
    count = rows * cols
    grid = np.arange(count).reshape(rows, cols)
    triples = np.concatenate([np.stack([grid[:-2], grid[1:-1], grid[2:]], -1).reshape(-1, 3),
                              np.stack([grid[:, :-2], grid[:, 1:-1], grid[:, 2:]], -1).reshape(-1, 3)])
    k = np.arange(len(triples))
    bend = csr_matrix((np.tile([-1.0, 2.0, -1.0], len(triples)), (np.repeat(k, 3), triples.ravel())), (len(k), count))
    scale = np.sqrt(len(W) / count)
    for _ in range(rounds):
        p = W @ part.c
        n = figures.unit(np.cross(dr @ part.c, dc @ part.c))
        outward = np.where(((p - AXIS) * [1, 0, 1] * n).sum(1) < 0, -1.0, 1.0)
        n = n * outward[:, None]
        thick = np.maximum(W @ part.r, 0.7 * THINNEST)[:, 0]
        free = ~cells.inside(p[:, None] + along[None, :, None] * n[:, None])
        hit = (~free & (np.abs(along)[None] < thick[:, None] / 2 - 0.2 - cells.bearable)).any(1)
        if not hit.any():
            break
        shift, width, found = runs(free, step, reach, thick, most, cells.bearable)
        shift[~found], width[~found] = 0, thick[~found]
        shift[~hit], width[~hit] = 0, thick[~hit]
        weight = np.where(hit, 1.0, 0.9) * np.where(found | ~hit, 1, 0.0)
        # one field of shifts over the grid, along the normals there
        gn = np.zeros((count, 3))
        np.add.at(gn, np.argmax(W, axis=1), n)
        gn = figures.unit(Ws.T @ n)
        for field, target in (("c", shift), ("r", width)):
            rhs = target - (0 if field == "c" else thick)
            lhs = vstack([csr_matrix(Ws.multiply(weight[:, None])), bend * (0.07 * scale),
                          csr_matrix((np.full(count, 0.05 * scale), (np.arange(count), np.arange(count))), (count, count))])
            x = lsqr(lhs.tocsr(), np.r_[weight * rhs, np.zeros(len(triples) + count)], atol=1e-10, btol=1e-10,
                     iter_lim=400)[0]
            if field == "c":
                limit = np.abs(shift).max()
                part.c = part.c + np.clip(x, -limit, limit)[:, None] * gn
            else:
                part.r = np.maximum(part.r + x[:, None], np.maximum(before_r * thinnest, min(THINNEST, before_r.min())))
                part.r = np.minimum(part.r, before_r)
    if part.side == "mid":
        part.apply(np.zeros(count * 4))
    moved = np.linalg.norm(part.c - before_c, axis=1)
    return moved.max()


# ----------------------------------------------------------------------------------------------------------------- rods
def settled_rod(part, cells, rounds=3, most=9.0):
    count = part.r.shape[1]
    angle = 2 * np.pi * np.arange(count) / count
    before, radii = part.c.copy(), part.r.copy()
    for _ in range(rounds):
        lo, hi = part.c.min(0) - part.r.max() - 12, part.c.max(0) + part.r.max() + 12
        field, low = cells.distance(lo, hi)
        if field is None:
            return 0.0
        part.evaluate()
        tangents, sides = part.frame
        # where the surface lies in filled cells it is pushed back, half by the centre and the rest by the spokes
        d = np.cos(angle)[None, :, None] * sides[:, None] + np.sin(angle)[None, :, None] * np.cross(tangents, sides)[:, None]
        t = np.arange(0.0, part.r.max() + 1, 0.5)
        q = part.c[:, None, None] + t[None, None, :, None] * d[:, :, None]
        blocked = cells.inside(q) & (t[None, None] <= part.r[:, :, None] - 0.2 - cells.bearable)
        first = np.where(blocked.any(2), t[np.argmax(blocked, axis=2)] + cells.bearable, part.r)
        loss = np.maximum(part.r - first, 0)
        # the centre goes away from the spokes that lose more than may be cut
        push = -(np.maximum(loss - (1 - KEPT) * radii, 0)[:, :, None] * d).mean(1) * 2.0
        deep = look(field, low, part.c)
        sunk = deep < 0.5
        sunk[[0, -1]] = False  # ends are on bone
        push = np.where(sunk[:, None], slope(field, low, part.c) * (1.5 - deep)[:, None], push)
        size = np.linalg.norm(push, axis=1, keepdims=True)
        push *= np.minimum(1, 3.0 / np.maximum(size, 1e-9))
        for _ in range(2):
            push[1:-1] = 0.25 * push[:-2] + 0.5 * push[1:-1] + 0.25 * push[2:]
        part.c = part.c + push
        off = part.c - before
        size = np.linalg.norm(off, axis=1, keepdims=True)
        part.c = before + off * np.minimum(1, most / np.maximum(size, 1e-9))
        q = part.c[:, None, None] + t[None, None, :, None] * d[:, :, None]
        blocked = cells.inside(q) & (t[None, None] <= radii[:, :, None] - 0.2 - cells.bearable)
        first = np.where(blocked.any(2), t[np.argmax(blocked, axis=2)] - 0.1 + cells.bearable, radii)
        loss = np.maximum(radii - np.maximum(first, np.maximum(0.3 * radii, 0.8)), 0)
        # the cuts are smooth round the section
        loss = np.maximum(loss, 0.25 * np.roll(loss, 1, 1) + 0.5 * loss + 0.25 * np.roll(loss, -1, 1))
        part.r = np.maximum(radii - loss, 0.6)
    return np.linalg.norm(part.c - before, axis=1).max()


def settled_tube(c, r, cells, rounds=4, most=5.0):
    """Centres and one radius each; ends may touch bone."""
    before, radii = c.copy(), r.copy()
    for _ in range(rounds):
        field, low = cells.distance(c.min(0) - 14, c.max(0) + 14)
        if field is None:
            return c, r
        room = look(field, low, c)
        want = np.where(np.arange(len(c)) % (len(c) - 1) == 0, 0.3, 1.0) * r - cells.bearable
        push = slope(field, low, c) * np.clip(want - room, 0, 2.0)[:, None]
        if len(c) > 2:
            push[1:-1] = 0.25 * push[:-2] + 0.5 * push[1:-1] + 0.25 * push[2:]
        off = c + push - before
        size = np.linalg.norm(off, axis=1, keepdims=True)
        c = before + off * np.minimum(1, most / np.maximum(size, 1e-9))
    field, low = cells.distance(c.min(0) - 14, c.max(0) + 14)
    if field is not None:
        r = np.clip(look(field, low, c) + 0.3, np.minimum(radii, np.maximum(0.55 * radii, 0.8)), radii)
    return c, r


def settled(parts, cells):
    """Moves the parts of one muscle; returns how far the farthest figure went."""
    far = 0.0
    for part in parts:
        if isinstance(part, Slip):
            before = part.c.copy()
            part.c, part.r = settled_tube(part.c, part.r, cells)
            far = max(far, np.linalg.norm(part.c - before, axis=1).max())
        elif isinstance(part, Loft) and len(parts) > 1:
            r = np.sqrt((part.r ** 2).mean(1))
            before = part.c.copy()
            part.c, r = settled_tube(part.c, r, cells)
            part.r = np.repeat(r[:, None], part.r.shape[1], 1)
            far = max(far, np.linalg.norm(part.c - before, axis=1).max())
        elif isinstance(part, Loft):
            far = max(far, settled_rod(part, cells))
        elif isinstance(part, Ribbon):
            far = max(far, settled_sheet(part, cells))
    return far


def bones(reference):
    out = []
    for name in reference.names():
        if reference.by_name[name.lower()]["kind"] in ("bone", "cartilage", "disc") and not name.startswith("Left"):
            out.append(reference.surface(name))
    return out


def fitted_again(parts, surface, cells):
    """Fits the parts once more, to what the reference shows with its parts inside filled cells pushed out of them."""
    target = figures.Target(surface, 7000)
    field, low = cells.distance(target.p.min(0) - 8, target.p.max(0) + 8)
    if field is None:
        return
    for _ in range(3):
        deep = look(field, low, target.p)
        out = slope(field, low, target.p) * np.clip(0.2 - deep, 0, 3.0)[:, None]
        target.p = target.p + out
    target.tree = cKDTree(np.hstack([target.p, target.n * target.normal_mm]))
    before = [(p.c.copy(), p.r.copy()) for p in parts]
    for part in parts:
        part.keep()
        part.hold = 0.1
    figures.fit(parts, target, figures.Options(iterations=5, reach=2.5, smooth_axis=0.25, smooth_along=0.12))
    for part, (c, r) in zip(parts, before):
        part.c, part.r = c + np.clip(part.c - c, -3, 3), r + np.clip(part.r - r, -2, 2)


def gap(parts, surface):
    """Mean distance of both surfaces, mm."""
    p, q = figures.union_points(parts, 6000), ref.sample(surface, 6000, 7)
    return cKDTree(q).query(p)[0].mean() + cKDTree(p).query(q)[0].mean()


def remainder(surface, cells, points=7000):
    """What is left of a surface when filled cells are taken from it: places and normals for the fit, and which share of its
    cells is left. Where a filled cell bounds what is left, the wall between them is part of the new surface."""
    lo, box = cells.grid.filled(surface, LOWER, UPPER)
    taken = cells.taken[tuple(slice(a, a + n) for a, n in zip(lo - LOWER, box.shape))]
    left, count = label(box & ~taken)
    sizes = np.bincount(left.ravel(), minlength=count + 1)[1:]
    kept = np.isin(left, 1 + np.flatnonzero(sizes > CRUMB * max(sizes.sum(), 1)))
    field, low = cells.distance(lo - 4, lo + box.shape + 4)
    if field is None or not kept.any():
        return None
    p, n = ref.sample(surface, points, 1, normals=True)
    near = distance_transform_edt(~np.pad(kept, 2))
    stay = (look(field, low, p) > 0) & (look(near, lo - 2, p) < 1.5)
    walls = []
    for axis in range(3):
        for way in (1, -1):
            beside = np.roll(np.pad(taken, 1), -way, axis)[1:-1, 1:-1, 1:-1]
            at = np.argwhere(kept & beside).astype(float)
            at[:, axis] += 0.5 * way
            walls.append(at + lo)
    walls = np.vstack(walls)
    # faces of cells have about one and a half times the area of the wall that they stand for
    most = int(len(walls) / (1.5 * ref.areas(surface).sum() / points))
    walls = walls[np.sort(np.random.default_rng(1).permutation(len(walls))[:most])]
    out = slope(field, low, walls)
    walls = walls - look(field, low, walls)[:, None] * out
    return np.vstack([p[stay], walls]), np.vstack([n[stay], -out]), kept.sum() / max(box.sum(), 1)


def fitted_to_rest(parts, surface, cells):
    """Fits the parts to what filled cells leave of the reference. Whether enough is left for that."""
    rest = remainder(surface, cells)
    if rest is None or rest[2] < ENOUGH:
        return False
    target = figures.Target(surface, 7000)
    target.p, target.n = rest[:2]
    target.tree = cKDTree(np.hstack([target.p, target.n * target.normal_mm]))
    for part in parts:
        part.keep()
        part.hold = 0.05
    figures.fit(parts, target, figures.Options(iterations=12, reach=3.0, smooth_axis=0.12, smooth_along=0.06))
    return True


def state(parts):
    return [(p.c.copy(), p.r.copy()) for p in parts]


def put_back(parts, kept):
    for part, (c, r) in zip(parts, kept):
        part.c, part.r = c.copy(), r.copy()


def placed(parts, surface, cells):
    """One muscle takes its place, in the way that leaves it nearest to the reference. Returns the gaps of the ways."""
    start, found = state(parts), []

    def tried(*steps):
        put_back(parts, start)
        if all(step() is not False for step in steps):
            found.append((gap(parts, surface), state(parts)))
    move = lambda: settled(parts, cells)
    tried(move)
    if not isinstance(parts[0], Slip):
        tried(move, lambda: fitted_again(parts, surface, cells), move)
        if len(parts) == 1:
            tried(lambda: fitted_to_rest(parts, surface, cells), move)
    put_back(parts, min(found, key=lambda way: way[0])[1])
    return [way[0] / 2 for way in found]


def settle(muscles, reference, say=print, both=(), surfaces=None):
    """muscles: parts by key, changed in place. surfaces: of the reference, of those to be fitted once more."""
    cells = Cells(bones(reference))
    missing = set(muscles) - set(ORDER)
    assert not missing, missing
    for key in ORDER:
        if key not in muscles:
            continue
        parts, before = muscles[key], state(muscles[key])
        said = ""
        cells.bearable = PLACED.get(key, BEARABLE)
        if key not in PLACED:
            said = "; stays"
        elif surfaces and key in surfaces:
            was = gap(parts, surfaces[key]) / 2
            ways = placed(parts, surfaces[key], cells)
            said = f"; from the reference {was:.2f}, in its place " + " or ".join(f"{way:.2f}" for way in ways)
        else:
            settled(parts, cells)
        for part in parts:
            surface = part.evaluate()
            cells.add(surface)
            if key in both:
                cells.add(ref.mirrored(surface))
        far = max(np.linalg.norm(part.c - c, axis=1).max() for part, (c, _) in zip(parts, before))
        say(f"{key:42} farthest {far:4.1f} mm{said}")
