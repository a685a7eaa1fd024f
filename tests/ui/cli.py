"""What the tests of the command line share: the program's call, its answers, its pictures and scenes.

Every test here is called as  NAME_test.py PROGRAM ASSETS [unittest's arguments]. A command is called the way it is meant to
be, and the way people get it wrong. A refusal has exit status 2, nothing on standard output, and a message that names what
was found and what would have been right. PARASPINAL_CACHE says where bodies are kept; records and imported bodies go to a
temporary folder of the test, never to the user's own.
"""
import atexit
import json
import math
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest
import zlib
from pathlib import Path

if len(sys.argv) < 3:
    sys.exit(__doc__)
PROGRAM, ASSETS = str(Path(sys.argv[1]).resolve()), Path(sys.argv[2]).resolve()
SCRATCH = Path(tempfile.mkdtemp(prefix="paraspinal-cli-"))
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)

LAYERS = ["skin", "superficial", "intermediate", "deep", "bone"]
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


def read_glb(file):
    """A binary glTF file's scene and its binary chunk. Container: glTF 2.0 specification (Khronos 2021), section 4.4."""
    data = Path(file).read_bytes()
    magic, version, length = struct.unpack("<4sII", data[:12])
    size, kind = struct.unpack("<I4s", data[12:20])
    rest, second = struct.unpack("<I4s", data[20 + size:28 + size])
    if (magic, version, length, kind, second) != (b"glTF", 2, len(data), b"JSON", b"BIN\0") or 28 + size + rest != length:
        raise ValueError(f"{file} is no binary glTF")
    return json.loads(data[20:20 + size], parse_constant=refuse_constant), data[28 + size:]


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


def main():
    """Passes, fails, or counts as skipped (77) when nothing but skipped tests are left."""
    result = unittest.main(module="__main__", argv=[sys.argv[0], *sys.argv[3:]], exit=False).result
    for test, why in result.skipped:
        print(f"SKIPPED: {test.id()}: {why}")
    if not result.wasSuccessful():
        sys.exit(1)
    sys.exit(77 if result.testsRun and result.testsRun == len(result.skipped) else 0)
