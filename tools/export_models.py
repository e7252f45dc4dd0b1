"""Export the networks in models/ anew, from their Keras models and their cards.

    PENDIGITS_PATH=.../pendigits-orig.tra python -m tools.export_models

For when what a ``.tflite`` holds has changed, or what networks are measured on: which digits are
generated, or which pen digits are left out. No network is trained, and no answer changes.
"""

import shutil

import keras
import msgspec
from msgspec.structs import replace

from mnist_core import files, places
from mnist_core.data.pen_strokes import PEN_DIGITS
from mnist_core.data.writers import read_writer_split
from mnist_core.evaluation.drawings import answers_by_width, draw_with_each_pen, measure
from mnist_core.networks.export import export
from mnist_core.publishing.publish import accuracy_on_generated, new_folder, ways
from mnist_core.recognition.card import CARD, OnDrawings, published_card
from mnist_core.recognition.classifier import NETWORK, DigitClassifier, published_models
from mnist_core.recognition.metadata import write_metadata


def main() -> None:
    """Write network.tflite of each network, and into its card what follows from it."""
    people = read_writer_split().measured.digits
    digits = [each for each in people if each.collection == PEN_DIGITS]
    drawn = draw_with_each_pen(digits)
    for name in published_models():
        card = published_card(name)
        with new_folder(places.models_dir(), name) as folder:
            shutil.copytree(places.models_dir() / name, folder, dirs_exist_ok=True)
            network = folder / NETWORK
            export(keras.saving.load_model(folder / "network.keras"), network)
            write_metadata(network, card.labels, card.thresholds)
            classifier = DigitClassifier.load(network)
            answers = answers_by_width(ways(classifier)["pictures"], drawn)
            measured = measure(answers, digits, card.thresholds["unsure"])
            card = replace(
                card,
                bytes=network.stat().st_size,
                generated=accuracy_on_generated(classifier),
                drawings=msgspec.convert(measured, OnDrawings),
            )
            files.write_json(folder / CARD, card)


if __name__ == "__main__":
    main()
