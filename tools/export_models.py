"""Export the networks in models/ anew, from their Keras models and their cards.

    PENDIGITS_PATH=... UNIPEN_PATH=... STROKES_PATH=... python -m tools.export_models

For when what a ``.tflite`` holds has changed, or what networks are measured on: which digits are
generated, or which people's digits are left out. No network is trained, and no answer changes.
"""

import shutil

import keras
import msgspec
from msgspec.structs import replace

from mnist_core import files, places
from mnist_core.data.pen_strokes import PEN_DIGITS
from mnist_core.data.writers import read_writer_split
from mnist_core.evaluation.drawings import answers_by_width, draw_with_each_pen, measure
from mnist_core.evaluation.people import draw_people, measure_people
from mnist_core.evaluation.turned import draw_upright, measure_turned
from mnist_core.networks.export import export
from mnist_core.publishing.publish import accuracy_on_generated, new_folder, predictors
from mnist_core.recognition.card import CARD, OnDrawings, published_card
from mnist_core.recognition.classifier import NETWORK, DigitClassifier, published_models
from mnist_core.recognition.metadata import write_metadata


def main() -> None:
    """Write network.tflite of each network, and into its card what follows from it."""
    measured = read_writer_split().measured
    digits = [each for each in measured.digits if each.collection == PEN_DIGITS]
    drawn, people = draw_with_each_pen(digits), draw_people(measured)
    upright = draw_upright(measured.digits)
    for name in published_models():
        card = published_card(name)
        with new_folder(places.models_dir(), name) as folder:
            shutil.copytree(places.models_dir() / name, folder, dirs_exist_ok=True)
            network = folder / NETWORK
            export(keras.saving.load_model(folder / "network.keras"), network)
            write_metadata(network, card.labels, card.thresholds)
            classifier = DigitClassifier.load(network)
            ways = predictors(classifier)
            answers = answers_by_width(ways["pictures"], drawn)
            on_drawings = measure(answers, digits, card.thresholds["unsure"])
            card = replace(
                card,
                bytes=network.stat().st_size,
                generated=accuracy_on_generated(classifier),
                drawings=msgspec.convert(on_drawings, OnDrawings),
                people={name: measure_people(each, people) for name, each in ways.items()},
                turned=measure_turned(classifier.predict, upright),
            )
            files.write_json(folder / CARD, card)


if __name__ == "__main__":
    main()
