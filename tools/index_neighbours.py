"""Store beside each network in models/ what MNIST's training digits are to it, and what they vote.

    MNIST_PATH=... PENDIGITS_PATH=... UNIPEN_PATH=... STROKES_PATH=... \
        python -m tools.index_neighbours

For networks that were published where MNIST was not at hand, and when what is stored has changed,
or whose drawings the vote is measured on. No network is trained, and of the cards nothing else
changes.
"""

import shutil

from mnist_core import files, places
from mnist_core.data.mnist import load_mnist
from mnist_core.data.writers import read_writer_split
from mnist_core.publishing.neighbours import add_neighbours
from mnist_core.publishing.publish import new_folder
from mnist_core.recognition.card import CARD, published_card
from mnist_core.recognition.classifier import published_models


def main() -> None:
    """Write neighbours.npz of each network, and into its card what its digits vote."""
    mnist, writers = load_mnist(), read_writer_split()
    for name in published_models():
        with new_folder(places.models_dir(), name) as folder:
            shutil.copytree(places.models_dir() / name, folder, dirs_exist_ok=True)
            card = add_neighbours(folder, published_card(name), mnist, writers)
            files.write_json(folder / CARD, card)


if __name__ == "__main__":
    main()
