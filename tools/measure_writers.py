"""Measure how well the networks in models/ read each person, and write that into their cards.

    PENDIGITS_PATH=... UNIPEN_PATH=... STROKES_PATH=... python -m tools.measure_writers

No network is trained or exported, and all else in the cards stays as it is.
"""

from msgspec.structs import replace

from mnist_core import files, places
from mnist_core.data.writers import read_writer_split
from mnist_core.evaluation.by_person import draw_split, measure_by_person
from mnist_core.publishing.publish import best_predictor
from mnist_core.recognition.card import CARD, published_card
from mnist_core.recognition.classifier import DigitClassifier, published_models


def main() -> None:
    """Write the figures on each person into each network's card."""
    drawn = draw_split(read_writer_split())
    for name in published_models():
        found = measure_by_person(best_predictor(DigitClassifier.load(name)), *drawn)
        path = places.models_dir() / name / CARD
        files.write_json(path, replace(published_card(name), by_person=found))


if __name__ == "__main__":
    main()
