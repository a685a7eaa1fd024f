"""Frontal bone, nasal bone, maxilla and cheek bone: drawn, since the reference has none of them.

Landmarks in mm, body frame, right side. The forehead begins where the fitted parietal bones end and the cheek bone where the
zygomatic process of the fitted temporal bone ends; in between the landmarks follow usual dimensions of adult men: skull
length 185, least frontal breadth 97, breadth over the frontozygomatic sutures 106, orbit 40 by 35, nasion to prosthion
72, piriform aperture 24 wide, palate 62 wide over the alveoli, breadth over the cheek arches 130 (general anatomy and
anthropology textbooks, recalled; an outline, not a study of the face). All of it lies inside the skin's form of the face.
"""
import numpy as np

from bones_flat import right, teeth
from bones_vertebra import oval
from ribbons import Ribbon

SOURCE = ("not in the reference: outline drawn by tools/anatomy/bones_face.py between the fitted parietal and temporal bones and "
          "mandible, after usual dimensions of adult men (textbooks, recalled)")


def frontal():
    squama = [[(0, 1629, 109.5), (0, 1618, 136), (0, 1597, 153), (0, 1572, 163), (0, 1555, 165), (0, 1544, 163)],
              [(-22, 1625, 110.5), (-21, 1612, 134), (-21, 1593, 150), (-21, 1570, 159), (-21, 1555, 162), (-20, 1546, 161)],
              [(-44, 1611, 114.5), (-42, 1598, 133), (-40, 1582, 145), (-38, 1565, 152), (-38, 1554, 155), (-37, 1546, 156)],
              [(-60, 1585, 121), (-56, 1576, 133), (-53, 1564, 140), (-50, 1553, 145), (-50, 1545, 148), (-49, 1539, 149)],
              [(-62, 1554, 127), (-60, 1551, 131), (-57, 1547, 135), (-54, 1542, 139), (-53, 1537, 142), (-51.5, 1531, 143)]]
    thick = [[5, 6, 6, 7, 10, 7], [5, 6, 6, 6, 9, 5], [5, 6, 6, 6, 7, 4], [5, 5, 5, 6, 7, 5], [4, 4, 4, 5, 6, 6]]
    roof = [[(-11, 1544, 158), (-11, 1548, 140), (-11, 1546, 118)], [(-27, 1547, 157), (-27, 1550, 138), (-26, 1547, 118)],
            [(-46, 1541, 148), (-45, 1544, 136), (-44, 1542, 122)]]
    return [Ribbon(squama, np.array(thick, float), "squama", mirrored=True),
            Ribbon(roof, 3, "roof of the orbit", mirrored=True)]


def nasal():
    return [Ribbon([[(-1, 1542, 165), (-1, 1531, 168), (-1, 1520, 174)], [(-3, 1542, 164), (-4, 1531, 166), (-4, 1520, 171)],
                    [(-6, 1542, 162), (-7, 1531, 163), (-8, 1520, 165)]], 2.5, "plate")]


def maxilla():
    upper = teeth([(0.3, 1468, 166.5), (-12, 1468, 163.5), (-22, 1469, 153.5), (-28, 1470, 141.5), (-30.5, 1471, 129)],
                  "upper teeth, drawn as one band")
    upper.mirrored = False
    return [
        oval(right("body", [(-31, 1507, 145), (-29, 1497, 146), (-27, 1487, 145), (-26, 1477, 144)], 10, (0, 0, 1), 8), 16, 11),
        oval(right("alveolar process", [(-0.3, 1479, 167), (-12, 1479, 164), (-22, 1479, 154), (-28, 1480, 142), (-30, 1481, 128)],
                   5, (0, 1, 0), 8, 0.1), 9, 4.5),
        oval(right("lower margin of the orbit and frontal process", [(-37, 1501, 155), (-27, 1504, 158), (-17, 1511, 160),
                                                                     (-11, 1527, 160), (-8, 1543, 161)], 3, (0, 0, 1), 6), 5, 4),
        Ribbon([[(-1, 1486, 165), (-1, 1489, 148), (-1, 1488, 130)], [(-13, 1485, 162), (-13, 1488, 147), (-13, 1487, 129)],
                [(-25, 1481, 150), (-26, 1482, 141), (-27, 1482, 128)]], 3, "palatine process"),
        upper,
    ]


def zygomatic():
    body = oval(right("body and frontal process", [(-52, 1533, 143), (-52.5, 1521, 141), (-52.5, 1509, 145), (-47, 1500, 150),
                                                   (-38, 1499, 154)], 4, (0, 0, 1), 8), 5.5, 4)
    body.r *= np.array([0.9, 1.0, 1.2, 1.6, 1.5])[:, None]
    return [
        body,
        oval(right("temporal process", [(-51, 1501, 148), (-58, 1503, 140), (-62, 1503, 130)], 4, (0, 1, 0), 8), 5, 2.5),
    ]
