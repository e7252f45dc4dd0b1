"""Train the reader of lines, and put it into models/.

    PENDIGITS_PATH=... UNIPEN_PATH=... STROKES_PATH=... python -m tools.train_line_reader

It learns from the people from whom the networks learn: about an hour on two cores.
"""

import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")

from tqdm import tqdm

from mnist_core import places
from mnist_core.data.writers import read_writer_split
from mnist_core.recognition.line_reader import FOLDER, NETWORK
from mnist_core.training.line_reader import STEPS, export_line_reader, train_line_reader


def main() -> None:
    """Train it, with a progress bar."""
    people = read_writer_split().training
    with tqdm(total=STEPS, unit="step") as bar:

        def show(done: int, loss: float) -> None:
            bar.set_postfix(loss=f"{loss:.2f}")
            bar.update(done - bar.n)

        model = train_line_reader(people, show)
    folder = places.models_dir() / FOLDER
    folder.mkdir(exist_ok=True)
    export_line_reader(model, folder / NETWORK)


if __name__ == "__main__":
    main()
