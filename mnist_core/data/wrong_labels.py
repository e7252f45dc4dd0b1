"""Digits of the data sets that are not what their label says. Data only.

A network was asked which digits it finds odd, and a person looked at those: 201 pictures. What a
person would read as the label says, however badly written, stayed. Listed is what was clearly
another character, several of them, or a part of one. No network learns from these or is measured on
them.
"""

# By reason and writer the positions, as ``PenCharacter`` has them.
WRONG_LABELS: dict[str, dict[str, tuple[int, ...]]] = {
    "another character: a P": {
        "apb/app0265.dat": (0,),
    },
    "another digit: a 6": {
        "apb/app1229.dat": (4,),
    },
    "another digit: a 3": {
        "apb/app2347.dat": (8,),
    },
    "cut off or unfinished": {
        "apb/app1822.dat": (18,),
        "app/app1914.dat": (5,),
        "art/art03trn.dat": (15,),
        "ced/flad4341_s_jh.dat": (17,),
        "ced/sibi4900_s_j3.dat": (20,),
        "ibm/r0211.dat": (65,),
        "ibm/r0306.dat": (91,),
        "val/yannis30.dat": (11,),
    },
    "another digit: a 7": {
        "app/app1325.dat": (1,),
    },
    "several characters": {
        "ced/aaaa9018_s_2h.dat": (12,),
        "val/gresai30.dat": (2, 29, 31, 33, 35, 38, 40, 44, 51, 52),
        "val/gresai36.dat": (57,),
    },
    "another character: a per cent sign": {
        "ced/ayml3525_s_0k.dat": (38,),
    },
    "one stroke, a line: the rest is missing": {
        "ced/ayml3525_s_0k.dat": (39,),
        "ced/flad4341_s_jh.dat": (19,),
        "ibm/r0007.dat": (34, 39),
        "ibm/r0011.dat": (30, 35, 37, 38, 39, 40),
        "ibm/r0104.dat": (42, 46, 50, 52),
        "ibm/r0107.dat": (43, 48),
        "ibm/r0112.dat": (49,),
        "ibm/r0113.dat": (44, 51),
        "ibm/r0116.dat": (40, 47),
        "ibm/r0204.dat": (54, 57),
        "ibm/r0207.dat": (62, 66, 68),
        "ibm/r0211.dat": (63, 68, 69, 70, 71),
        "ibm/r0215.dat": (62,),
        "ibm/r0304.dat": (63, 67),
        "ibm/r0306.dat": (82, 84, 87, 89),
        "ibm/r0312.dat": (73, 75),
        "ibm/r0313.dat": (75, 77),
        "ibm/r0315.dat": (65, 70),
        "ibm/r0404.dat": (75, 79, 84),
        "ibm/r0405.dat": (90,),
        "ibm/r0408.dat": (81, 86, 87),
        "ibm/r0411.dat": (85, 86, 88, 89, 90, 94, 95, 96),
        "ibm/r0414.dat": (89, 94, 97),
    },
    "the first of two strokes: the rest is missing": {
        "ibm/r0007.dat": (38,),
        "ibm/r0104.dat": (51,),
        "ibm/r0113.dat": (50,),
        "ibm/r0116.dat": (39, 46),
        "ibm/r0207.dat": (67,),
        "ibm/r0304.dat": (65,),
        "ibm/r0313.dat": (81,),
        "ibm/r0315.dat": (69,),
        "ibm/r0411.dat": (82,),
    },
    "one ring: the rest is missing": {
        "ibm/r0011.dat": (27, 31, 32),
        "ibm/r0211.dat": (76,),
        "ibm/r0411.dat": (87,),
        "ibm/r0414.dat": (91, 92),
    },
    "no digit that could be made out": {
        "ibm/r0011.dat": (33,),
        "val/gresai38.dat": (0,),
    },
    "another digit: a 2": {
        "ibm/r0116.dat": (22,),
        "pendigits/30": (43,),
    },
    "another digit: a 5": {
        "pendigits/24": (182,),
    },
    "dots": {
        "val/gresai34.dat": (69,),
    },
}
