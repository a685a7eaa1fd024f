#!/usr/bin/env python3
"""The command line as a user meets it.  cli_test.py PROGRAM ASSETS [unittest's arguments]

Every command is called the way it is meant to be, and the way people get it wrong. A refusal has exit status 2, nothing
on standard output, and a message that names what was found and what would have been right. PARASPINAL_CACHE says where
bodies are kept; records go to a temporary folder, never to the user's own.
"""
import json
import math
import os
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import unittest
import zlib
from pathlib import Path

PROGRAM = ""
ASSETS = Path()
SCRATCH = Path()

LAYERS = ["skin", "superficial", "intermediate", "deep", "bone"]
VIEWS = ["posterior", "anterior", "left", "right", "superior", "inferior", "oblique"]
COMMANDS = ["render", "press", "play", "list", "check", "export", "import", "device"]
POINT = "right upper_trapezius_1"
LESSON = "upper_trapezius_release"


def call(*words, env=None):
    """Runs the program; its status, standard output and standard error."""
    chosen = dict(os.environ, PARASPINAL_DATA=str(SCRATCH / "data"), PARASPINAL_ASSETS=str(ASSETS))
    chosen.update(env or {})
    return subprocess.run([PROGRAM, *[str(w) for w in words]], capture_output=True, text=True, timeout=300, env=chosen,
                          stdin=subprocess.DEVNULL, check=False)


def numbers_of(value):
    if isinstance(value, bool):
        return
    if isinstance(value, (int, float)):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from numbers_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from numbers_of(inner)


def refuse_constant(text):
    raise ValueError(f"{text} is not JSON")


