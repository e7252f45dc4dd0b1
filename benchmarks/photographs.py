"""How digits on photographs are found and read, and single digits with something about them.

PENDIGITS_PATH=.../pendigits-orig.tra UNIPEN_PATH=.../unipen-strokes.npz \
    STROKES_PATH=.../uji-digits.npz:.../omniglot-strokes.npz python -m benchmarks.photographs

The photographs are composed from the digits of people never met. PHOTOGRAPHS_PATH may name a
folder with real ones; what people read on those that are known by name stands below.
"""

import os
import sys
import time
from collections import defaultdict
from difflib import SequenceMatcher
from pathlib import Path

import cv2
import numpy as np

from benchmarks.prediction import use_one_core
from benchmarks.tables import print_table
from mnist_core import DigitClassifier
from mnist_core.arrays import UInt8Array
from mnist_core.data.mnist import load_mnist
from mnist_core.data.pen_strokes import PenCharacter
from mnist_core.data.writers import People, read_writer_split
from mnist_core.errors import BlankImageError
from mnist_core.evaluation.drawings import SIZES, STROKE_WIDTHS
from mnist_core.evaluation.faults import FAULTS
from mnist_core.evaluation.found import Count, Written, compare
from mnist_core.evaluation.photographs import Photograph, compose
from mnist_core.ink.pictures import read_picture
from mnist_core.ink.rendering import render
from mnist_core.ink.strokes import CANVAS, place_on_canvas
from mnist_core.recognition.photograph import read_photograph

COUNT = 200  # photographs, and single digits with each fault
SMALL = 1000  # small pictures of one digit, of each kind
LARGE = (4032, 3024)  # pixels: twelve megapixels, as phones take them
# What people read on real photographs (0 is an empty cell of a Sudoku, and not written).
READ_BY_PEOPLE = {
    "ballpoint.jpg": "1234567891 2345619773",
    "sudoku-1002.jpg": "9276 4 836792 567 328 26 3 3475 196 6327914 76 9",
    "sudoku-2002.jpg": "842716359 139845276 576392841 983451627 264978135 751623498 397164582 "
    "415289763 628537914",
    "sudoku-2003.jpg": "491375268 576829314 832164975 659742183 723681459 184593726 915236847 "
    "368417592 247958631",
}


def main() -> None:
    """Print what is found and right."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    use_one_core()
    classifier = DigitClassifier.load()
    people = read_writer_split().measured
    _print_composed(classifier, people, count)
    _print_faults(classifier, people.digits, count)
    _print_small(classifier, people.digits)
    _print_seconds(classifier, people)
    if folder := os.environ.get("PHOTOGRAPHS_PATH"):
        _print_real(classifier, Path(folder))


def _print_composed(classifier: DigitClassifier, people: People, count: int) -> None:
    counts: dict[str, Count] = defaultdict(Count)
    for each in compose(people, count):
        found = compare(each.lines, _read(classifier, each.picture))
        scene = each.scene
        around = "nothing else" if scene.surroundings == "none" else scene.surroundings
        for name in ("all", f"on: {scene.paper}", f"with: {scene.pen}", f"light: {scene.light}"):
            counts[name] += found
        counts[f"around: {around}"] += found
    rows = [
        (
            name,
            each.pictures,
            each.digits,
            f"{each.right / max(each.digits, 1):.1%}",
            f"{each.false / each.pictures:.2f}",
            f"{each.lines_right / max(each.lines, 1):.1%}",
            f"{each.others_marked / max(each.others, 1):.1%}",
        )
        for name, each in sorted(counts.items())
    ]
    print_table(
        "Composed photographs (wanted: 96 % found and right, less than 0.10 false digits in each)",
        (
            "photographs",
            "how many",
            "digits",
            "found and right",
            "false digits in each",
            "lines right",
            "letters and doodles not taken for digits",
        ),
        rows,
    )


def _read(classifier: DigitClassifier, picture: UInt8Array) -> list[list[Written]]:
    return [
        [Written(each.prediction.label, each.box) for each in number.characters]
        for number in read_photograph(classifier, picture)
    ]


def _print_faults(classifier: DigitClassifier, digits: list[PenCharacter], count: int) -> None:
    random = np.random.default_rng(0)
    chosen = [digits[i] for i in random.permutation(len(digits))[:count]]
    drawn = [(each, _drawn(each, random)) for each in chosen]
    rows = [
        (name, f"{np.mean([_is_right(classifier, fault(p, random), d) for d, p in drawn]):.1%}")
        for name, fault in FAULTS.items()
    ]
    print_table(f"Pictures of one digit ({count}), by classify", ("with", "right"), rows)


def _drawn(digit: PenCharacter, random: np.random.Generator) -> UInt8Array:
    strokes = place_on_canvas(
        digit.lines,
        canvas=CANVAS,
        stroke_width=float(random.choice(STROKE_WIDTHS)),
        size=random.uniform(*SIZES),
        position=(random.uniform(0.15, 0.85), random.uniform(0.15, 0.85)),
    )
    return render(strokes, CANVAS)


def _is_right(classifier: DigitClassifier, picture: UInt8Array, digit: PenCharacter) -> bool:
    try:
        return classifier.classify(picture).label == digit.character
    except BlankImageError:
        return False


def _print_small(classifier: DigitClassifier, digits: list[PenCharacter]) -> None:
    """Pictures of one digit that are no photographs, read as photographs nevertheless."""
    mnist, random = load_mnist(), np.random.default_rng(2)
    chosen = [digits[i] for i in random.permutation(len(digits))[:SMALL]]
    kinds = {
        "MNIST's test digits": [
            (image, str(label))
            for image, label in zip(mnist.test_images, mnist.test_labels[:SMALL], strict=False)
        ],
        "canvases": [(_drawn(each, random), each.character) for each in chosen],
    }
    rows = []
    for name, pictures in kinds.items():
        plain = [classifier.classify(picture).label == label for picture, label in pictures]
        read = [
            [line.text for line in read_photograph(classifier, picture)] == [label]
            for picture, label in pictures
        ]
        rows.append((name, f"{np.mean(plain):.2%}", f"{np.mean(read):.2%}"))
    print_table(
        f"{SMALL} small pictures of one digit (wanted: read alike, to 0.3 points)",
        ("pictures", "classify", "read_photograph"),
        rows,
    )


def _print_seconds(classifier: DigitClassifier, people: People) -> None:
    seconds = [_seconds(classifier, each) for each in compose(people, 15, seed=1)]
    print_table(
        "A photograph of 12 megapixels, from the picture to its numbers, on one core",
        ("median", "longest", "wanted"),
        [(f"{np.median(seconds):.2f} s", f"{max(seconds):.2f} s", "1 s")],
    )


def _seconds(classifier: DigitClassifier, photograph: Photograph) -> float:
    picture = np.asarray(cv2.resize(photograph.picture, LARGE), np.uint8)
    start = time.process_time()
    read_photograph(classifier, picture)
    return time.process_time() - start


def _print_real(classifier: DigitClassifier, folder: Path) -> None:
    rows = []
    for name, text in READ_BY_PEOPLE.items():
        lines = read_photograph(classifier, read_picture((folder / name).read_bytes()))
        wanted, read = text.replace(" ", ""), "".join(line.text for line in lines)
        blocks = SequenceMatcher(None, wanted, read, autojunk=False).get_matching_blocks()
        right = sum(block.size for block in blocks)
        rows.append((name, len(wanted), right, len(read) - right))
    print_table("Real photographs", ("name", "digits", "read in order", "others read"), rows)


if __name__ == "__main__":
    main()
