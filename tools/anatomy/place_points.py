#!/usr/bin/python3
"""Puts every trigger point back into its muscle after muscles have changed.

    paraspinal export /tmp/body.glb --rigid
    place_points.py /tmp/body.glb [--only KEY] [--check]

Reads and rewrites at_mm in assets/anatomy/trigger_points.toml (nothing else of it); prints what moved and what still is
amiss; --check only prints, exit status 1 when a point lies outside its muscle. A point that is well inside stays where
it is, so running it again changes nothing or little. Another point goes to the best place near by: not far from where it was, DEEP
inside the belly or in the middle of a thinner one, not where another structure fills the tissue (the order of
engine/anatomy/labels.h), and no deeper under the skin than its depth_mm says, where the muscle allows it.
Millimetres, body frame, right side.
"""
import argparse
import re
import tomllib

import numpy as np

import built_body

FILE = built_body.ROOT / "assets/anatomy/trigger_points.toml"
DEEP = 3.0        # surfaces still shift by up to 2 mm when muscles are tidied
SAFE = 2.0        # and what a thin one should still give
THIN = 1.2        # less only where the muscle is that thin
REACH = 16.0      # no farther from where it was; beyond, the words would describe another place
WORTH = 1.0       # a move must save so much: else points would creep with every run
RANK = {"bone": 0, "cartilage": 1, "disc": 1, "nerve": 2, "ligament": 3, "fascia": 9}
LAYER = {"superficial": 1, "intermediate": 2, "deep": 3, "bone": 4}


class Place:
    """What a place costs, in millimetres of moving the point along its depth."""

    def __init__(self, point, body, words):
        self.point, self.at = point, np.array(point["at_mm"], float)
        self.key = next((k for k in ((point["muscle"], "right"), (point["muscle"], "midline")) if k in body), None)
        if self.key is None:
            raise SystemExit(f"{point['key']}: the body has no muscle {point['muscle']}")
        self.muscle, self.skin = body[self.key], body["skin", "midline"]
        self.press = np.array(point["press_direction"], float)
        self.press /= np.linalg.norm(self.press)
        # the skin that a line backwards from any place within reach can meet
        aside = self.skin.centres - self.at
        aside = np.linalg.norm(aside - (aside @ self.press)[:, None] * self.press, axis=1)
        self.skin = built_body.Surface(self.skin.vertices, self.skin.faces[aside <= REACH + 4 + self.skin.reach])
        own = self.rank(words, self.key, body)
        # what would be there instead, had it the same place: only those near enough to matter
        near = REACH + 5
        self.before = {k: s for k, s in body.items() if k != self.key and k[0] in words and
                       words[k[0]]["kind"] != "skin" and self.rank(words, k, body) < own and
                       (s.low <= self.at + near).all() and (s.high >= self.at - near).all()}

    @staticmethod
    def rank(words, key, body):
        entry, surface = words[key[0]], body[key]
        rank = 4 + LAYER[entry["layer"]] if entry["kind"] == "muscle" else RANK.get(entry["kind"], 10)
        a, b, c = (surface.corners[:, k] for k in range(3))
        return rank, np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6

    def depth(self, place):
        hits = self.skin.along(place, -self.press)
        return hits[0] if len(hits) else np.inf

    def facts(self, place):
        """(inside, mm to the muscle's surface, mm under the skin, who else is there)."""
        others = [k[0] for k, s in self.before.items() if s.contains(place)[0]]
        return self.muscle.contains(place)[0], self.muscle.nearest(place)[0], self.depth(place), others

    def cost(self, places):
        away = places - self.at
        along = away @ self.press
        across = np.linalg.norm(away - along[:, None] * self.press, axis=1)
        out = np.where(self.muscle.contains(places), 0.0, 1000.0) + 0.7 * np.abs(along) + across
        for surface in self.before.values():
            out += np.where(surface.contains(places), 40.0, 0.0)
        keep = out < 900
        if keep.any():
            edge = self.muscle.distance(places[keep])
            out[keep] += 2.0 * np.maximum(0, DEEP - edge) + 5.0 * np.maximum(0, SAFE - edge)
            out[keep] += 10.0 * np.maximum(0, THIN - edge)
            high = self.point["depth_mm"][2]
            deep = np.array([self.depth(p) for p in places[keep]])
            out[keep] += 1.5 * (deep > high) + 1.2 * np.clip(deep - high, 0, 20)
        return out

    def best(self):
        start, cost = self.at, self.cost(self.at[None])[0]
        was = cost
        for step, reach in ((3.0, REACH), (1.0, 3.0), (0.3, 0.9)):
            ticks = np.arange(-reach, reach + 1e-6, step)
            grid = np.stack(np.meshgrid(ticks, ticks, ticks, indexing="ij"), -1).reshape(-1, 3)
            grid = grid[np.linalg.norm(grid, axis=1) <= reach + 1e-6]
            costs = self.cost(start + grid)
            k = costs.argmin()
            if costs[k] < cost:
                start, cost = start + grid[k], costs[k]
        return np.round(start, 1) if cost < was - WORTH else self.at


def well(facts, point):
    inside, edge, depth, others = facts
    return inside and edge >= DEEP - 0.5 and not others and depth <= point["depth_mm"][2]


def moved(text, key, place):
    pattern = re.compile(r'(key = "' + re.escape(key) + r'"\n(?:(?!\[\[).*\n)*?at_mm = )\[[^\]]*\]')
    return pattern.sub(lambda m: f"{m[1]}[{', '.join(f'{v:.1f}' for v in place)}]", text, count=1)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("body")
    arguments.add_argument("--only")
    arguments.add_argument("--check", action="store_true")
    arguments = arguments.parse_args()
    body = built_body.read(arguments.body)
    words = {}
    for file in sorted((built_body.ROOT / "assets/anatomy/atlas").glob("*.toml")):
        words.update({e["key"]: e for e in tomllib.loads(file.read_text()).get("structure", [])})
    text, outside, deeper = FILE.read_text(), 0, 0
    for point in tomllib.loads(text)["point"]:
        if arguments.only and arguments.only not in point["key"]:
            continue
        place = Place(point, body, words)
        facts = place.facts(place.at)
        note = ""
        if not arguments.check and not well(facts, point):
            to = place.best()
            if np.linalg.norm(to - place.at) > 0.25:
                note = f", moved {np.linalg.norm(to - place.at):.1f}"
                facts = place.facts(to)
                text = moved(text, point["key"], to)
        inside, edge, depth, others = facts
        outside += not inside
        deeper += depth > point["depth_mm"][2]
        if note or not well(facts, point):
            print(f"{point['key']:33s}{'' if inside else 'OUTSIDE '}{edge:5.1f} mm inside, {depth:5.1f} under the skin "
                  f"{point['depth_mm']}{note}{', also in ' + ', '.join(others) if others else ''}")
    if not arguments.check:
        FILE.write_text(text)
    print(f"{outside} outside their muscle, {deeper} deeper than they are said to be")
    return 1 if outside else 0


if __name__ == "__main__":
    raise SystemExit(main())
