"""A run's network measured on people's drawings, once its training has ended."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from mnist_core import files
from mnist_core.data.writers import pen_strokes_path, read_writer_split
from mnist_core.errors import ModelError
from mnist_core.evaluation.drawings import answers_by_width, draw_with_each_pen, measure
from mnist_core.recognition.card import Card, OnDrawings, read_card
from mnist_core.recognition.classifier import DigitClassifier


def measure_on_drawings(run: Path, progress: Callable[[float], None]) -> Card:
    """Measure a run's network on the drawings of the published ones, and have its card say so.

    Each digit is drawn once with each pen, where the published ones saw it four times: that takes
    seconds, and comes to the same within some tenths of a per cent.

    Args:
        run: the folder of a run that has been evaluated.
        progress: is told now and then which part is done, up to 1.

    Returns:
        The card, as it is written to ``model.json``.

    Raises:
        StrokesError: there are no pen strokes.
        ModelError: the network or its card is damaged, or another one by now.
        OSError: the card cannot be written.
    """
    card = read_card(run / "model.json")
    classifier = DigitClassifier.load(run / "model.tflite")
    digits = read_writer_split(pen_strokes_path()).measured.digits
    drawn = draw_with_each_pen(digits, times=1, progress=progress)
    answers = answers_by_width(lambda each: classifier.predict(each.pixels), drawn)
    measured = measure(answers, digits, classifier.thresholds["unsure"])
    if read_card(run / "model.json") != card:
        raise ModelError(f"{run.name} has been trained on meanwhile: measure it again")
    card = msgspec.structs.replace(card, drawings=msgspec.convert(measured, OnDrawings))
    files.write_json(run / "model.json", card)
    return card
