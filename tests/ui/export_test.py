#!/usr/bin/env python3
"""paraspinal export"""
import json
import struct

from cli import SCRATCH, CommandLine, main, read_glb


class Export(CommandLine):
    def test_every_structure_is_a_node_that_says_what_it_is(self):
        file = SCRATCH / "body.glb"
        told = self.json_of("export", file, "--json")
        self.assertEqual(told["bytes"], file.stat().st_size)
        scene, data = read_glb(file)
        self.assertEqual(scene["buffers"][0]["byteLength"], len(data))
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
        scene, data = read_glb(file)
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
                at = view["byteOffset"]
                values[name] = list(struct.iter_unpack("<" + letter, data[at:at + 4 * accessor["count"]]))
            for x, y, z in values["_FIBRE"]:
                self.assertTrue(125 ** 2 < x * x + y * y + z * z < 129 ** 2, node["name"])
            shares = [share for share, in values["_TENDON"]]
            self.assertLess(min(shares), 26, node["name"] + " has belly")

    def test_rigid_has_no_joints(self):
        file = SCRATCH / "rigid.glb"
        self.good("export", file, "--rigid")
        scene, _ = read_glb(file)
        self.assertNotIn("skins", scene)
        self.assertNotIn("JOINTS_0", json.dumps(scene["meshes"]))

    def test_refusals(self):
        self.refused("export", SCRATCH / "nowhere" / "b.glb", names=["nowhere"])
        self.refused("export", SCRATCH / "b.glb", "--patient", "nobody", names=['"nobody"', "anna"])


if __name__ == "__main__":
    main()
