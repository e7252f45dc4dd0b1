"""Export the networks in models/ anew, from their Keras models and their cards.

    python -m tools.export_models

For when what a ``.tflite`` holds has changed, or how digits are generated that it is measured on:
no network is trained, and no answer changes.
"""

import keras
from msgspec.structs import replace

from mnist_core import files, places
from mnist_core.networks.export import export
from mnist_core.publishing.publish import accuracy_on_generated
from mnist_core.recognition.card import CARD, published_card
from mnist_core.recognition.classifier import NETWORK, DigitClassifier
from mnist_core.recognition.metadata import write_metadata


def main() -> None:
    """Write network.tflite of each network, and into its card what follows from it."""
    for path in sorted(places.models_dir().glob("*/network.keras")):
        card = published_card(path.parent.name)
        with files.replacing(path.parent / NETWORK) as temporary:
            export(keras.saving.load_model(path), temporary)
            write_metadata(temporary, card.labels, card.thresholds)
        size = (path.parent / NETWORK).stat().st_size
        generated = accuracy_on_generated(DigitClassifier.load(path.parent.name))
        files.write_json(path.parent / CARD, replace(card, bytes=size, generated=generated))


if __name__ == "__main__":
    main()
