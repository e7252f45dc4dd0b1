"""Export the networks in models/ anew, from their Keras models and their cards.

    python -m tools.export_models

For when what a ``.tflite`` holds has changed, or how digits are generated that it is measured on:
no network is trained, and no answer changes.
"""

import shutil

import keras
from msgspec.structs import replace

from mnist_core import files, places
from mnist_core.networks.export import export
from mnist_core.publishing.publish import accuracy_on_generated, new_folder
from mnist_core.recognition.card import CARD, published_card
from mnist_core.recognition.classifier import NETWORK, DigitClassifier, published_models
from mnist_core.recognition.metadata import write_metadata


def main() -> None:
    """Write network.tflite of each network, and into its card what follows from it."""
    for name in published_models():
        card = published_card(name)
        with new_folder(places.models_dir(), name) as folder:
            shutil.copytree(places.models_dir() / name, folder, dirs_exist_ok=True)
            network = folder / NETWORK
            export(keras.saving.load_model(folder / "network.keras"), network)
            write_metadata(network, card.labels, card.thresholds)
            generated = accuracy_on_generated(DigitClassifier.load(network))
            card = replace(card, bytes=network.stat().st_size, generated=generated)
            files.write_json(folder / CARD, card)


if __name__ == "__main__":
    main()