class Picture:
    """A PNG file of 8 bits a channel, as rows of pixels."""

    def __init__(self, file):
        data = Path(file).read_bytes()
        assert data[:8] == b"\x89PNG\r\n\x1a\n", f"{file} is no PNG"
        at, packed = 8, b""
        while at < len(data):
            length, kind = struct.unpack(">I4s", data[at:at + 8])
            body = data[at + 8:at + 8 + length]
            if kind == b"IHDR":
                self.width, self.height, depth, colour = struct.unpack(">IIBB", body[:10])
                assert depth == 8
                self.channels = {2: 3, 6: 4}[colour]
            elif kind == b"IDAT":
                packed += body
            at += 12 + length
        self.rows = self._unfilter(zlib.decompress(packed))

    def _unfilter(self, raw):
        """PNG specification (W3C 2003), section 9."""
        stride, step = self.width * self.channels, self.channels
        rows, above = [], bytearray(stride)
        for y in range(self.height):
            start = y * (stride + 1)
            kind, row = raw[start], bytearray(raw[start + 1:start + 1 + stride])
            for i in range(stride):
                left = row[i - step] if i >= step else 0
                up, corner = above[i], above[i - step] if i >= step else 0
                if kind == 1:
                    row[i] = (row[i] + left) & 255
                elif kind == 2:
                    row[i] = (row[i] + up) & 255
                elif kind == 3:
                    row[i] = (row[i] + (left + up) // 2) & 255
                elif kind == 4:
                    guess = left + up - corner
                    nearest = min((abs(guess - left), 0, left), (abs(guess - up), 1, up),
                                  (abs(guess - corner), 2, corner))[2]
                    row[i] = (row[i] + nearest) & 255
            rows.append(row)
            above = row
        return rows

    def share_of(self, test):
        """Of pixels for which test(red, green, blue) holds."""
        hits = 0
        for row in self.rows:
            for x in range(self.width):
                hits += bool(test(*row[x * self.channels:x * self.channels + 3]))
        return hits / (self.width * self.height)


def is_red(red, green, blue):
    return red > 90 and red > 1.8 * green and red > 1.8 * blue


def is_reddish(red, green, blue):
    return red > 90 and red > 1.5 * green


def is_skin(red, green, blue):
    return red > 90 and 1.1 * blue < red < 2.0 * green and red > green > blue


def is_yellow(red, green, blue):
    return red > 90 and green > 1.6 * blue and 0.6 * red < green < 1.05 * red


class CommandLine(unittest.TestCase):
    maxDiff = None

    def good(self, *words, **options):
        done = call(*words, **options)
        self.assertEqual(done.returncode, 0, f"{words}: {done.stderr}")
        return done

    def json_of(self, *words, **options):
        """The one JSON object on standard output; every number in it is finite."""
        text = self.good(*words, **options).stdout
        found = json.loads(text, parse_constant=refuse_constant)
        self.assertIsInstance(found, dict)
        for number in numbers_of(found):
            self.assertTrue(math.isfinite(number))
        self.assertEqual(text.count("\n"), 1, "one object is one line")
        return found

    def refused(self, *words, names=(), **options):
        done = call(*words, **options)
        self.assertEqual(done.returncode, 2, f"{words}: status {done.returncode}\n{done.stdout}{done.stderr}")
        self.assertEqual(done.stdout, "", words)
        for name in names:
            self.assertIn(name, done.stderr, words)
        return done.stderr


class Help(CommandLine):
    def test_lists_every_command(self):
        for word in ("--help", "-h", "help"):
            done = self.good(word)
            self.assertEqual(done.stderr, "")
            for command in COMMANDS:
                self.assertRegex(done.stdout, rf"(?m)^  {command} +\S")
        self.assertIn("does not diagnose", done.stdout)

    def test_of_each_command_tells_every_option_of_its_usage(self):
        for command in COMMANDS:
            done = self.good(command, "--help")
            self.assertEqual(done.stderr, "")
            usage, rest = done.stdout.split("\n", 1)
            self.assertTrue(usage.startswith(f"paraspinal {command}"), usage)
            for word in usage.replace("[", " ").replace("]", " ").split():
                if word.startswith("--"):
                    self.assertRegex(rest, rf"(?m)^  {word}\b")

    def test_an_unknown_command_is_answered_with_the_nearest(self):
        self.refused("rendr", names=['"rendr"', "did you mean render?"])
        self.refused("presss", names=["did you mean press?"])
        self.refused("xyzzyxyzzy", names=['"xyzzyxyzzy"', "paraspinal --help"])

    def test_an_unknown_option_is_answered_with_the_nearest(self):
        for command, plain, wrong, right in (("render", ["o.png"], "--vew", "--view"), ("press", [], "--forse", "--force"),
                                             ("play", [LESSON], "--skript", "--script"), ("list", ["tools"], "--jsn", "--json"),
                                             ("check", ["f"], "--jason", "--json"), ("export", ["o.glb"], "--rigit", "--rigid"),
                                             ("device", [], "--jsn", "--json")):
            self.refused(command, *plain, wrong, names=[wrong, f"did you mean {right}?", f"usage: paraspinal {command}"])
        self.refused("--vlidate", names=["--vlidate", "--validate"])

    def test_what_is_missing_or_too_much_is_named(self):
        self.refused("render", names=["OUT.png"])
        self.refused("export", names=["BODY.glb"])
        self.refused("list", names=["structures", "points"])
        self.refused("check", names=["file"])
        self.refused("play", names=["lesson"])
        self.refused("press", names=["--at", "--force"])
        self.refused("press", "--at", POINT, names=["--force"])
        self.refused("device", "extra", names=['"extra"'])
        self.refused("import", names=["DIR|FILE"])
        self.refused("import", "x.glb", names=["--as"])
        self.refused("render", "a.png", "b.png", names=['"b.png"'])
        self.refused("render", "a.png", "--view", names=["--view", "needs a value"])
        self.refused("render", "a.png", "--view", "left", "--view", "right", names=["--view", "twice"])
        self.refused("list", "tools", "--json=yes", names=["--json", "no value"])


class Render(CommandLine):
    def picture(self, name, *words):
        file = SCRATCH / name
        self.good("render", file, "--size", "160x180", *words)
        return Picture(file)

    def test_size_and_report(self):
        file = SCRATCH / "report.png"
        told = self.json_of("render", file, "--size", "96x54", "--validate", "--json")
        self.assertEqual((told["width"], told["height"], told["validation_messages"]), (96, 54, 0))
        self.assertEqual(told["file"], str(file))
        self.assertGreaterEqual(told["structures"], 120)
        picture = Picture(file)
        self.assertEqual((picture.width, picture.height), (96, 54))

    def test_layers_and_views_show_what_they_say(self):
        skin = self.picture("skin.png")
        self.assertGreater(skin.share_of(is_skin), 0.2)
        self.assertLess(skin.share_of(is_red), 0.02)
        muscles = self.picture("muscles.png", "--peel", "superficial")
        self.assertGreater(muscles.share_of(is_red), 0.1)
        bone = self.picture("bone.png", "--peel", "bone", "--view", "left")
        self.assertLess(bone.share_of(is_red), 0.01)

    def test_posture_and_opacity_change_it(self):
        plain = self.picture("plain.png")
        self.assertNotEqual(plain.rows, self.picture("bent.png", "--posture", "side_bent").rows)
        through = self.picture("through.png", "--opacity", "0.3")
        self.assertGreater(through.share_of(is_reddish), plain.share_of(is_reddish) + 0.1, "muscles show through the skin")

    def test_structures_alone(self):
        nerve = self.picture("nerve.png", "--structure", "left sciatic_nerve")
        self.assertGreater(nerve.share_of(is_yellow), 0.001)
        self.assertEqual(nerve.share_of(is_red), 0.0)

    def test_refusals(self):
        out = SCRATCH / "never.png"
        self.refused("render", out, "--view", "behind", names=['"behind"', *VIEWS])
        self.refused("render", out, "--peel", "fascia", names=['"fascia"', *LAYERS])
        self.refused("render", out, "--posture", "kneeling", names=['"kneeling"', "prone", "flexed", "side_bent"])
        self.refused("render", out, "--patient", "nobody", names=['"nobody"', "anna", "default"])
        self.refused("render", out, "--structure", "piriformiss", names=['"piriformiss"', '"piriformis"'])
        self.refused("render", out, "--structure", "FMA1", names=["FMA1"])
        self.refused("render", out, "--device", "no such card", names=["no such card"])
        for size in ("12", "0x40", "640x-3", "1e3x500", "640x480x3", "99999x99999", ""):
            self.refused("render", out, "--size", size, names=["--size", f'"{size}"'])
        for opacity in ("-0.1", "1.5", "nan", "half", ""):
            self.refused("render", out, "--opacity", opacity, names=["--opacity", f'"{opacity}"'])
        self.assertFalse(out.exists())

    def test_a_folder_that_is_not_there(self):
        self.refused("render", SCRATCH / "nowhere" / "o.png", "--size", "32x32", names=["nowhere", "No such file"])


class Press(CommandLine):
    def test_more_force_goes_deeper_and_hurts_more(self):
        answers = [self.json_of("press", "--at", POINT, "--tool", "thumb", "--force", force, "--patient", "anna", "--json")
                   for force in (5, 20, 40)]
        for force, answer in zip((5, 20, 40), answers):
            self.assertAlmostEqual(answer["force_n"], force, delta=0.3)
            self.assertEqual(answer["tool"], "thumb")
            self.assertEqual(answer["patient"], "anna")
            self.assertGreater(len(answer["column"]), 3)
            self.assertGreater(answer["peak_pressure_kpa"], answer["mean_pressure_kpa"])
            for layer in answer["column"]:
                self.assertGreaterEqual(layer["before_mm"], 0)
                self.assertGreaterEqual(layer["now_mm"], 0)
        for key in ("depth_mm", "contact_area_cm2", "mean_pressure_kpa"):
            values = [a[key] for a in answers]
            self.assertEqual(values, sorted(set(values)), key)
        pains = [a["pain"] for a in answers]
        self.assertEqual(pains, sorted(pains))
        self.assertGreater(pains[-1], 5)

    def test_tools_and_places(self):
        thumb = self.json_of("press", "--at", "left longissimus_thoracis", "--force", 20, "--json")
        palm = self.json_of("press", "--at", "left longissimus_thoracis", "--force", 20, "--tool", "palm", "--json")
        self.assertGreater(palm["contact_area_cm2"], 2 * thumb["contact_area_cm2"])
        self.assertLess(palm["depth_mm"], thumb["depth_mm"])
        self.assertEqual(thumb["at"], "Left longissimus thoracis")

    def test_text_for_people(self):
        said = self.good("press", "--at", POINT, "--force", 10).stdout
        for word in ("Right upper trapezius", "force 10.0 N", "mm", "kPa", "pain", "of 10"):
            self.assertIn(word, said)

    def test_refusals(self):
        self.refused("press", "--at", "upper_trapezius_9", "--force", 10, names=['"upper_trapezius_9"', '"upper_trapezius_1"'])
        self.refused("press", "--at", POINT, "--force", 10, "--tool", "thum", names=['"thum"', "fingertip", "pressure_bar", '"thumb"'])
        self.refused("press", "--at", POINT, "--force", 10, "--patient", "nobody", names=['"nobody"', "anna"])
        for force in ("-1", "nan", "inf", "1e9", "ten", "10N"):
            self.refused("press", "--at", POINT, "--force", force, names=["--force", f'"{force}"'])
        self.refused("press", "--at", POINT, "--force", 10, "--hold", "-1", names=["--hold", '"-1"'])


class Lists(CommandLine):
    def rows(self, what, least, columns):
        rows = self.json_of("list", what, "--json")[what]
        self.assertGreaterEqual(len(rows), least, what)
        for row in rows:
            for column in columns:
                self.assertTrue(row[column], f"{what}: {row} lacks {column}")
        return rows

    def test_counts_and_columns(self):
        structures = self.rows("structures", 120, ["fma", "name", "latin", "kind", "side", "layer", "key"])
        ids = [s["fma"] for s in structures]
        self.assertEqual(len(set(ids)), len(ids), "one id, one structure")
        for s in structures:
            self.assertIn(s["layer"], LAYERS)
            self.assertIn(s["side"], ["left", "right", "midline"])
        kinds = {s["kind"] for s in structures}
        self.assertTrue({"bone", "muscle", "nerve", "disc", "skin"} <= kinds, kinds)
        sided = {side: sorted(s["key"] for s in structures if s["side"] == side) for side in ("left", "right")}
        self.assertEqual(sided["left"], sided["right"], "what is paired is there on both sides")
        nerves = self.rows("nerves", 10, ["fma", "name", "key"])
        self.assertEqual([n for n in structures if n["kind"] == "nerve"], nerves)
        muscles = {s["key"] for s in structures if s["kind"] == "muscle"}
        for point in self.rows("points", 20, ["key", "title", "muscle", "depth_mm", "refers_to", "confidence"]):
            self.assertIn(point["muscle"], muscles, point)
        tools = [t["key"] for t in self.rows("tools", 8, ["key", "name", "area_cm2", "usual_n", "largest_n"])]
        self.assertIn("pressure_bar", tools)
        lessons = self.rows("lessons", 1, ["key", "title", "patient", "steps"])
        patients = {p["key"] for p in self.rows("patients", 4, ["key", "name", "age", "sex", "stature_m"])}
        self.assertIn("default", patients)
        for lesson in lessons:
            self.assertIn(lesson["patient"], patients)

    def test_tables_have_a_heading_and_the_same_rows(self):
        lines = self.good("list", "tools").stdout.splitlines()
        self.assertTrue(lines[0].startswith("key"))
        self.assertEqual(len(lines) - 1, len(self.json_of("list", "tools", "--json")["tools"]))
        self.assertTrue(all(line == line.rstrip() for line in lines))

    def test_refusals(self):
        self.refused("list", "muscles", names=['"muscles"', "structures", "points", "nerves", "tools", "lessons", "patients"])
        self.refused("list", "tools", env={"PARASPINAL_ASSETS": str(SCRATCH / "gone")}, names=["PARASPINAL_ASSETS", "gone"])


class Check(CommandLine):
    def test_shipped_files_are_good(self):
        # every shape is meshed to check it, which content.anatomy does for all; here one of them stands for the rest
        shapes = sorted((ASSETS / "anatomy" / "shapes").glob("*.toml"), key=lambda f: f.stat().st_size)[:1]
        files = [f for f in sorted(ASSETS.rglob("*.toml")) if f.parent.name != "shapes"] + shapes
        told = self.json_of("check", *files, "--json")
        self.assertTrue(told["good"])
        self.assertEqual([f["file"] for f in told["files"]], [str(f) for f in files])
        for file in told["files"]:
            self.assertTrue(file["good"] and file["kind"] and not file["faults"], file)
        kinds = {f["kind"] for f in told["files"]}
        self.assertTrue({"atlas", "shapes", "skeleton", "nerves", "points", "zones", "materials", "script", "lesson",
                         "patient", "skin", "tool", "response"} <= kinds, kinds)

    def broken(self, source, change, folder):
        """A copy with one change, in a folder of its own: some kinds are read with what lies beside them."""
        to = SCRATCH / folder / source.name
        to.parent.mkdir(exist_ok=True)
        text = source.read_text()
        changed = text.replace(*change, 1)
        self.assertNotEqual(text, changed, f"{source} no longer holds {change[0]!r}")
        to.write_text(changed)
        line = 1 + text[:text.index(change[0])].count("\n")
        return to, line

    def test_broken_copies_are_told_by_line(self):
        cases = [
            (ASSETS / "lessons" / f"{LESSON}.toml", ("most_force_n = 60", "most_force_n = -60"), ["most_force_n", "-60"]),
            (ASSETS / "lessons" / f"{LESSON}.toml", ('kind = "next"', 'kind = "nextt"'), ["nextt"]),
            (ASSETS / "tools" / "thumb.toml", ("friction = ", "fricton = "), ["fricton", "friction"]),
            (ASSETS / "patients" / "anna.toml", ('point = "upper_trapezius_1"', 'point = "upper_trapezius_7"'), ["upper_trapezius_7"]),
            (ASSETS / "scripts" / LESSON / "good_student.toml", ("format = 1", "format = 99"), ["99"]),
            (ASSETS / "tissue" / "materials.toml", ("format = 1", "format = one"), []),
        ]
        for n, (source, change, names) in enumerate(cases):
            file, line = self.broken(source, change, f"broken{n}")
            said = self.refused("check", file, names=names)
            self.assertIn(f"{file}:{line}:", said)
            told = call("check", file, "--json")
            self.assertEqual(told.returncode, 2)
            told = json.loads(told.stdout)
            self.assertFalse(told["good"])
            self.assertTrue(any(f"{file}:{line}:" in fault for fault in told["files"][0]["faults"]), told)

    def test_a_good_file_beside_a_bad_one(self):
        good = ASSETS / "patients" / "anna.toml"
        bad = SCRATCH / "not_ours.toml"
        bad.write_text("format = 1\ncolour = \"blue\"\n")
        done = call("check", good, bad)
        self.assertEqual(done.returncode, 2)
        self.assertIn(f"{good}: good (patient)", done.stdout)
        self.assertIn(str(bad), done.stderr)

    def test_what_is_not_ours(self):
        note = SCRATCH / "note.txt"
        note.write_text("Buy milk.\n")
        self.refused("check", note, names=[f"{note}:1:"])
        blob = SCRATCH / "blob.toml"
        blob.write_bytes(bytes(range(256)) * 8)
        self.refused("check", blob, names=[str(blob)])
        empty = SCRATCH / "empty.toml"
        empty.write_text("")
        self.refused("check", empty, names=[str(empty)])
        self.refused("check", SCRATCH / "gone.toml", names=["gone.toml", "No such file"])
        self.refused("check", SCRATCH, names=[str(SCRATCH)])


class Export(CommandLine):
    def read(self, file):
        data = file.read_bytes()
        magic, version, length = struct.unpack("<4sII", data[:12])
        self.assertEqual((magic, version, length), (b"glTF", 2, len(data)))
        size, kind = struct.unpack("<I4s", data[12:20])
        self.assertEqual(kind, b"JSON")
        scene = json.loads(data[20:20 + size], parse_constant=refuse_constant)
        rest, kind = struct.unpack("<I4s", data[20 + size:28 + size])
        self.assertEqual(kind, b"BIN\0")
        self.assertEqual(28 + size + rest, len(data))
        self.assertEqual(scene["buffers"][0]["byteLength"], rest)
        return scene

    def test_every_structure_is_a_node_that_says_what_it_is(self):
        file = SCRATCH / "body.glb"
        told = self.json_of("export", file, "--json")
        self.assertEqual(told["bytes"], file.stat().st_size)
        scene = self.read(file)
        self.assertEqual(scene["asset"]["version"], "2.0")
        self.assertIn("CC BY-SA", scene["asset"]["copyright"])
        nodes = [n for n in scene["nodes"] if "mesh" in n]
        self.assertEqual(len(nodes), told["structures"])
        self.assertGreaterEqual(len(nodes), 120)
        known = {s["fma"]: s for s in self.json_of("list", "structures", "--json")["structures"]}
        for node in nodes:
            extras = node["extras"]
            structure = known.pop(extras["fma"])  # at most once
            self.assertEqual(node["name"], structure["name"])
            self.assertEqual((extras["side"], extras["layer"]), (structure["side"], structure["layer"]))
        self.assertEqual(len(scene["skins"]), 1)
        for view in scene["bufferViews"]:
            self.assertLessEqual(view.get("byteOffset", 0) + view["byteLength"], scene["buffers"][0]["byteLength"])
        for mesh in scene["meshes"]:
            for part in mesh["primitives"]:
                self.assertTrue({"POSITION", "NORMAL", "JOINTS_0", "WEIGHTS_0"} <= set(part["attributes"]))
                for name in part["attributes"]:
                    accessor = scene["accessors"][part["attributes"][name]]
                    view = scene["bufferViews"][accessor["bufferView"]]
                    self.assertEqual(view["byteOffset"] % 4, 0, "aligned as the format wants it")
                    self.assertEqual(view.get("byteStride", 4) % 4, 0)
                box = scene["accessors"][part["attributes"]["POSITION"]]
                for low, high in zip(box["min"], box["max"]):
                    self.assertTrue(-2.5 < low <= high < 2.5, "metres, about the body's frame")

    def test_muscles_have_fibres_and_tendon(self):
        file = SCRATCH / "fibres.glb"
        self.good("export", file)
        self.assertLess(file.stat().st_size, 40e6)
        scene = self.read(file)
        data = file.read_bytes()
        start = 28 + struct.unpack("<I", data[12:16])[0]
        muscles = [n for n in scene["nodes"] if n.get("extras", {}).get("kind") == "muscle"]
        self.assertGreater(len(muscles), 80)
        for node in muscles:
            attributes = scene["meshes"][node["mesh"]]["primitives"][0]["attributes"]
            values = {}
            for name, letter in (("_FIBRE", "bbbx"), ("_TENDON", "Bxxx")):
                accessor = scene["accessors"][attributes[name]]
                self.assertTrue(accessor["normalized"])
                view = scene["bufferViews"][accessor["bufferView"]]
                self.assertEqual(view["byteStride"], 4)
                at = start + view["byteOffset"]
                values[name] = list(struct.iter_unpack("<" + letter, data[at:at + 4 * accessor["count"]]))
            for x, y, z in values["_FIBRE"]:
                self.assertTrue(125 ** 2 < x * x + y * y + z * z < 129 ** 2, node["name"])
            shares = [share for share, in values["_TENDON"]]
            self.assertLess(min(shares), 26, node["name"] + " has belly")

    def test_rigid_has_no_joints(self):
        file = SCRATCH / "rigid.glb"
        self.good("export", file, "--rigid")
        scene = self.read(file)
        self.assertNotIn("skins", scene)
        self.assertNotIn("JOINTS_0", json.dumps(scene["meshes"]))

    def test_refusals(self):
        self.refused("export", SCRATCH / "nowhere" / "b.glb", names=["nowhere"])
        self.refused("export", SCRATCH / "b.glb", "--patient", "nobody", names=['"nobody"', "anna"])


class Import(CommandLine):
    """Bodies land in PARASPINAL_DATA, which is of the test."""

    def test_our_own_export_comes_back_and_can_be_pressed(self):
        file = SCRATCH / "own.glb"
        self.good("export", file, "--rigid")
        told = self.json_of("import", file, "--as", "own", "--json")
        self.assertEqual((told["axes"], told["unit"], told["unit_guessed"]), ("gltf", "m", True))
        self.assertEqual((told["unreadable"], told["unknown"]), ([], []))
        self.assertEqual(told["counts"]["described"], 0, "nothing was missed")
        self.assertGreaterEqual(told["counts"]["imported"], 120)
        self.assertLess(told["bones_off_mm"], 0.1)
        self.assertLess(told["fit"]["residual_mm"], 0.1)
        bodies = self.json_of("list", "bodies", "--json")["bodies"]
        self.assertEqual([b["name"] for b in bodies], ["own"])
        self.assertEqual(bodies[0]["imported"], told["counts"]["imported"])
        listed = self.json_of("list", "structures", "--body", "own", "--json")["structures"]
        self.assertEqual(sum(s["from"] == "imported" for s in listed), told["counts"]["imported"])
        self.refused("list", "tools", "--body", "own", names=["--body goes with structures"])

        again = SCRATCH / "again.glb"
        self.good("export", again, "--rigid", "--body", "own")
        self.assertLess(self.farthest(file, again), 0.0005, "within half a millimetre")

        own = self.json_of("press", "--at", POINT, "--force", 20, "--body", "own", "--json")
        plain = self.json_of("press", "--at", POINT, "--force", 20, "--json")
        self.assertAlmostEqual(own["depth_mm"], plain["depth_mm"], delta=1.5)
        picture = SCRATCH / "own.png"
        self.good("render", picture, "--size", "160x180", "--peel", "superficial", "--body", "own")
        self.assertGreater(Picture(picture).share_of(is_red), 0.1)

    def boxes(self, file):
        data = file.read_bytes()
        size = struct.unpack("<I", data[12:16])[0]
        scene = json.loads(data[20:20 + size])
        out = {}
        for node in scene["nodes"]:
            if "mesh" in node and node["extras"]["kind"] != "skin":
                part = scene["meshes"][node["mesh"]]["primitives"][0]
                box = scene["accessors"][part["attributes"]["POSITION"]]
                out[node["extras"]["fma"]] = box["min"] + box["max"]
        return out

    def farthest(self, one, other):
        """Corners of the structures' boxes, metres."""
        a, b = self.boxes(one), self.boxes(other)
        self.assertEqual(sorted(a), sorted(b))
        return max(abs(x - y) for key in a for x, y in zip(a[key], b[key]))

    def test_the_reference_set(self):
        place = Path(os.environ.get("PARASPINAL_REFERENCE") or "none")
        folder = next((f for f in (place, place / "bodyparts3d") if (f / "structures.tsv").exists()), None)
        if folder is None:
            self.skipTest("SKIPPED: no BodyParts3D to import: PARASPINAL_REFERENCE is not set to its folder")
        told = self.json_of("import", folder, "--as", "reference", "--json")
        self.assertEqual((told["axes"], told["unit"]), ("lps", "mm"))
        self.assertGreater(told["counts"]["imported"], 200)
        self.assertEqual(told["counts"]["unreadable"], 0)
        origins = {s["key"]: s["origin"] for s in told["structures"]}
        self.assertEqual(origins["latissimus_dorsi"], "described")
        self.assertEqual(origins["skin"], "grown")
        pressed = self.json_of("press", "--at", POINT, "--force", 20, "--body", "reference", "--json")
        self.assertTrue(2 < pressed["depth_mm"] < 40, pressed["depth_mm"])

    def test_refusals(self):
        folder = SCRATCH / "hostile"
        folder.mkdir()
        self.refused("import", SCRATCH / "gone", "--as", "x", names=["gone", "no such file or folder"])
        self.refused("import", folder, "--as", "x", names=["no file of meshes"])
        (folder / "FMA9165.obj").write_text("v 0 0 0\nv nan 0 0\nf 1 2 9\n")
        (folder / "FMA13072.glb").write_bytes(b"glTF\2\0\0\0\xff\xff\xff\xff")
        (folder / "zeros.stl").write_bytes(bytes(3000))
        (folder / "a\nb.obj").write_text("hello")
        said = self.refused("import", folder, "--as", "x", names=["FMA9165.obj", "FMA13072.glb", "nothing in it could be used"])
        self.assertIn("a?b.obj", said)
        for name in ("../x", "a b", "", "x" * 60):
            self.refused("import", folder, "--as", name, names=["a body's name is"])
        self.refused("import", folder, "--as", "x", "--axes", "xyz", names=["--axes", '"xyz"', "lps, ras or gltf"])
        self.refused("import", folder, "--as", "x", "--unit", "inch", names=["--unit", '"inch"', "mm, cm or m"])
        names = SCRATCH / "names.tsv"
        names.write_text("one\tFMA1\ntwo\n")
        self.refused("import", folder, "--as", "x", "--names", names, names=["names.tsv:1:", "names.tsv:2:"])
        self.refused("render", SCRATCH / "never.png", "--body", "nobody", names=["--body", '"nobody"'])
        self.refused("press", "--at", POINT, "--force", 10, "--body", "nobody", names=["--body", '"nobody"'])


class Device(CommandLine):
    def test_one_is_chosen(self):
        devices = self.json_of("device", "--json")["devices"]
        self.assertEqual(sum(d["chosen"] for d in devices), 1)
        self.assertRegex(self.good("device").stdout, r"(?m)^\* \S")


class Play(CommandLine):
    def test_a_hasty_student_fails_with_a_reason_and_the_recording_agrees(self):
        folder = SCRATCH / "hasty"
        told = self.json_of("play", LESSON, "--script", "hasty_student", "--pictures", folder, "--student", "Test", "--json")
        self.assertTrue(told["finished"])
        self.assertFalse(told["passed"])
        self.assertEqual(told["failure"], "hold")
        self.assertIn("Not passed", told["verdict"])
        self.assertTrue(all(0 <= c["marks"] <= c["weight"] for c in told["criteria"]))
        times = [e["time"] for e in told["events"]]
        self.assertEqual(times, sorted(times))
        pictures = sorted(folder.glob("*.png"))
        self.assertGreaterEqual(len(pictures), 3)
        for file in pictures:  # headers only: they are large
            self.assertEqual(file.read_bytes()[:8], b"\x89PNG\r\n\x1a\n")
        report = (folder / "report.html").read_text()
        for wanted in ("Not passed", "Test", *[p.name for p in pictures]):
            self.assertIn(wanted, report)
        self.assertNotIn("http://", report.replace("http://www.w3.org", ""), "the report needs no network")

        recording = folder / "recording.jsonl"
        for line in recording.read_text().splitlines():
            json.loads(line, parse_constant=refuse_constant)
        self.good("check", recording)
        again = self.json_of("play", LESSON, "--replay", recording, "--json")
        self.assertTrue(again["replay"]["same"])
        self.assertGreater(again["replay"]["checked"], 5)
        for key in ("state_hash", "verdict", "share", "criteria", "events", "seconds"):
            self.assertEqual(again[key], told[key], key)

        kept = sqlite3.connect(SCRATCH / "data" / "attempts.sqlite")
        tables = [row[0] for row in kept.execute("select name from sqlite_master where type = 'table'")]
        texts = [str(row) for table in tables for row in kept.execute(f'select * from "{table}"')]
        kept.close()
        self.assertTrue(any("Test" in text for text in texts), "the attempt is in the history")

        changed = SCRATCH / "changed.jsonl"  # a recording that does not tell the truth is found out
        lines = recording.read_text().splitlines()
        for n, line in enumerate(lines):
            step = json.loads(line)
            if step.get("pressing"):
                step["force_n"] += 1.0
                lines[n] = json.dumps(step)
                break
        changed.write_text("\n".join(lines) + "\n")
        done = call("play", LESSON, "--replay", changed)
        self.assertEqual(done.returncode, 2)
        self.assertIn("differs from the recording from step", done.stderr)

    def test_refusals(self):
        self.refused("play", "no_lesson", names=['"no_lesson"', LESSON])
        self.refused("play", LESSON, "--script", "lazy", names=['"lazy"', "good_student", "hasty_student"])
        self.refused("play", LESSON, "--replay", SCRATCH / "gone.jsonl", names=["gone.jsonl"])
        self.refused("play", LESSON, "--replay", "a", "--script", "b", names=["--replay", "--script"])
        cut = SCRATCH / "cut.jsonl"
        cut.write_text('{"paraspinal_recording":1,"lesson":"' + LESSON + '","pati')
        self.refused("play", LESSON, "--replay", cut, names=["cut.jsonl:1"])


def main():
    global PROGRAM, ASSETS, SCRATCH
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    PROGRAM, ASSETS = str(Path(sys.argv[1]).resolve()), Path(sys.argv[2]).resolve()
    SCRATCH = Path(tempfile.mkdtemp(prefix="paraspinal-cli-"))
    try:
        program = unittest.main(argv=[sys.argv[0], *sys.argv[3:]], exit=False)
    finally:
        shutil.rmtree(SCRATCH, ignore_errors=True)
    sys.exit(0 if program.result.wasSuccessful() else 1)


if __name__ == "__main__":
    main()
