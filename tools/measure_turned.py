"""Measure the networks in models/ on turned drawings anew, and write that into their cards.

    PENDIGITS_PATH=... UNIPEN_PATH=... STROKES_PATH=... python -m tools.measure_turned

No network is trained or exported, and all else in the cards stays as it is.
"""

from msgspec.structs import replace

from mnist_core import files, places
from mnist_core.data.writers import read_writer_split
from mnist_core.evaluation.turned import draw_upright, measure_turned
from mnist_core.recognition.card import CARD, published_card
from mnist_core.recognition.classifier import DigitClassifier, published_models


def main() -> None:
    """Write the curve over turning into each network's card."""
    drawn = draw_upright(read_writer_split().measured.digits)
    for name in published_models():
        turned = measure_turned(DigitClassifier.load(name).predict, drawn)
        path = places.models_dir() / name / CARD
        files.write_json(path, replace(published_card(name), turned=turned))


if __name__ == "__main__":
    main()
