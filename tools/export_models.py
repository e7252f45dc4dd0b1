"""Export the networks in models/ anew, from their Keras models and their cards.

    python -m tools.export_models

For when what a ``.tflite`` holds has changed: no network is trained, and no answer changes.
"""

import keras
from msgspec.structs import replace

from mnist_core import files, places
from mnist_core.networks.export import export
from mnist_core.recognition.card import CARD, published_card
from mnist_core.recognition.classifier import NETWORK
from mnist_core.recognition.metadata import write_metadata


def main() -> None:
    """Write network.tflite of each network, and its size into its card."""
    for path in sorted(places.models_dir().glob("*/network.keras")):
        card = published_card(path.parent.name)
        with files.replacing(path.parent / NETWORK) as temporary:
            export(keras.saving.load_model(path), temporary)
            write_metadata(temporary, card.labels, card.thresholds)
        size = (path.parent / NETWORK).stat().st_size
        files.write_json(path.parent / CARD, replace(card, bytes=size))


if __name__ == "__main__":
    main()
