"""Draw the sheet of what the default network still reads wrong of people held out of training.

PENDIGITS_PATH=... UNIPEN_PATH=... STROKES_PATH=... python -m tools.mistakes_sheet
"""

from collections.abc import Sequence

import cv2
import numpy as np

from mnist_core import DigitClassifier
from mnist_core.arrays import UInt8Array
from mnist_core.data.pen_strokes import PenCharacter
from mnist_core.data.writers import read_writer_split
from mnist_core.evaluation.drawings import draw, together
from mnist_core.ink.geometry import boxed
from mnist_core.ink.rendering import draw_line
from mnist_core.labels import LABELS, decide
from tools.browsing import ROOT

PEN = 20
_COLUMNS, _ROWS = 16, 5  # of pictures in each half of the sheet
_SIDE, _MARGIN, _WORDS = 72, 8, 16  # pixels


def main() -> None:
    """Write docs/mistakes.png: digits read wrong, below them letters and signs taken for digits."""
    measured = read_writer_split().measured
    halves = [_sheet(_wrong(each)) for each in (measured.digits, measured.others)]
    line = np.full((2 * _MARGIN, halves[0].shape[1]), 128, np.uint8)
    line[: _MARGIN - 1], line[_MARGIN + 1 :] = 255, 255
    cv2.imwrite(str(ROOT / "docs" / "mistakes.png"), np.concatenate([halves[0], line, halves[1]]))


def _wrong(characters: Sequence[PenCharacter]) -> list[tuple[PenCharacter, str]]:
    """Those that are read wrong with their strokes, evenly chosen, and what they are taken for."""
    drawn = draw([each.lines for each in characters], PEN)
    answers = DigitClassifier.load().predict(drawn.pixels, drawn.directions)
    answers, truth = together({PEN: answers}, characters)
    labels, _ = decide(answers)
    rows = np.flatnonzero(labels != truth)
    some = rows[np.linspace(0, len(rows) - 1, min(len(rows), _COLUMNS * _ROWS)).astype(int)]
    return [(characters[row], LABELS[labels[row]]) for row in some]


def _sheet(wrong: Sequence[tuple[PenCharacter, str]]) -> UInt8Array:
    cells = [_cell(character, label) for character, label in wrong]
    blank = np.full_like(_cell(*wrong[0]), 255)
    cells += [blank] * (-len(cells) % _COLUMNS)
    rows = [np.hstack(cells[i : i + _COLUMNS]) for i in range(0, len(cells), _COLUMNS)]
    return np.asarray(np.vstack(rows), np.uint8)


def _cell(character: PenCharacter, label: str) -> UInt8Array:
    """A character with its name, and what it was taken for."""
    cell = np.full((_SIDE + _WORDS, _SIDE), 255, np.uint8)
    for line in boxed(character.lines):
        draw_line(cell, line * (_SIDE - 2 * _MARGIN) + _MARGIN, 0, 3, cv2.LINE_AA)
    name = character.character.split("/")[0][:3]
    taken = "none" if label == LABELS[-1] else label
    place = (_MARGIN, _SIDE + _WORDS - 5)
    cv2.putText(cell, f"{name} > {taken}", place, cv2.FONT_HERSHEY_SIMPLEX, 0.4, 0, 1, cv2.LINE_AA)
    return cell


if __name__ == "__main__":
    main()
